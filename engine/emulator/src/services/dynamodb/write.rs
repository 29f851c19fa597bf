//! What all writes share: the item as it is, the condition on it, and the item as it will be.

use serde_json::Value;

use super::expression::{Names, Update, holds, parse_condition, parse_update};
use super::state::{Event, Table};
use super::{Dynamodb, attribute, find_serving, invalid, key, schema};
use crate::call::{Call, Outcome};
use crate::fault::Fault;

/// The most that an item weighs, in bytes.
const HEAVIEST: usize = 400 << 10;

/// What a write does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Put,
    Delete,
    Update,
    /// Only tests a condition, as transactions can.
    Check,
}

/// A write whose condition holds.
pub(super) struct Planned<'a> {
    pub(super) name: &'a str,
    table: &'a Table,
    pub(super) key: String,
    kind: Kind,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
    pub(super) update: Option<Update>,
}

/// Reads one write from an input, tests its condition on the copy of the region that was called, and works out the item.
pub(super) fn plan<'a>(call: &Call<'a>, input: &'a Value, kind: Kind) -> Result<Planned<'a>, Fault> {
    let legacy = ["Expected", "AttributeUpdates", "ConditionalOperator"];
    if let Some(member) = legacy.into_iter().find(|member| !input[member].is_null()) {
        return Err(invalid(format!("{member} is not emulated: use expressions")));
    }
    let names = Names::within(input)?;
    let condition = input["ConditionExpression"].as_str();
    let condition = condition.map(|text| parse_condition("ConditionExpression", text, &names)).transpose()?;
    let update = input["UpdateExpression"].as_str().filter(|_| kind == Kind::Update);
    let update = update.map(|text| parse_update(text, &names)).transpose()?;
    names.check_used()?;
    let (name, table) = find_serving(call, input["TableName"].as_str().unwrap_or_default())?;
    let key = match kind {
        Kind::Put => key::of_item(table, &input["Item"])?,
        _ => key::of_key(table, &input["Key"])?,
    };
    check_keys_stay(table, update.as_ref())?;
    let old = table.item(&key, call.now).cloned();
    let empty = Value::Object(serde_json::Map::new());
    if condition.is_some_and(|condition| !holds(&condition, old.as_ref().unwrap_or(&empty))) {
        let fault = Fault::new("ConditionalCheckFailedException", "The conditional request failed");
        let asked = input["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD";
        return Err(match old.filter(|_| asked) {
            Some(old) => fault.with("Item", old),
            None => fault,
        });
    }
    let new = match kind {
        Kind::Put => Some(checked(&input["Item"])?),
        Kind::Delete => None,
        Kind::Check => old.clone(),
        Kind::Update => {
            let base = old.as_ref().unwrap_or(&input["Key"]);
            Some(checked(&update.as_ref().map_or_else(|| Ok(base.clone()), |update| update.apply(base))?)?)
        }
    };
    Ok(Planned { name, table, key, kind, old, new, update })
}

fn check_keys_stay(table: &Table, update: Option<&Update>) -> Result<(), Fault> {
    let keys = schema::key_names(&table.shared.keys);
    let mut changed = update.into_iter().flat_map(Update::paths);
    match changed.find(|path| keys.contains(&path.top())) {
        None => Ok(()),
        Some(path) => {
            let name = path.top();
            Err(invalid(format!("One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key")))
        }
    }
}

/// Returns an item as it is kept, if it can be.
fn checked(item: &Value) -> Result<Value, Fault> {
    for (name, value) in item.as_object().into_iter().flatten() {
        if name.is_empty() {
            return Err(invalid("One or more parameter values were invalid: An AttributeValue may not contain an empty name"));
        }
        attribute::check(value).map_err(invalid)?;
    }
    let item = attribute::normal_item(item);
    if attribute::weight(&item) > HEAVIEST {
        return Err(invalid("Item size has exceeded the maximum allowed size"));
    }
    Ok(item)
}

impl Planned<'_> {
    /// Records the write here at once, and in the other replicas at once or after a while, as the table's consistency is.
    ///
    /// Every accepted write has its place in one order, so of two writes to one item the later wins everywhere.
    pub(super) fn record(&self, call: &Call<'_>, mut outcome: Outcome) -> Outcome {
        if self.kind == Kind::Check || (self.new.is_none() && self.old.is_none()) {
            return outcome;
        }
        let shared = &self.table.shared;
        for region in shared.regions() {
            let (name, key, item) = (self.name.to_owned(), self.key.clone(), self.new.clone());
            let event = if region == call.region || shared.strong {
                Event::Item { name, key, item }
            } else {
                Event::Sent { name, key, item, arrives_at: call.now + call.replication_millis }
            };
            outcome = outcome.record_in::<Dynamodb>(call.account, region, event);
        }
        outcome
    }
}
