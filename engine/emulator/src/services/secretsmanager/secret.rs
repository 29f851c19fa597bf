//! Secrets: made, described, deleted and restored.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::state::{CURRENT, Event, Secret, Version};
use super::{Secretsmanager, find, find_live, invalid, value};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

const DAY_MILLIS: u64 = 86_400_000;

pub(super) fn create(call: &Call<'_>) -> Answer {
    let name = call.text("Name");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    if !name.bytes().all(plain) {
        let message = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
        return Err(Fault::new("ValidationException", message));
    }
    let old = call.state::<Secretsmanager>().secrets.get(name).filter(|old| !old.is_gone(call.now));
    let id = value::token(call);
    let given = value::given(call)?;
    if let Some(old) = old {
        return repeated(name, old, &id, given.as_ref());
    }
    let stages = BTreeSet::from([CURRENT.to_owned()]);
    let first = given.map(|value| (id.clone(), Version { value, created_at: call.now, stages }));
    let tags = call.input["Tags"].as_array().into_iter().flatten();
    let tag = |tag: &Value| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned()));
    let ending = call.letters("secret", 6);
    let secret = Secret {
        arn: format!("arn:{}:secretsmanager:{}:{}:secret:{name}-{ending}", call.partition(), call.region, call.account),
        description: call.input["Description"].as_str().map(String::from),
        tags: tags.filter_map(tag).collect(),
        created_at: call.now,
        changed_at: call.now,
        gone_at: None,
        deleted_at: None,
        versions: first.into_iter().collect(),
    };
    let version = (!secret.versions.is_empty()).then_some(id);
    let output = json!({ "ARN": secret.arn, "Name": name, "VersionId": version });
    let event = Event::Made { name: name.into(), secret: Box::new(secret) };
    Ok(Outcome::of(output).record::<Secretsmanager>(call, event))
}

/// A repetition with the same token and value is the same call; anything else meets the secret that is there.
fn repeated(name: &str, old: &Secret, id: &str, given: Option<&(String, String)>) -> Answer {
    if old.gone_at.is_some() {
        let message = "You can't create this secret because a secret with this name is already scheduled for deletion.";
        return Err(Fault::new("InvalidRequestException", message));
    }
    if given.is_some() && old.versions.get(id).map(|version| &version.value) == given {
        return Ok(Outcome::of(json!({ "ARN": old.arn, "Name": name, "VersionId": id })));
    }
    let message = format!("The operation failed because the secret {name} already exists.");
    Err(Fault::new("ResourceExistsException", message))
}

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (name, secret) = find(call)?;
    let tags: Vec<Value> = secret.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(Outcome::of(json!({
        "ARN": secret.arn,
        "Name": name,
        "Description": secret.description,
        "CreatedDate": secret.created_at,
        "LastChangedDate": secret.changed_at,
        "DeletedDate": secret.deleted_at,
        "Tags": tags,
        "VersionIdsToStages": secret.stages(),
    })))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let force = call.input["ForceDeleteWithoutRecovery"].as_bool().unwrap_or(false);
    let days = call.input["RecoveryWindowInDays"].as_u64();
    if force && days.is_some() {
        return Err(invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."));
    }
    if days.is_some_and(|days| !(7..=30).contains(&days)) {
        return Err(invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."));
    }
    let found = find(call);
    if force && found.is_err() {
        // Forcing the deletion of what is not there is a success.
        return Ok(Outcome::of(json!({ "Name": call.text("SecretId"), "DeletionDate": call.now })));
    }
    let (name, secret) = if force { found? } else { find_live(call)? };
    let gone_at = call.now + if force { 0 } else { days.unwrap_or(30) * DAY_MILLIS };
    let event = if force {
        Event::Gone { name: name.into() }
    } else {
        Event::Deleted { name: name.into(), gone_at }
    };
    let output = json!({ "ARN": secret.arn, "Name": name, "DeletionDate": gone_at });
    Ok(Outcome::of(output).record::<Secretsmanager>(call, event))
}

pub(super) fn restore(call: &Call<'_>) -> Answer {
    let (name, secret) = find(call)?;
    let output: BTreeMap<&str, &str> = BTreeMap::from([("ARN", secret.arn.as_str()), ("Name", name)]);
    let outcome = Outcome::of(output);
    if secret.gone_at.is_none() {
        return Ok(outcome);
    }
    Ok(outcome.record::<Secretsmanager>(call, Event::Restored { name: name.into() }))
}
