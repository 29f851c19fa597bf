//! The keys of items, as texts that sort as the items do.

use serde_json::{Map, Value};

use super::state::{Shared, Table};
use super::{attribute, invalid, schema};
use crate::fault::Fault;

/// The longest values of keys, in bytes.
const LONGEST_HASH: usize = 2048;
const LONGEST_RANGE: usize = 1024;

/// Returns the text of the key that an item contains.
pub(super) fn of_item(table: &Table, item: &Value) -> Result<String, Fault> {
    let mut parts = Vec::new();
    for name in schema::key_names(&table.shared.keys) {
        let wanted = key_type(&table.shared, name);
        let value = &item[name];
        if value.is_null() {
            return Err(invalid(format!("One or more parameter values were invalid: Missing the key {name} in the item")));
        }
        let actual = attribute::kind(value);
        if actual != wanted {
            let message = format!(
                "One or more parameter values were invalid: Type mismatch for key {name} expected: {wanted} actual: {actual}"
            );
            return Err(invalid(message));
        }
        parts.push((name, value, wanted));
    }
    text(&parts)
}

/// Returns the text of a key that stands alone.
pub(super) fn of_key(table: &Table, key: &Value) -> Result<String, Fault> {
    let names = schema::key_names(&table.shared.keys);
    let typed = |name: &&str| key[*name].get(key_type(&table.shared, name)).is_some();
    if key.as_object().map_or(0, Map::len) != names.len() || !names.iter().all(typed) {
        return Err(invalid("The provided key element does not match the schema"));
    }
    of_item(table, key)
}

/// Returns what all keys of a partition begin with, the rest being the sort key.
pub(super) fn of_partition(table: &Table, hash: &Value) -> Result<String, Fault> {
    let names = schema::key_names(&table.shared.keys);
    let (hash_name, wanted) = (names[0], key_type(&table.shared, names[0]));
    if attribute::kind(hash) != wanted {
        return Err(mismatch());
    }
    let start = text(&[(hash_name, hash, wanted)])?;
    Ok(if names.len() > 1 { start + "\u{0}" } else { start })
}

pub(super) fn mismatch() -> Fault {
    invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
}

/// Returns the type that a key attribute is defined with.
pub(super) fn key_type<'a>(shared: &'a Shared, name: &str) -> &'a str {
    let mut defined = shared.attributes.as_array().into_iter().flatten();
    let own = defined.find(|definition| definition["AttributeName"] == name);
    own.and_then(|definition| definition["AttributeType"].as_str()).unwrap_or("S")
}

/// Returns the key of an item as a document of its own.
pub(super) fn document(table: &Table, item: &Value) -> Value {
    let names = schema::key_names(&table.shared.keys).into_iter();
    Value::Object(names.map(|name| (name.to_owned(), item[name].clone())).collect())
}

/// Joins the parts so that items sort by the first and then by the second.
fn text(parts: &[(&str, &Value, &str)]) -> Result<String, Fault> {
    let mut joined = String::new();
    for (index, (name, value, wanted)) in parts.iter().enumerate() {
        attribute::check(value).map_err(invalid)?;
        let plain = value[*wanted].as_str().unwrap_or_default();
        if plain.is_empty() {
            let noun = if *wanted == "B" { "binary" } else { "string" };
            let message = format!(
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {noun} value. Key: {name}"
            );
            return Err(invalid(message));
        }
        let (longest, which) = if index == 0 { (LONGEST_HASH, "hashkey") } else { (LONGEST_RANGE, "rangekey") };
        if attribute::size(value).is_some_and(|size| size > longest) {
            return Err(invalid(format!(
                "One or more parameter values were invalid: Size of {which} has exceeded the maximum size limit of {longest} bytes"
            )));
        }
        let part = attribute::sortable(value, wanted).unwrap_or_default();
        if index > 0 {
            joined.push('\u{0}');
            joined.push_str(&part);
        } else {
            // What divides the parts must not be in the first, and must sort before all that can be.
            joined.push_str(&part.replace('\u{1}', "\u{1}\u{2}").replace('\u{0}', "\u{1}\u{1}"));
        }
    }
    Ok(joined)
}
