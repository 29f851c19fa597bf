//! Tags of tables; every replica has its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::Table;
use super::{find_named, invalid, keep, name_of};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// A table takes this many tags.
const MOST_TAGS: usize = 50;

pub(super) fn add(call: &Call<'_>) -> Answer {
    let added = read(&call.input["Tags"])?;
    change(call, |tags| tags.extend(added))
}

pub(super) fn remove(call: &Call<'_>) -> Answer {
    let keys = call.input["TagKeys"].as_array().into_iter().flatten().filter_map(Value::as_str);
    change(call, |tags| keys.for_each(|key| drop(tags.remove(key))))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let (_, table) = find(call)?;
    let tags: Vec<Value> = table.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(Outcome::of(json!({ "Tags": tags })))
}

/// Reads tags, each key once.
pub(super) fn read(list: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for tag in list.as_array().into_iter().flatten() {
        let (key, value) = (tag["Key"].as_str().unwrap_or_default(), tag["Value"].as_str().unwrap_or_default());
        if key.to_ascii_lowercase().starts_with("aws:") || tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(invalid(format!("The tag key {key} is reserved or given twice")));
        }
    }
    check_count(tags)
}

fn check_count(tags: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Fault> {
    if tags.len() > MOST_TAGS { Err(invalid(format!("A table can have at most {MOST_TAGS} tags"))) } else { Ok(tags) }
}

fn change(call: &Call<'_>, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Answer {
    let (name, table) = find(call)?;
    let mut table = table.clone();
    change(&mut table.tags);
    table.tags = check_count(table.tags)?;
    Ok(keep(call, Outcome::empty(), name, &table))
}

/// Finds a table by the ARN of its region.
fn find<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Table), Fault> {
    let arn = call.text("ResourceArn");
    let name = name_of(arn);
    if super::arn(call, call.region, name) != arn {
        return Err(invalid(format!("Invalid TableArn: {arn} is not a table of {}", call.region)));
    }
    find_named(call, name)
}
