//! Changing tables: one kind of change a call.

use serde_json::Value;

use super::state::{Shared, Table};
use super::{
    DELETING_MILLIS, INDEXING_MILLIS, UPDATING_MILLIS, create, described, find_active, invalid, keep,
    replicas, schema, share, strong,
};
use crate::call::{Answer, Call};
use crate::fault::Fault;

/// The members that each make one kind of change.
const KINDS: [&[&str]; 8] = [
    &["BillingMode", "ProvisionedThroughput", "OnDemandThroughput", "GlobalSecondaryIndexUpdates", "AttributeDefinitions", "WarmThroughput"],
    &["StreamSpecification"],
    &["ReplicaUpdates", "GlobalTableWitnessUpdates", "MultiRegionConsistency"],
    &["SSESpecification"],
    &["TableClass"],
    &["DeletionProtectionEnabled"],
    &["DisassociationProtectionEnabled"],
    &["VectorIndexUpdates"],
];

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (name, table) = find_active(call)?;
    let given = |members: &&&[&str]| members.iter().any(|member| !call.input[*member].is_null());
    match KINDS.iter().filter(given).count() {
        0 => return Err(invalid("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required")),
        1 => (),
        _ => return Err(invalid("One or more parameter values were invalid: only one kind of change can be made in one UpdateTable call")),
    }
    for member in ["VectorIndexUpdates", "DisassociationProtectionEnabled", "WarmThroughput"] {
        if !call.input[member].is_null() {
            return Err(invalid(format!("{member} is not emulated")));
        }
    }
    if !call.input["MultiRegionConsistency"].is_null() || !call.input["GlobalTableWitnessUpdates"].is_null() {
        return strong::update(call, name, table);
    }
    // The replicas of a strongly consistent table go together.
    let several = call.input["ReplicaUpdates"].as_array().is_some_and(|updates| updates.len() > 1);
    if several && table.shared.strong {
        return strong::update(call, name, table);
    }
    if !call.input["ReplicaUpdates"].is_null() {
        return replicas::update(call, name, table);
    }
    change(call, name, table)
}

fn change(call: &Call<'_>, name: &str, table: &Table) -> Answer {
    let mut changed = table.clone();
    let input = call.input;
    if let Some(protected) = input["DeletionProtectionEnabled"].as_bool() {
        changed.protected = protected;
    }
    if let Some(class) = input["TableClass"].as_str() {
        changed.class = class.into();
    }
    capacity(call, &mut changed.shared)?;
    indexes(call, &mut changed.shared)?;
    stream(call, &mut changed.shared)?;
    if !input["SSESpecification"].is_null() {
        changed.shared.encryption = input["SSESpecification"].clone();
        if let Some(replica) = changed.shared.replicas.get_mut(call.region) {
            replica.key = input["SSESpecification"]["KMSMasterKeyId"].as_str().map(String::from);
        }
    }
    // Protection and class are this region's own and take no time.
    if changed.shared != table.shared {
        changed.shared.busy_until = changed.shared.busy_until.max(call.now + UPDATING_MILLIS);
    }
    let outcome = described(call, "TableDescription", name, &changed)?;
    let outcome = if changed.shared == table.shared { outcome } else { share(call, outcome, name, &changed.shared) };
    Ok(keep(call, outcome, name, &changed))
}

fn capacity(call: &Call<'_>, shared: &mut Shared) -> Result<(), Fault> {
    let input = call.input;
    let was = shared.billing.provisioned;
    let mode = input["BillingMode"].as_str();
    let provisioned = mode.map_or(was.is_some(), |mode| mode == "PROVISIONED");
    let units = &input["ProvisionedThroughput"];
    if mode.is_some() || !units.is_null() {
        let wanted = schema::throughput(units, provisioned)?;
        if mode.is_none() && wanted == was {
            let message = "The provisioned throughput for the table will not change. The requested value equals the current value.";
            return Err(invalid(message));
        }
        if shared.regions().count() > 1 && provisioned {
            let message = "One or more parameter values were invalid: Table write capacity should either be Pay-Per-Request or AutoScaled.";
            return Err(invalid(message));
        }
        shared.billing.provisioned = wanted;
        for index in shared.indexes.iter_mut().filter(|_| !provisioned) {
            index.throughput = None;
        }
    }
    if !input["OnDemandThroughput"].is_null() {
        shared.billing.on_demand = input["OnDemandThroughput"].clone();
    }
    Ok(())
}

