//! Tags of zones and health checks.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::Event;
use super::{Route53, bare, invalid};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// A zone or health check takes this many tags.
const MOST_TAGS: usize = 10;

pub(super) fn change(call: &Call<'_>) -> Answer {
    let resource = resource(call, call.text("ResourceId"))?;
    let (added, removed) = (&call.input["AddTags"], &call.input["RemoveTagKeys"]);
    if added.is_null() && removed.is_null() {
        return Err(invalid("At least one of AddTags and RemoveTagKeys must be specified"));
    }
    let mut tags = call.state::<Route53>().tags.get(&resource).cloned().unwrap_or_default();
    for key in removed.as_array().into_iter().flatten().filter_map(Value::as_str) {
        tags.remove(key);
    }
    let mut seen = BTreeMap::new();
    for tag in added.as_array().into_iter().flatten() {
        let (key, value) = (tag["Key"].as_str().unwrap_or_default(), tag["Value"].as_str().unwrap_or_default());
        if key.is_empty() || key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid(format!("The tag key '{key}' is not valid")));
        }
        if seen.insert(key, value).is_some() {
            return Err(invalid(format!("The tag key '{key}' is specified more than once")));
        }
        tags.insert(key.into(), value.into());
    }
    if tags.len() > MOST_TAGS {
        return Err(invalid(format!("A resource can have at most {MOST_TAGS} tags")));
    }
    Ok(Outcome::empty().record::<Route53>(call, Event::Tags { resource, tags }))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    Ok(Outcome::of(json!({ "ResourceTagSet": set(call, call.text("ResourceId"))? })))
}

pub(super) fn list_many(call: &Call<'_>) -> Answer {
    let ids = call.input["ResourceIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let sets = ids.map(|id| set(call, id)).collect::<Result<Vec<_>, _>>()?;
    Ok(Outcome::of(json!({ "ResourceTagSets": sets })))
}

fn set(call: &Call<'_>, id: &str) -> Result<Value, Fault> {
    let resource = resource(call, id)?;
    let tags = call.state::<Route53>().tags.get(&resource).into_iter().flatten();
    let tags: Vec<Value> = tags.map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(json!({ "ResourceType": call.text("ResourceType"), "ResourceId": bare(id), "Tags": tags }))
}

/// Returns the key that a resource's tags are kept under, if there is such a resource.
fn resource(call: &Call<'_>, id: &str) -> Result<String, Fault> {
    let (kind, id, state) = (call.text("ResourceType"), bare(id), call.state::<Route53>());
    if kind == "hostedzone" && !state.zones.contains_key(id) {
        return Err(Fault::new("NoSuchHostedZone", format!("No hosted zone found with ID: {id}")));
    }
    if kind == "healthcheck" && !state.health_checks.contains_key(id) {
        return Err(super::health_check::missing(id));
    }
    Ok(format!("{kind}/{id}"))
}
