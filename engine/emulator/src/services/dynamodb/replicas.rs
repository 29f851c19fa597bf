//! Replicas of eventually consistent global tables: one at a time.

use std::collections::BTreeMap;

use serde_json::Value;

use super::state::{Event, Replica, Shared, Stream, Table};
use super::{DELETING_MILLIS, Dynamodb, REPLICATING_MILLIS, UPDATING_MILLIS, delete, described, invalid, share};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::places::regions;

pub(super) fn update(call: &Call<'_>, name: &str, table: &Table) -> Answer {
    let updates = call.input["ReplicaUpdates"].as_array().map(Vec::as_slice).unwrap_or_default();
    let [update] = updates else {
        return Err(invalid("One or more parameter values were invalid: exactly one replica can be changed in one call"));
    };
    if table.shared.strong {
        let message = "One or more parameter values were invalid: replicas of a strongly consistent table cannot be changed one by one";
        return Err(invalid(message));
    }
    if !update["Create"].is_null() {
        return add(call, name, table, &update["Create"]);
    }
    if !update["Delete"].is_null() {
        return remove(call, name, table, &update["Delete"]);
    }
    if !update["Update"].is_null() {
        return change(call, name, table, &update["Update"]);
    }
    Err(invalid("Disassociate is not emulated"))
}

fn add(call: &Call<'_>, name: &str, table: &Table, given: &Value) -> Answer {
    let region = given["RegionName"].as_str().unwrap_or_default();
    check_new(call, name, &table.shared, region)?;
    if table.shared.billing.provisioned.is_some() {
        let message = "One or more parameter values were invalid: Table write capacity should either be Pay-Per-Request or AutoScaled.";
        return Err(invalid(message));
    }
    if let Some(stream) = table.shared.stream.as_ref().filter(|stream| stream.view != "NEW_AND_OLD_IMAGES") {
        let message = format!("One or more parameter values were invalid: the stream must be NEW_AND_OLD_IMAGES, not {}", stream.view);
        return Err(invalid(message));
    }
    let mut shared = table.shared.clone();
    let ready_at = call.now + REPLICATING_MILLIS;
    shared.stream.get_or_insert_with(|| Stream { view: "NEW_AND_OLD_IMAGES".into(), since: call.now });
    shared.replicas.insert(region.into(), replica(given, ready_at));
    if let Some(source) = shared.replicas.get_mut(call.region) {
        source.source_at = Some(call.now);
    }
    shared.busy_until = ready_at;
    let class = given["TableClassOverride"].as_str().unwrap_or(&table.class);
    let changed = Table { shared, ..table.clone() };
    let outcome = described(call, "TableDescription", name, &changed)?;
    let outcome = made(call, outcome, name, &changed, region, class);
    Ok(share(call, outcome, name, &changed.shared))
}

fn remove(call: &Call<'_>, name: &str, table: &Table, given: &Value) -> Answer {
    let region = given["RegionName"].as_str().unwrap_or_default();
    if !table.shared.regions().any(|found| found == region) {
        let message = format!("Failed to delete a replica of table {name}: there is none in {region}");
        return Err(Fault::new("ResourceNotFoundException", message));
    }
    if region == call.region {
        return Err(invalid("A replica is deleted from another replica's region, or with DeleteTable"));
    }
    delete::check(call, name, region)?;
    let mut changed = table.clone();
    retire(&mut changed.shared, region, call.now);
    let outcome = described(call, "TableDescription", name, &changed)?;
    Ok(share(call, outcome, name, &changed.shared))
}

fn change(call: &Call<'_>, name: &str, table: &Table, given: &Value) -> Answer {
    let region = given["RegionName"].as_str().unwrap_or_default();
    let mut changed = table.clone();
    let Some(replica) = changed.shared.replicas.get_mut(region).filter(|replica| replica.gone_at.is_none()) else {
        let message = format!("Failed to update a replica of table {name}: there is none in {region}");
        return Err(Fault::new("ResourceNotFoundException", message));
    };
    if !given["ProvisionedThroughputOverride"].is_null() {
        replica.throughput = given["ProvisionedThroughputOverride"].clone();
    }
    if !given["OnDemandThroughputOverride"].is_null() {
        replica.on_demand = given["OnDemandThroughputOverride"].clone();
    }
    if let Some(key) = given["KMSMasterKeyId"].as_str() {
        replica.key = Some(key.into());
    }
    changed.shared.busy_until = call.now + UPDATING_MILLIS;
    let mut outcome = described(call, "TableDescription", name, &changed)?;
    if let Some(class) = given["TableClassOverride"].as_str() {
        let there = call.world.state::<Dynamodb>(call.account, region).tables.get(name);
        if let Some(there) = there {
            let own = Table { class: class.into(), ..there.clone() }.own(name);
            outcome = outcome.record_in::<Dynamodb>(call.account, region, own);
        }
    }
    Ok(share(call, outcome, name, &changed.shared))
}

/// Checks that a region can take a new replica.
pub(super) fn check_new(call: &Call<'_>, name: &str, shared: &Shared, region: &str) -> Result<(), Fault> {
    if shared.regions().any(|found| found == region) {
        let message = format!("Failed to create a replica of table {name}: one already exists in {region}");
        return Err(invalid(message));
    }
    let partition = call.partition();
    if !regions().any(|known| known.name == region && known.partition == partition) {
        return Err(invalid(format!("Invalid region: '{region}'")));
    }
    let there = call.world.state::<Dynamodb>(call.account, region).tables.get(name);
    if there.is_some_and(|table| !table.is_gone(region, call.now)) {
        let message = format!("Failed to create a replica of table {name}: a table of that name already exists in {region}");
        return Err(invalid(message));
    }
    Ok(())
}

/// Records the table of a new replica, with the items of its source.
pub(super) fn made(call: &Call<'_>, outcome: Outcome, name: &str, source: &Table, region: &str, class: &str) -> Outcome {
    let table = Table {
        id: call.uuid(region),
        shared: source.shared.clone(),
        protected: false,
        class: class.into(),
        // Neither tags nor recovery nor protection are copied between replicas.
        tags: BTreeMap::new(),
        recovery_days: None,
        recovery_since: 0,
        created_at: call.now,
        items: source.items.clone(),
        arriving: source.arriving.clone(),
    };
    outcome.record_in::<Dynamodb>(call.account, region, Event::Made { name: name.into(), table: Box::new(table) })
}

pub(super) fn replica(given: &Value, ready_at: u64) -> Replica {
    Replica {
        ready_at,
        gone_at: None,
        key: given["KMSMasterKeyId"].as_str().map(String::from),
        throughput: given["ProvisionedThroughputOverride"].clone(),
        on_demand: given["OnDemandThroughputOverride"].clone(),
        source_at: None,
    }
}

/// Marks a replica as being deleted.
pub(super) fn retire(shared: &mut Shared, region: &str, now: u64) {
    if let Some(replica) = shared.replicas.get_mut(region) {
        replica.gone_at = Some(now + DELETING_MILLIS);
        shared.busy_until = shared.busy_until.max(now + DELETING_MILLIS);
    }
}