fn indexes(call: &Call<'_>, shared: &mut Shared) -> Result<(), Fault> {
    let updates = call.input["GlobalSecondaryIndexUpdates"].as_array().map(Vec::as_slice).unwrap_or_default();
    let structural = updates.iter().filter(|update| update["Update"].is_null()).count();
    if structural > 1 {
        let message = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
        return Err(Fault::new("LimitExceededException", message));
    }
    if !call.input["AttributeDefinitions"].is_null() {
        shared.attributes = call.input["AttributeDefinitions"].clone();
    }
    let provisioned = shared.billing.provisioned.is_some();
    for update in updates {
        if !update["Create"].is_null() {
            let ready_at = call.now + INDEXING_MILLIS;
            shared.indexes.retain(|index| index.gone_at.is_none_or(|gone| call.now < gone));
            shared.indexes.push(schema::read_index(&update["Create"], provisioned, ready_at)?);
            shared.busy_until = ready_at;
        } else if !update["Delete"].is_null() {
            let index = index(shared, &update["Delete"])?;
            shared.indexes[index].gone_at = Some(call.now + DELETING_MILLIS);
            shared.busy_until = call.now + DELETING_MILLIS;
            drop_unused_attributes(shared);
        } else {
            let index = index(shared, &update["Update"])?;
            let units = schema::throughput(&update["Update"]["ProvisionedThroughput"], provisioned)?;
            shared.indexes[index].throughput = units;
            if !update["Update"]["OnDemandThroughput"].is_null() {
                shared.indexes[index].on_demand = update["Update"]["OnDemandThroughput"].clone();
            }
        }
    }
    if updates.is_empty() {
        return Ok(());
    }
    schema::check_attributes(shared)?;
    schema::check_indexes(call, shared)
}

fn index(shared: &Shared, given: &Value) -> Result<usize, Fault> {
    let name = given["IndexName"].as_str().unwrap_or_default();
    let live = |index: &super::state::Index| index.name == name && index.gone_at.is_none();
    shared.indexes.iter().position(live).ok_or_else(|| {
        Fault::new("ResourceNotFoundException", format!("Requested resource not found: there is no index {name}"))
    })
}

/// Deleting an index forgets the attributes that only it used.
fn drop_unused_attributes(shared: &mut Shared) {
    let mut used: Vec<String> = schema::key_names(&shared.keys).into_iter().map(String::from).collect();
    for index in shared.local_indexes.as_array().into_iter().flatten() {
        used.extend(schema::key_names(&index["KeySchema"]).into_iter().map(String::from));
    }
    for index in shared.indexes.iter().filter(|index| index.gone_at.is_none()) {
        used.extend(schema::key_names(&index.keys).into_iter().map(String::from));
    }
    if let Some(defined) = shared.attributes.as_array_mut() {
        defined.retain(|item| item["AttributeName"].as_str().is_some_and(|name| used.iter().any(|one| one == name)));
    }
}

fn stream(call: &Call<'_>, shared: &mut Shared) -> Result<(), Fault> {
    let given = &call.input["StreamSpecification"];
    if given.is_null() {
        return Ok(());
    }
    let wanted = create::stream(given, call.now)?;
    match (&wanted, &shared.stream) {
        (Some(_), Some(_)) => return Err(invalid("Table already has an enabled stream")),
        (None, None) => return Err(invalid("Table has no stream to disable")),
        (None, Some(_)) if shared.regions().count() > 1 && !shared.strong => {
            return Err(invalid("The stream of a global table cannot be disabled while it has replicas"));
        }
        _ => shared.stream = wanted,
    }
    Ok(())
}
