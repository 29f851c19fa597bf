//! Tags of topics.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::Event;
use super::{Sns, find};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// A topic takes this many tags.
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
    let (_, topic) = find_tagged(call)?;
    let tags: Vec<Value> = topic.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(Outcome::of(json!({ "Tags": tags })))
}

/// Reads tags, each key once.
pub(super) fn read(list: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for tag in list.as_array().into_iter().flatten() {
        let (key, value) = (tag["Key"].as_str().unwrap_or_default(), tag["Value"].as_str().unwrap_or_default());
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(super::invalid("Invalid parameter: Tags Reason: keys must not begin with aws:"));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(super::invalid(format!("Invalid parameter: Duplicate keys are not allowed: {key}")));
        }
    }
    check_count(tags)
}

fn check_count(tags: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Fault> {
    if tags.len() <= MOST_TAGS {
        return Ok(tags);
    }
    Err(Fault::new("TagLimitExceededException", format!("A topic can have at most {MOST_TAGS} tags")))
}

fn change(call: &Call<'_>, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Answer {
    let (name, topic) = find_tagged(call)?;
    let mut topic = topic.clone();
    change(&mut topic.tags);
    topic.tags = check_count(topic.tags)?;
    Ok(Outcome::empty().record::<Sns>(call, Event::PutTopic(name.into(), topic)))
}

/// Tagging has an error of its own for a topic that is not there.
fn find_tagged<'a>(call: &Call<'a>) -> Result<(&'a str, &'a super::state::Topic), Fault> {
    find(call, call.text("ResourceArn")).map_err(|fault| match fault.name.as_str() {
        "NotFoundException" => Fault::new("ResourceNotFoundException", "Resource does not exist"),
        _ => fault,
    })
}
