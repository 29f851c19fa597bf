//! Tags of alarms.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Cloudwatch;
use super::state::{Alarm, Event};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// An alarm takes this many tags.
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
    let (_, alarm) = find(call)?;
    let tags: Vec<Value> = alarm.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(Outcome::of(json!({ "Tags": tags })))
}

/// Reads tags, each key once.
pub(super) fn read(list: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for tag in list.as_array().into_iter().flatten() {
        let (key, value) = (tag["Key"].as_str().unwrap_or_default(), tag["Value"].as_str().unwrap_or_default());
        if key.to_ascii_lowercase().starts_with("aws:") || tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(wrong(format!("The tag key {key} is reserved or given twice")));
        }
    }
    check_count(tags)
}

fn check_count(tags: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Fault> {
    if tags.len() > MOST_TAGS { Err(wrong(format!("An alarm can have at most {MOST_TAGS} tags"))) } else { Ok(tags) }
}

fn wrong(message: String) -> Fault {
    Fault::new("InvalidParameterValueException", message)
}

fn change(call: &Call<'_>, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Answer {
    let (name, alarm) = find(call)?;
    let mut alarm = alarm.clone();
    change(&mut alarm.tags);
    alarm.tags = check_count(alarm.tags)?;
    Ok(Outcome::empty().record::<Cloudwatch>(call, Event::Put(name.into(), Box::new(alarm))))
}

fn find<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Alarm), Fault> {
    let arn = call.text("ResourceARN");
    let name = arn.splitn(7, ':').nth(6).filter(|name| super::arn(call, name) == arn);
    let found = name.and_then(|name| call.state::<Cloudwatch>().alarms.get_key_value(name));
    found.map(|(name, alarm)| (name.as_str(), alarm)).ok_or_else(|| {
        let missing = Fault::new("ResourceNotFoundException", format!("No alarm has the ARN {arn}"));
        missing.with("ResourceType", "alarm").with("ResourceId", arn)
    })
}
