//! Reads a topic and its tags.

use std::collections::HashMap;

use aws_sdk_sns::types::Tag;
use tandem_core::provider::{CallError, Finding, Found, Outcome, Reading, Request};
use tandem_core::region;
use tandem_core::state::Attributes;

use super::super::policy::{keep_declared, same_access, same_delivery};
use super::super::{part, setting};
use super::schema::kind;
use super::wire::{FIFO, needed_by, settings};
use crate::arguments::{Named, Put};
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn read(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let declared = if reading.arguments.is_empty() { &object.arguments } else { &reading.arguments };
    let target = session.target(reading);
    let Some(mut attributes) = missing_is_none(by_arn(session, &target, &object.id, declared).await)? else {
        return Ok(None);
    };
    let found = missing_is_none(read_tags(session, &target, &object.id).await)?;
    let Some(found) = found else { return Ok(None) };
    attributes.put("tags", tags::found(pairs(&found)));
    Ok(Some(Found { id: object.id.clone(), attributes, settled: true }))
}

/// Reads everything but the tags.
pub(super) async fn by_arn(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
    declared: &Attributes,
) -> Result<Attributes, CallError> {
    let sent = session.sns(target).get_topic_attributes().topic_arn(arn).send();
    let answer = session.read("sns:GetTopicAttributes", target, sent).await?;
    Ok(attributes_of(arn, &given(answer.attributes, "sns:GetTopicAttributes", target)?, declared))
}

/// Returns the attributes that the entries of a topic say; documents as declared where they mean that.
pub(super) fn attributes_of(
    arn: &str,
    entries: &HashMap<String, String>,
    declared: &Attributes,
) -> Attributes {
    let mut attributes = setting::attributes(&settings(), &kind(), |name| {
        let is_empty = |name: String| entries.get(&name).is_none_or(String::is_empty);
        let found = entries.get(name).cloned().filter(|_| !needed_by(name).is_some_and(is_empty));
        match name {
            "Policy" => keep_declared(found, declared.text("policy"), same_access),
            "DeliveryPolicy" => keep_declared(found, declared.text("delivery_policy"), same_delivery),
            _ => found,
        }
    });
    attributes.put("fifo", Some(entries.get(FIFO).is_some_and(|fifo| fifo == "true")));
    attributes.put("name", part(arn, 5));
    attributes.put("arn", Some(arn));
    attributes
}

/// Searches for the topic of a name: ours if it bears the token.
pub(super) async fn find(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let arn = arn_of(request);
    let Some(found) = missing_is_none(read_tags(session, &target, &arn).await)? else {
        return Ok(Finding::Absent);
    };
    let own = || found.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
    if !tags::bear_token(own(), &request.token) {
        return Ok(tags::not_of_this(own(), request, arn, "a topic that something else made".to_owned()));
    }
    let Some(mut attributes) = missing_is_none(by_arn(session, &target, &arn, &request.arguments).await)?
    else {
        return Ok(Finding::Absent);
    };
    attributes.put("tags", tags::found(pairs(&found)));
    Ok(Finding::Ours(Outcome { id: arn, attributes }))
}

/// Returns the ARN of the topic that a request is about: it follows from its name.
pub(super) fn arn_of(request: &Request) -> String {
    if let Some(object) = request.prior.as_ref().filter(|object| !object.id.is_empty()) {
        return object.id.clone();
    }
    let partition = region::find(&request.region).map_or("aws", |region| region.partition);
    let name = request.arguments.string("name").unwrap_or_default();
    format!("arn:{partition}:sns:{}:{}:{name}", request.region, request.account)
}

pub(super) async fn read_tags(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
) -> Result<Vec<Tag>, CallError> {
    let sent = session.sns(target).list_tags_for_resource().resource_arn(arn).send();
    let answer = session.read("sns:ListTagsForResource", target, sent).await?;
    Ok(answer.tags.unwrap_or_default())
}

fn pairs(found: &[Tag]) -> impl Iterator<Item = (String, String)> {
    found.iter().map(|tag| (tag.key.clone(), tag.value.clone()))
}
