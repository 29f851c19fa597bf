//! DynamoDB: tables, global tables and their items.
//!
//! A write to an eventually consistent global table is seen by the other regions a while later, in the emulator's time;
//! conditions are tested on the copy of the region that is called, and the later of two writes wins. In a strongly
//! consistent one it is seen everywhere at once. Requests are answered one after another, so
//! `ReplicatedWriteConflictException` and `TransactionConflictException` never happen here. Reading through an
//! index and the forms from before there were expressions are not emulated, and nothing expires.
//!
//! Rules that last for hours, such as the day for which the source of a replica cannot be deleted, hold only where
//! strict time is asked for.

mod attribute;
mod backups;
mod batch;
mod create;
mod delete;
mod describe;
mod expression;
mod item;
mod key;
mod number;
mod query;
mod replicas;
mod schema;
mod state;
mod strong;
mod tags;
mod time_to_live;
mod update;
mod write;

use self::state::{Event, Shared, State, Table};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::services::{Handler, Service};

/// An empty table is made in 5 to 30 seconds.
const CREATING_MILLIS: u64 = 10_000;
/// A change in place takes a few seconds.
const UPDATING_MILLIS: u64 = 5_000;
/// A replica of an empty table is made in one to five minutes.
const REPLICATING_MILLIS: u64 = 90_000;
/// Filling an index of an empty table takes minutes.
const INDEXING_MILLIS: u64 = 120_000;
/// A table or replica is gone after 10 seconds to 10 minutes.
const DELETING_MILLIS: u64 = 15_000;

/// The service.
pub(crate) struct Dynamodb;

impl Service for Dynamodb {
    const NAME: &'static str = "dynamodb";
    const ENDPOINT: &'static str = "dynamodb";
    const TARGET: Option<&'static str> = Some("DynamoDB_20120810");
    const INVALID: &'static str = "ValidationException";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "BatchGetItem" => batch::get,
            "BatchWriteItem" => batch::write,
            "CreateTable" => create::create,
            "DeleteItem" => item::delete,
            "DeleteTable" => delete::delete,
            "DescribeContinuousBackups" => backups::describe,
            "DescribeLimits" => describe::limits,
            "DescribeTable" => describe::describe,
            "DescribeTimeToLive" => time_to_live::describe,
            "GetItem" => item::get,
            "ListTables" => describe::list,
            "ListTagsOfResource" => tags::list,
            "PutItem" => item::put,
            "Query" => query::query,
            "Scan" => query::scan,
            "TagResource" => tags::add,
            "TransactWriteItems" => batch::transact,
            "UntagResource" => tags::remove,
            "UpdateContinuousBackups" => backups::update,
            "UpdateItem" => item::update,
            "UpdateTable" => update::update,
            "UpdateTimeToLive" => time_to_live::update,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, at: u64) {
        state::apply(state, event, at);
    }
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("ValidationException", message)
}

fn in_use(message: impl Into<String>) -> Fault {
    Fault::new("ResourceInUseException", message)
}

/// Returns the name in a table's name or ARN.
fn name_of(given: &str) -> &str {
    given.split_once(":table/").map_or(given, |(_, name)| name)
}

/// Returns the ARN of a table in a region.
fn arn(call: &Call<'_>, region: &str, name: &str) -> String {
    format!("arn:{}:dynamodb:{region}:{}:table/{name}", call.partition(), call.account)
}

/// Returns the table that the call names, if it is there.
fn find<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Table), Fault> {
    find_named(call, name_of(call.text("TableName")))
}

fn find_named<'a>(call: &Call<'a>, name: &str) -> Result<(&'a str, &'a Table), Fault> {
    let found = call.state::<Dynamodb>().tables.get_key_value(name);
    let found = found.filter(|(_, table)| !table.is_gone(call.region, call.now));
    found.map(|(name, table)| (name.as_str(), table)).ok_or_else(|| {
        Fault::new("ResourceNotFoundException", format!("Requested resource not found: Table: {name} not found"))
    })
}

/// Returns the table that the call names, if nothing is being done to it.
fn find_active<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Table), Fault> {
    let (name, table) = find(call)?;
    match table.status(call.region, call.now) {
        "ACTIVE" => Ok((name, table)),
        "CREATING" => Err(in_use(format!("Attempt to change a resource which is still in use: Table is being created: {name}"))),
        "DELETING" => Err(in_use(format!("Attempt to change a resource which is still in use: Table is being deleted: {name}"))),
        _ => Err(in_use(format!("Attempt to change a resource which is still in use: Table is being updated: {name}"))),
    }
}

/// Returns the table of this name or ARN, if its items are served.
fn find_serving<'a>(call: &Call<'a>, given: &str) -> Result<(&'a str, &'a Table), Fault> {
    let (name, table) = find_named(call, name_of(given))?;
    if ["CREATING", "DELETING"].contains(&table.status(call.region, call.now)) {
        return Err(Fault::new("ResourceNotFoundException", "Requested resource not found"));
    }
    Ok((name, table))
}

/// Records what all replicas share in every region of the table.
fn share(call: &Call<'_>, mut outcome: Outcome, name: &str, shared: &Shared) -> Outcome {
    for region in shared.replicas.keys() {
        let event = Event::Shared { name: name.to_owned(), shared: Box::new(shared.clone()) };
        outcome = outcome.record_in::<Dynamodb>(call.account, region, event);
    }
    outcome
}

/// Records what the region of the call alone has.
fn keep(call: &Call<'_>, outcome: Outcome, name: &str, table: &Table) -> Outcome {
    outcome.record::<Dynamodb>(call, table.own(name))
}

/// Answers with the table as it will be.
fn described(call: &Call<'_>, member: &str, name: &str, table: &Table) -> Answer {
    Ok(Outcome::of(serde_json::json!({ member: describe::document(call, name, table) })))
}

#[cfg(test)]
mod item_tests;
#[cfg(test)]
mod tests;
