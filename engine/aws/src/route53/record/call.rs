//! The call that changes records: a batch, all or nothing.

use std::collections::BTreeMap;

use aws_sdk_route53::error::SdkError;
use aws_sdk_route53::operation::change_resource_record_sets::ChangeResourceRecordSetsError as Refused;
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecordSet};
use aws_smithy_types::error::operation::BuildError;
use tandem_core::Value;
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::state::Attributes;
use tandem_core::step::Effect;

use super::{refusal, steps, wire};
use crate::arguments::Named;
use crate::behaviour::Done;
use crate::error::{call_error, not_yet};
use crate::provider::local_error;
use crate::route53::change;
use crate::session::{Session, Target};

/// Changes records of one zone in one call.
///
/// Only where a zone is replaced do a batch's records lie in two zones, the old one and the new; then it takes two.
pub(super) async fn call(session: &Session<'_>, requests: &[Request]) -> Result<Done, CallError> {
    let mut zones: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, request) in requests.iter().enumerate() {
        zones.entry(zone_id(request)).or_default().push(index);
    }
    let mut done = Done { outcomes: vec![Outcome::default(); requests.len()], pending: None };
    for (zone, indexes) in zones {
        let part: Vec<&Request> = indexes.iter().map(|index| &requests[*index]).collect();
        let mut error = match send(session, zone, &part).await {
            Ok(pending) => {
                done.pending = pending.or(done.pending);
                continue;
            }
            Err(error) => error,
        };
        for (index, _) in &mut error.offenders {
            *index = indexes[*index];
        }
        return Err(error);
    }
    for (outcome, request) in done.outcomes.iter_mut().zip(requests) {
        *outcome = outcome_of(request);
    }
    Ok(done)
}

/// Returns the id of the zone that a request is about.
pub(super) fn zone_id(request: &Request) -> &str {
    // A record stays in the zone it is in, even when its parent is a new one by now.
    let own = request.prior.as_ref().map(|object| wire::zone_of(&object.id));
    own.or_else(|| request.parent.as_ref().map(|zone| zone.id.as_str())).unwrap_or_default()
}

fn outcome_of(request: &Request) -> Outcome {
    if request.effect == Effect::Delete {
        return Outcome::default();
    }
    let attributes = wire::as_found(&request.arguments);
    Outcome { id: wire::id(zone_id(request), &attributes), attributes }
}

async fn send(
    session: &Session<'_>,
    zone: &str,
    requests: &[&Request],
) -> Result<Option<tandem_core::provider::Pending>, CallError> {
    let Some(first) = requests.first() else { return Ok(None) };
    let target = Target::from(*first);
    let changes = changes(requests).map_err(|error| {
        local_error(ErrorClass::Invalid, "IncompleteRecord", error.to_string(), steps::CALL)
    })?;
    if changes.is_empty() {
        return Ok(None);
    }
    let batch = ChangeBatch::builder().set_changes(Some(changes)).build().map_err(|error| {
        local_error(ErrorClass::Invalid, "IncompleteRecord", error.to_string(), steps::CALL)
    })?;
    let call =
        session.route53(&target).change_resource_record_sets().hosted_zone_id(zone).change_batch(batch);
    let answer = session.attempt(steps::CALL, call.send()).await;
    let answer = answer.map_err(|error| refused(&error, &target, requests))?;
    Ok(answer.change_info.map(|info| change::pending(super::NAME, &info.id, &target)))
}

fn refused(
    error: &SdkError<Refused, aws_smithy_runtime_api::client::orchestrator::HttpResponse>,
    target: &Target,
    requests: &[&Request],
) -> CallError {
    let mut refused = not_yet(call_error(error, steps::CALL, target));
    let Some(Refused::InvalidChangeBatch(batch)) = error.as_service_error() else { return refused };
    let messages: Vec<String> = match batch.messages() {
        [] => refusal::split(&refused.message),
        messages => messages.to_vec(),
    };
    refused.offenders = refusal::offenders(&messages, requests);
    refused.message = messages.join("; ");
    if refusal::all_invalid(&messages) {
        refused.class = ErrorClass::Invalid;
    } else if refusal::all_quota(&messages) {
        refused.class = ErrorClass::Quota;
    }
    refused
}

