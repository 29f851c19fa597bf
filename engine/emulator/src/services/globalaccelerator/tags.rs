//! Tags of accelerators; listeners and groups take none.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::Event;
use super::{Globalaccelerator, find_accelerator, invalid};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// An accelerator takes this many tags.
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
    let (_, found) = find_accelerator(call, call.text("ResourceArn"))?;
    let tags: Vec<Value> = found.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
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
    if tags.len() > MOST_TAGS {
        return Err(invalid(format!("An accelerator can have at most {MOST_TAGS} tags")));
    }
    Ok(tags)
}

fn change(call: &Call<'_>, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Answer {
    let (arn, found) = find_accelerator(call, call.text("ResourceArn"))?;
    let mut changed = found.clone();
    change(&mut changed.tags);
    changed.tags = check_count(changed.tags)?;
    let event = Event::PutAccelerator { arn: arn.into(), accelerator: Box::new(changed), token: None };
    Ok(Outcome::empty().record::<Globalaccelerator>(call, event))
}
