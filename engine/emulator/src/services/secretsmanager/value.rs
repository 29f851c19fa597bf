//! The values of a secret, by version and stage.

use std::collections::BTreeSet;

use serde_json::json;

use super::state::{CURRENT, Event, Version};
use super::{Secretsmanager, find_live, invalid, missing};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The largest value, in bytes.
const LARGEST: usize = 65_536;

pub(super) fn get(call: &Call<'_>) -> Answer {
    let (name, secret) = find_live(call)?;
    let (id, stage) = (call.input["VersionId"].as_str(), call.input["VersionStage"].as_str());
    let wanted_stage = stage.or_else(|| id.is_none().then_some(CURRENT));
    let fits = |version: &Version| wanted_stage.is_none_or(|stage| version.stages.contains(stage));
    let mut versions = secret.versions.iter();
    let found = versions.find(|(found, version)| id.is_none_or(|id| id == *found) && fits(version));
    let (id, version) = found.ok_or_else(|| match (id, wanted_stage) {
        (Some(id), _) => missing(format!("Secrets Manager can't find the specified secret value for VersionId: {id}")),
        (None, stage) => {
            let stage = stage.unwrap_or_default();
            missing(format!("Secrets Manager can't find the specified secret value for staging label: {stage}"))
        }
    })?;
    let (member, value) = &version.value;
    Ok(Outcome::of(json!({
        "ARN": secret.arn,
        "Name": name,
        "VersionId": id,
        member: value,
        "VersionStages": version.stages,
        "CreatedDate": version.created_at,
    })))
}

pub(super) fn put(call: &Call<'_>) -> Answer {
    let (name, secret) = find_live(call)?;
    let value = given(call)?.ok_or_else(|| invalid("You must provide either SecretString or SecretBinary."))?;
    let id = token(call);
    let stages = call.input["VersionStages"].as_array().into_iter().flatten();
    let mut stages: BTreeSet<String> = stages.filter_map(|stage| stage.as_str().map(String::from)).collect();
    if stages.is_empty() {
        stages.insert(CURRENT.into());
    }
    let answer = |stages: &BTreeSet<String>| {
        Outcome::of(json!({ "ARN": secret.arn, "Name": name, "VersionId": id, "VersionStages": stages }))
    };
    if let Some(old) = secret.versions.get(&id) {
        if old.value == value {
            return Ok(answer(&old.stages));
        }
        let message = "You can't modify an existing version, you can only create a new version.";
        return Err(Fault::new("ResourceExistsException", message));
    }
    // The first value of a secret is its current one, whatever else it is.
    if secret.versions.is_empty() {
        stages.insert(CURRENT.into());
    }
    let outcome = answer(&stages);
    let event = Event::Put { name: name.into(), id: id.clone(), value, stages };
    Ok(outcome.record::<Secretsmanager>(call, event))
}

/// Returns the value in a call's input, and the member it is in.
pub(super) fn given(call: &Call<'_>) -> Result<Option<(String, String)>, Fault> {
    let members = ["SecretString", "SecretBinary"].into_iter();
    let mut found = members.filter_map(|member| Some((member.to_owned(), call.input[member].as_str()?.to_owned())));
    let first = found.next();
    if found.next().is_some() {
        return Err(invalid("You can't specify both a binary secret value and a string secret value in the same secret."));
    }
    if first.as_ref().is_some_and(|(_, value)| value.len() > LARGEST) {
        return Err(invalid(format!("The secret value is longer than {LARGEST} bytes.")));
    }
    Ok(first)
}

/// Returns the id of the version that the call makes.
pub(super) fn token(call: &Call<'_>) -> String {
    call.input["ClientRequestToken"].as_str().map_or_else(|| call.uuid("version"), String::from)
}
