//! Strongly consistent global tables: three regions of one set, made and unmade in one call.

use serde_json::Value;

use super::state::{Shared, Table, Witness};
use super::{REPLICATING_MILLIS, UPDATING_MILLIS, delete, described, invalid, replicas, share};
use crate::call::{Answer, Call};
use crate::fault::Fault;

/// The sets of regions within which three may be chosen.
const SETS: [&[&str]; 3] = [
    &["us-east-1", "us-east-2", "us-west-2"],
    &["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"],
    &["ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
];

pub(super) fn update(call: &Call<'_>, name: &str, table: &Table) -> Answer {
    let replicas = actions(&call.input["ReplicaUpdates"])?;
    let witnesses = actions(&call.input["GlobalTableWitnessUpdates"])?;
    let all = || replicas.iter().chain(&witnesses);
    if all().all(|(action, _)| *action == "Create") {
        return make(call, name, table, &replicas, &witnesses);
    }
    if all().all(|(action, _)| *action == "Delete") {
        return unmake(call, name, table, &replicas, &witnesses);
    }
    Err(invalid("One or more parameter values were invalid: creates and deletes cannot be mixed"))
}

type Action<'a> = (&'a str, &'a Value);

fn make(call: &Call<'_>, name: &str, table: &Table, added: &[Action<'_>], witnesses: &[Action<'_>]) -> Answer {
    if call.text("MultiRegionConsistency") != "STRONG" {
        return Err(invalid("One or more parameter values were invalid: a witness needs MultiRegionConsistency STRONG"));
    }
    check_table(call, table)?;
    let mut members = vec![call.region];
    members.extend(added.iter().chain(witnesses).map(|(_, given)| given["RegionName"].as_str().unwrap_or_default()));
    let fits = (added.len() == 2 && witnesses.is_empty()) || (added.len() == 1 && witnesses.len() == 1);
    if !fits {
        let message = "One or more parameter values were invalid: a strongly consistent table has two more replicas, or one and a witness";
        return Err(invalid(message));
    }
    if !SETS.iter().any(|set| members.iter().all(|region| set.contains(region))) {
        let message = format!("One or more parameter values were invalid: {} are not within one set of regions", members.join(", "));
        return Err(invalid(message));
    }
    let ready_at = call.now + REPLICATING_MILLIS;
    let mut shared = table.shared.clone();
    for (_, given) in added {
        let region = given["RegionName"].as_str().unwrap_or_default();
        replicas::check_new(call, name, &shared, region)?;
        shared.replicas.insert(region.into(), replicas::replica(given, ready_at));
    }
    shared.strong = true;
    shared.witness = witnesses.first().map(|(_, given)| Witness {
        region: given["RegionName"].as_str().unwrap_or_default().into(),
        ready_at,
    });
    shared.busy_until = ready_at;
    let changed = Table { shared, ..table.clone() };
    let mut outcome = described(call, "TableDescription", name, &changed)?;
    for (_, given) in added {
        let region = given["RegionName"].as_str().unwrap_or_default();
        let class = given["TableClassOverride"].as_str().unwrap_or(&table.class);
        outcome = replicas::made(call, outcome, name, &changed, region, class);
    }
    Ok(share(call, outcome, name, &changed.shared))
}

fn unmake(call: &Call<'_>, name: &str, table: &Table, removed: &[Action<'_>], witnesses: &[Action<'_>]) -> Answer {
    let shared = &table.shared;
    let others: Vec<&str> = shared.regions().filter(|region| *region != call.region).collect();
    let named: Vec<&str> = removed.iter().filter_map(|(_, given)| given["RegionName"].as_str()).collect();
    let whole = others.len() == named.len() && others.iter().all(|region| named.contains(region));
    if !shared.strong || !whole || witnesses.len() != usize::from(shared.witness.is_some()) {
        let message = "One or more parameter values were invalid: the other replicas and the witness go together";
        return Err(invalid(message));
    }
    let mut changed = table.clone();
    for region in named {
        delete::check(call, name, region)?;
        replicas::retire(&mut changed.shared, region, call.now);
    }
    changed.shared.strong = false;
    changed.shared.witness = None;
    changed.shared.busy_until = changed.shared.busy_until.max(call.now + UPDATING_MILLIS);
    let outcome = described(call, "TableDescription", name, &changed)?;
    Ok(share(call, outcome, name, &changed.shared))
}

fn check_table(call: &Call<'_>, table: &Table) -> Result<(), Fault> {
    let shared: &Shared = &table.shared;
    let refused = if !table.items_at(call.now).is_empty() {
        "the table must be empty"
    } else if shared.regions().count() > 1 {
        "the table must be in one region only"
    } else if shared.time_to_live.attribute.is_some() {
        "a time to live is not supported"
    } else if shared.local_indexes.as_array().is_some_and(|local| !local.is_empty()) {
        "local secondary indexes are not supported"
    } else if shared.billing.provisioned.is_some() {
        "Table write capacity should either be Pay-Per-Request or AutoScaled"
    } else {
        return Ok(());
    };
    Err(invalid(format!("One or more parameter values were invalid: {refused}")))
}

fn actions(list: &Value) -> Result<Vec<Action<'_>>, Fault> {
    let action = |item: &'_ Value| {
        let object = item.as_object()?;
        let (name, given) = object.iter().next()?;
        Some((name.clone(), given.clone()))
    };
    let mut all = Vec::new();
    for item in list.as_array().into_iter().flatten() {
        let (name, _) = action(item).ok_or_else(|| invalid("an update must name one action"))?;
        match name.as_str() {
            "Create" => all.push(("Create", &item["Create"])),
            "Delete" => all.push(("Delete", &item["Delete"])),
            _ => return Err(invalid(format!("{name} is not allowed here"))),
        }
    }
    Ok(all)
}
