//! Making tables.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::{Billing, Event, Index, Replica, Shared, Stream, Table, TimeToLive};
use super::{CREATING_MILLIS, Dynamodb, describe, in_use, invalid, name_of, schema, tags};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

pub(super) fn create(call: &Call<'_>) -> Answer {
    let name = name_of(call.text("TableName"));
    check_name(name)?;
    let state = call.state::<Dynamodb>();
    let live = |table: &&Table| !table.is_gone(call.region, call.now);
    if state.tables.get(name).as_ref().is_some_and(live) {
        return Err(in_use(format!("Table already exists: {name}")));
    }
    let quota = call.quota("dynamodb.tables");
    if state.tables.values().filter(live).count() as u64 >= quota {
        return Err(Fault::new("LimitExceededException", format!("Subscriber limit exceeded: {quota} tables")));
    }
    let shared = shared(call)?;
    let table = Table {
        id: call.uuid("table"),
        shared,
        protected: call.input["DeletionProtectionEnabled"].as_bool().unwrap_or(false),
        class: call.input["TableClass"].as_str().unwrap_or("STANDARD").into(),
        tags: tags::read(&call.input["Tags"])?,
        recovery_days: None,
        recovery_since: 0,
        created_at: call.now,
        items: BTreeMap::new(),
        arriving: Vec::new(),
    };
    let output = json!({ "TableDescription": describe::document(call, name, &table) });
    let event = Event::Made { name: name.into(), table: Box::new(table) };
    Ok(Outcome::of(output).record::<Dynamodb>(call, event))
}

fn shared(call: &Call<'_>) -> Result<Shared, Fault> {
    let input = call.input;
    let ready_at = call.now + CREATING_MILLIS;
    let provisioned = input["BillingMode"].as_str().unwrap_or("PROVISIONED") == "PROVISIONED";
    let given = input["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    let indexes: Vec<Index> =
        given.map(|index| schema::read_index(index, provisioned, ready_at)).collect::<Result<_, _>>()?;
    let own = Replica {
        ready_at,
        gone_at: None,
        key: input["SSESpecification"]["KMSMasterKeyId"].as_str().map(String::from),
        throughput: Value::Null,
        on_demand: Value::Null,
        source_at: None,
    };
    let shared = Shared {
        attributes: input["AttributeDefinitions"].clone(),
        keys: input["KeySchema"].clone(),
        local_indexes: input["LocalSecondaryIndexes"].clone(),
        indexes,
        billing: Billing {
            provisioned: schema::throughput(&input["ProvisionedThroughput"], provisioned)?,
            on_demand: input["OnDemandThroughput"].clone(),
        },
        stream: stream(&input["StreamSpecification"], call.now)?,
        encryption: input["SSESpecification"].clone(),
        time_to_live: TimeToLive::default(),
        replicas: BTreeMap::from([(call.region.to_owned(), own)]),
        strong: false,
        witness: None,
        ready_at,
        busy_until: ready_at,
    };
    schema::check_keys(&shared.keys, 1)?;
    schema::check_attributes(&shared)?;
    schema::check_local_indexes(call, &shared)?;
    schema::check_indexes(call, &shared)?;
    Ok(shared)
}

/// Reads a stream specification.
pub(super) fn stream(given: &Value, now: u64) -> Result<Option<Stream>, Fault> {
    match (given["StreamEnabled"].as_bool().unwrap_or(false), given["StreamViewType"].as_str()) {
        (true, Some(view)) => Ok(Some(Stream { view: view.into(), since: now })),
        (false, None) => Ok(None),
        (true, None) => Err(invalid("One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true")),
        (false, Some(_)) => Err(invalid("One or more parameter values were invalid: StreamViewType cannot be given when StreamEnabled is false")),
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    if !fits || !(3..=255).contains(&name.len()) {
        let message = "Invalid table/index name. Table/index names must be between 3 and 255 characters long, and may \
                       contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'";
        return Err(invalid(message));
    }
    Ok(())
}