/// Returns the changes of a batch: what goes before what comes, and an alias to a record after it.
fn changes(requests: &[&Request]) -> Result<Vec<Change>, BuildError> {
    let mut deletes = Vec::new();
    let mut creates = Vec::new();
    for request in requests {
        let name = |attributes: &Attributes| attributes.string("name").unwrap_or_default();
        let before = request.prior.as_ref().map(|object| &object.attributes);
        if let (Some(before), Effect::Update | Effect::Delete) = (before, request.effect)
            && request.operation != "forget"
        {
            deletes.push((name(before), alias_name(before), wire::encode_found(before)?));
        }
        if request.effect != Effect::Delete {
            let action = if given(request) { ChangeAction::Upsert } else { ChangeAction::Create };
            let set = wire::encode(&request.arguments)?;
            creates.push((action, name(&request.arguments), alias_name(&request.arguments), set));
        }
    }
    let depths = depths(creates.iter().map(|(_, name, alias, _)| (name.as_str(), alias.as_deref())));
    let old_depths = depths_of(&deletes);
    creates.sort_by_cached_key(|(_, name, ..)| depths.get(name).copied().unwrap_or_default());
    deletes.sort_by_cached_key(|(name, ..)| {
        std::cmp::Reverse(old_depths.get(name).copied().unwrap_or_default())
    });
    let deletes = deletes.into_iter().map(|(_, _, set)| (ChangeAction::Delete, set));
    let creates = creates.into_iter().map(|(action, _, _, set)| (action, set));
    deletes
        .chain(creates)
        .map(|(action, set)| Change::builder().action(action).resource_record_set(set).build())
        .collect()
}

/// Returns whether Route 53 made the record with its zone, so that it is there already.
fn given(request: &Request) -> bool {
    let segments = request.address.segments();
    let name = segments.iter().rev().nth(1).map_or("", String::as_str);
    request.effect == Effect::Create && super::is_given(name, &request.address.name())
}

fn alias_name(attributes: &Attributes) -> Option<String> {
    attributes.value("alias")?.get("name").and_then(Value::as_str).map(str::to_owned)
}

fn depths_of(records: &[(String, Option<String>, ResourceRecordSet)]) -> BTreeMap<String, usize> {
    depths(records.iter().map(|(name, alias, _)| (name.as_str(), alias.as_deref())))
}

/// Returns how many aliases within the batch stand between a name and its values.
fn depths<'a>(records: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> BTreeMap<String, usize> {
    let mut targets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, alias) in records {
        targets.entry(name).or_default().extend(alias);
    }
    if targets.values().all(Vec::is_empty) {
        return BTreeMap::new();
    }
    let mut depths: BTreeMap<String, usize> = BTreeMap::new();
    // A chain is rarely longer than three; a loop, which Route 53 refuses, must not hold us up.
    for _ in 0..8 {
        let mut moved = false;
        for (name, aliases) in &targets {
            let inside = aliases.iter().filter(|alias| *alias != name && targets.contains_key(*alias));
            let depth = inside.map(|alias| depths.get(*alias).copied().unwrap_or_default() + 1).max();
            if depth.unwrap_or_default() > depths.get(*name).copied().unwrap_or_default() {
                depths.insert((*name).to_owned(), depth.unwrap_or_default());
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::depths;

    #[test]
    fn an_alias_comes_after_its_target() {
        let records =
            [("www.x", Some("api.x")), ("api.x", Some("eu.x")), ("eu.x", None), ("far.x", Some("lb.aws"))];
        let depths = depths(records.into_iter());
        let depth = |name: &str| depths.get(name).copied().unwrap_or_default();
        assert_eq!([depth("eu.x"), depth("api.x"), depth("www.x"), depth("far.x")], [0, 1, 2, 0]);
    }
}
