//! What DynamoDB refuses in keys, indexes and throughput.

use std::collections::BTreeSet;

use serde_json::Value;

use super::invalid;
use super::state::{Index, Shared};
use crate::call::Call;
use crate::fault::Fault;

/// Returns the names in a key schema.
pub(super) fn key_names(keys: &Value) -> Vec<&str> {
    let names = keys.as_array().into_iter().flatten();
    names.filter_map(|key| key["AttributeName"].as_str()).collect()
}

/// Checks a key schema: a hash key first, at most `most` keys of each type.
pub(super) fn check_keys(keys: &Value, most: usize) -> Result<(), Fault> {
    let types: Vec<&str> = keys.as_array().into_iter().flatten().filter_map(|key| key["KeyType"].as_str()).collect();
    let hashes = types.iter().filter(|kind| **kind == "HASH").count();
    let ranges = types.len() - hashes;
    let sorted = types.iter().take(hashes).all(|kind| *kind == "HASH");
    if hashes == 0 || hashes > most || ranges > most || !sorted {
        return Err(invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"));
    }
    Ok(())
}

/// Checks that the attribute definitions are exactly what the keys of table and indexes use.
pub(super) fn check_attributes(shared: &Shared) -> Result<(), Fault> {
    let defined = shared.attributes.as_array().into_iter().flatten();
    let defined: BTreeSet<&str> = defined.filter_map(|item| item["AttributeName"].as_str()).collect();
    let mut used: BTreeSet<&str> = key_names(&shared.keys).into_iter().collect();
    for index in shared.local_indexes.as_array().into_iter().flatten() {
        used.extend(key_names(&index["KeySchema"]));
    }
    for index in shared.indexes.iter().filter(|index| index.gone_at.is_none()) {
        used.extend(key_names(&index.keys));
    }
    if let Some(missing) = used.difference(&defined).next() {
        let message = format!(
            "One or more parameter values were invalid: Some index key attributes are not defined in \
             AttributeDefinitions. Keys: [{missing}]"
        );
        return Err(invalid(message));
    }
    if defined.len() > used.len() {
        let message = "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly \
                       match number of attributes defined in AttributeDefinitions";
        return Err(invalid(message));
    }
    Ok(())
}

/// Checks the local indexes of a new table.
pub(super) fn check_local_indexes(call: &Call<'_>, shared: &Shared) -> Result<(), Fault> {
    let local = shared.local_indexes.as_array().map(Vec::as_slice).unwrap_or_default();
    let quota = call.quota("dynamodb.local_indexes_per_table");
    if local.len() as u64 > quota {
        return Err(invalid(format!("One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of {quota}")));
    }
    let hash = key_names(&shared.keys).first().copied();
    for index in local {
        let keys = key_names(&index["KeySchema"]);
        check_keys(&index["KeySchema"], 1)?;
        if keys.first().copied() != hash || keys.len() != 2 {
            return Err(invalid("One or more parameter values were invalid: Index KeySchema must have the table's HASH key and a RANGE key"));
        }
    }
    Ok(())
}

/// Reads a global index of a create, or of the `Create` action of an update.
pub(super) fn read_index(given: &Value, provisioned: bool, ready_at: u64) -> Result<Index, Fault> {
    check_keys(&given["KeySchema"], 4)?;
    let projection = &given["Projection"];
    let kind = projection["ProjectionType"].as_str().unwrap_or("ALL");
    let more = projection["NonKeyAttributes"].as_array().map_or(0, Vec::len);
    if (kind == "INCLUDE") != (more > 0) || more > 20 {
        let message = "One or more parameter values were invalid: ProjectionType is INCLUDE if and only if \
                       NonKeyAttributes are specified, at most 20 of them";
        return Err(invalid(message));
    }
    Ok(Index {
        name: given["IndexName"].as_str().unwrap_or_default().into(),
        keys: given["KeySchema"].clone(),
        projection: projection.clone(),
        throughput: throughput(&given["ProvisionedThroughput"], provisioned)?,
        on_demand: given["OnDemandThroughput"].clone(),
        ready_at,
        gone_at: None,
    })
}

/// Checks the global indexes together.
pub(super) fn check_indexes(call: &Call<'_>, shared: &Shared) -> Result<(), Fault> {
    let quota = call.quota("dynamodb.global_indexes_per_table");
    let live: Vec<&Index> = shared.indexes.iter().filter(|index| index.gone_at.is_none()).collect();
    if live.len() as u64 > quota {
        return Err(Fault::new("LimitExceededException", format!("GlobalSecondaryIndex count exceeds the per-table limit of {quota}")));
    }
    let mut names = BTreeSet::new();
    let local = shared.local_indexes.as_array().into_iter().flatten().filter_map(|index| index["IndexName"].as_str());
    if let Some(twice) = live.iter().map(|index| index.name.as_str()).chain(local).find(|name| !names.insert(*name)) {
        return Err(invalid(format!("One or more parameter values were invalid: Duplicate index name: {twice}")));
    }
    let projected: usize =
        live.iter().map(|index| index.projection["NonKeyAttributes"].as_array().map_or(0, Vec::len)).sum();
    if projected > 100 {
        return Err(invalid("One or more parameter values were invalid: more than 100 attributes are projected"));
    }
    Ok(())
}

/// Reads provisioned throughput, which is needed exactly when capacity is provisioned.
pub(super) fn throughput(given: &Value, provisioned: bool) -> Result<Option<(u64, u64)>, Fault> {
    let units = (given["ReadCapacityUnits"].as_u64(), given["WriteCapacityUnits"].as_u64());
    match (units, provisioned) {
        ((Some(read), Some(write)), true) => Ok(Some((read, write))),
        ((None, None), false) => Ok(None),
        (_, true) => Err(invalid("One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")),
        (_, false) => Err(invalid("One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")),
    }
}
