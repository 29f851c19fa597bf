//! Items, as far as replication can be seen by them: put, got, deleted and scanned by key.

use serde_json::{Value, json};

use super::state::{Event, Table};
use super::{Dynamodb, find, invalid, schema};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

pub(super) fn put(call: &Call<'_>) -> Answer {
    let item = &call.input["Item"];
    write(call, item, Some(item.clone()))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    write(call, &call.input["Key"], None)
}

pub(super) fn get(call: &Call<'_>) -> Answer {
    let (_, table) = find_serving(call)?;
    let key = key(table, &call.input["Key"])?;
    Ok(Outcome::of(json!({ "Item": table.items.get(&key) })))
}

pub(super) fn scan(call: &Call<'_>) -> Answer {
    if !call.text("FilterExpression").is_empty() || !call.text("IndexName").is_empty() {
        return Err(invalid("Filters and indexes are not emulated"));
    }
    let (_, table) = find_serving(call)?;
    let start = &call.input["ExclusiveStartKey"];
    let after = if start.is_null() { String::new() } else { key(table, start)? };
    let size = call.input["Limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let mut rest = table.items.iter().filter(|(key, _)| after.is_empty() || **key > after);
    let page: Vec<&Value> = rest.by_ref().take(size).map(|(_, item)| item).collect();
    let last = rest.next().and(page.last()).map(|item| keys_of(table, item));
    Ok(Outcome::of(json!({ "Items": page, "Count": page.len(), "ScannedCount": page.len(), "LastEvaluatedKey": last })))
}

/// Writes an item here and in every replica.
fn write(call: &Call<'_>, keyed: &Value, item: Option<Value>) -> Answer {
    if !call.text("ConditionExpression").is_empty() || !call.input["Expected"].is_null() {
        return Err(invalid("Conditions are not emulated"));
    }
    let (name, table) = find_serving(call)?;
    let key = key(table, keyed)?;
    let old = table.items.get(&key);
    let asked = call.text("ReturnValues") == "ALL_OLD";
    let mut outcome = Outcome::of(json!({ "Attributes": old.filter(|_| asked) }));
    for region in table.shared.regions() {
        let event = Event::Item { name: name.into(), key: key.clone(), item: item.clone() };
        outcome = outcome.record_in::<Dynamodb>(call.account, region, event);
    }
    Ok(outcome)
}

/// Items are served unless the table is being made.
fn find_serving<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Table), Fault> {
    let (name, table) = find(call)?;
    if ["CREATING", "DELETING"].contains(&table.status(call.region, call.now)) {
        return Err(Fault::new("ResourceNotFoundException", "Requested resource not found"));
    }
    Ok((name, table))
}

/// Returns the text that stands for an item's key.
fn key(table: &Table, item: &Value) -> Result<String, Fault> {
    let mut parts = Vec::new();
    for name in schema::key_names(&table.shared.keys) {
        let defined = table.shared.attributes.as_array().into_iter().flatten();
        let mut own = defined.filter(|definition| definition["AttributeName"] == name);
        let kind = own.next().and_then(|definition| definition["AttributeType"].as_str()).unwrap_or("S");
        let value = item[name][kind].as_str();
        let value = value.ok_or_else(|| invalid(format!("One or more parameter values were invalid: Missing the key {name} in the item")))?;
        parts.push(value);
    }
    Ok(parts.join("\u{0}"))
}

fn keys_of(table: &Table, item: &Value) -> Value {
    let names = schema::key_names(&table.shared.keys).into_iter();
    Value::Object(names.map(|name| (name.to_owned(), item[name].clone())).collect())
}
