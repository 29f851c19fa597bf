//! Reading tables.

use serde_json::{Value, json};

use super::state::{Index, Stream, Table};
use super::{Dynamodb, arn, find};
use crate::call::{Answer, Call, Outcome};
use crate::time::iso8601;

/// A page holds this many names unless fewer are asked for.
const PAGE: u64 = 100;

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (name, table) = find(call)?;
    Ok(Outcome::of(json!({ "Table": document(call, name, table) })))
}

pub(super) fn limits(_: &Call<'_>) -> Answer {
    Ok(Outcome::of(json!({
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    })))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let after = call.text("ExclusiveStartTableName");
    let size = usize::try_from(call.input["Limit"].as_u64().unwrap_or(PAGE)).unwrap_or_default();
    let tables = call.state::<Dynamodb>().tables.iter();
    let live = tables.filter(|(_, table)| !table.is_gone(call.region, call.now)).map(|(name, _)| name.as_str());
    let mut rest = live.filter(|name| after.is_empty() || *name > after);
    let page: Vec<&str> = rest.by_ref().take(size).collect();
    let last = rest.next().and(page.last());
    Ok(Outcome::of(json!({ "TableNames": page, "LastEvaluatedTableName": last })))
}

/// Returns a table as the API shows it in the region of the call.
pub(super) fn document(call: &Call<'_>, name: &str, table: &Table) -> Value {
    let (shared, now) = (&table.shared, call.now);
    let units = shared.billing.provisioned.unwrap_or((0, 0));
    let indexes = shared.indexes.iter().filter(|index| index.gone_at.is_none_or(|gone| now < gone));
    let indexes: Vec<Value> = indexes.map(|index| index_document(call, name, index)).collect();
    let local = shared.local_indexes.as_array().into_iter().flatten().map(|index| {
        let mut shown = index.clone();
        shown["IndexArn"] = json!(format!("{}/index/{}", arn(call, call.region, name), index["IndexName"].as_str().unwrap_or_default()));
        shown["ItemCount"] = json!(0);
        shown["IndexSizeBytes"] = json!(0);
        shown
    });
    let local: Vec<Value> = local.collect();
    let on_demand = shared.billing.provisioned.is_none();
    let mut document = json!({
        "TableName": name,
        "TableArn": arn(call, call.region, name),
        "TableId": table.id,
        "TableStatus": table.status(call.region, now),
        "CreationDateTime": table.created_at,
        "AttributeDefinitions": shared.attributes,
        "KeySchema": shared.keys,
        "BillingModeSummary": on_demand.then(|| json!({ "BillingMode": "PAY_PER_REQUEST" })),
        "ProvisionedThroughput": throughput_document(units),
        "OnDemandThroughput": shared.billing.on_demand,
        "LocalSecondaryIndexes": (!local.is_empty()).then_some(local),
        "GlobalSecondaryIndexes": (!indexes.is_empty()).then_some(indexes),
        "TableClassSummary": json!({ "TableClass": table.class }),
        "DeletionProtectionEnabled": table.protected,
        "ItemCount": table.items.len(),
        "TableSizeBytes": 0,
        "SSEDescription": encryption(call, table),
    });
    if let Some(stream) = &shared.stream {
        stream_members(call, name, stream, &mut document);
    }
    if shared.replicas.len() > 1 {
        replica_members(call, name, table, &mut document);
    }
    document
}

fn throughput_document((read, write): (u64, u64)) -> Value {
    json!({ "ReadCapacityUnits": read, "WriteCapacityUnits": write, "NumberOfDecreasesToday": 0 })
}

fn index_document(call: &Call<'_>, name: &str, index: &Index) -> Value {
    let status = match index.gone_at {
        Some(_) => "DELETING",
        None if call.now < index.ready_at => "CREATING",
        None => "ACTIVE",
    };
    json!({
        "IndexName": index.name,
        "IndexArn": format!("{}/index/{}", arn(call, call.region, name), index.name),
        "IndexStatus": status,
        "Backfilling": (status == "CREATING").then_some(true),
        "KeySchema": index.keys,
        "Projection": index.projection,
        "ProvisionedThroughput": throughput_document(index.throughput.unwrap_or((0, 0))),
        "OnDemandThroughput": index.on_demand,
        "ItemCount": 0,
        "IndexSizeBytes": 0,
    })
}

fn stream_members(call: &Call<'_>, name: &str, stream: &Stream, document: &mut Value) {
    let label = iso8601(i64::try_from(stream.since).unwrap_or_default()).replace('Z', "");
    document["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": stream.view });
    document["LatestStreamArn"] = json!(format!("{}/stream/{label}", arn(call, call.region, name)));
    document["LatestStreamLabel"] = json!(label);
}

fn replica_members(call: &Call<'_>, name: &str, table: &Table, document: &mut Value) {
    let shared = &table.shared;
    let shown = shared.replicas.iter().filter(|(region, replica)| {
        *region != call.region && replica.gone_at.is_none_or(|gone| call.now < gone)
    });
    let replicas: Vec<Value> = shown
        .map(|(region, replica)| {
            let status = match replica.gone_at {
                Some(_) => "DELETING",
                None if call.now < replica.ready_at => "CREATING",
                None => "ACTIVE",
            };
            let class = call.world.state::<Dynamodb>(call.account, region).tables.get(name).map(|table| &table.class);
            json!({
                "RegionName": region,
                "ReplicaStatus": status,
                "ReplicaArn": arn(call, region, name),
                "KMSMasterKeyId": replica.key,
                "ProvisionedThroughputOverride": replica.throughput,
                "OnDemandThroughputOverride": replica.on_demand,
                "ReplicaTableClassSummary": class.map(|class| json!({ "TableClass": class })),
            })
        })
        .collect();
    if replicas.is_empty() {
        return;
    }
    document["Replicas"] = json!(replicas);
    document["GlobalTableVersion"] = json!("2019.11.21");
    document["MultiRegionConsistency"] = json!(if shared.strong { "STRONG" } else { "EVENTUAL" });
    if let Some(witness) = &shared.witness {
        let status = if call.now < witness.ready_at { "CREATING" } else { "ACTIVE" };
        document["GlobalTableWitnesses"] = json!([{ "RegionName": witness.region, "WitnessStatus": status }]);
    }
}

/// Encryption is shown only where a key of the account is used; the service's own key is not.
fn encryption(call: &Call<'_>, table: &Table) -> Option<Value> {
    let encryption = &table.shared.encryption;
    encryption["Enabled"].as_bool().filter(|enabled| *enabled)?;
    let given = table.shared.replicas.get(call.region).and_then(|replica| replica.key.clone());
    let key = given.unwrap_or_else(|| format!("arn:{}:kms:{}:{}:key/aws-dynamodb", call.partition(), call.region, call.account));
    Some(json!({ "Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key }))
}
