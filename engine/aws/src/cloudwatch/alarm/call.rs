//! The calls that change an alarm.

use aws_sdk_cloudwatch::types::Tag;
use tandem_core::provider::{CallError, Outcome, Request};
use tandem_core::region;

use super::encode;
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::error::{missing_is_none, unknown_operation};
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" | "put" => put(session, request).await,
        "tag" => tag(session, request).await,
        "untag" => untag(session, request).await,
        "delete" => delete(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

/// Writes the whole alarm: what is left out would be as if it had never been set.
async fn put(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let mut call = encode::put(&session.cloudwatch(&target), &request.arguments);
    if request.prior.is_none() {
        call = call.set_tags(Some(wanted(request)));
    }
    session.change("cloudwatch:PutMetricAlarm", &target, call.send()).await?;
    let arn = arn(request);
    let mut attributes = request.arguments.clone();
    attributes.put("arn", Some(arn.clone()));
    if let Some(object) = &request.prior {
        attributes.remove("tags");
        attributes.put("tags", object.attributes.get("tags").cloned());
    }
    Ok(Done::one(Outcome { id: arn, attributes }))
}

async fn tag(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let client = session.cloudwatch(&target);
    let sent = client.tag_resource().resource_arn(arn(request)).set_tags(Some(wanted(request))).send();
    session.change("cloudwatch:TagResource", &target, sent).await?;
    Ok(Done::one(updated(request, &["tags"])))
}

async fn untag(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let taken: Vec<String> = tags::removed(request).into_iter().collect();
    let client = session.cloudwatch(&target);
    let sent = client.untag_resource().resource_arn(arn(request)).set_tag_keys(Some(taken)).send();
    session.change("cloudwatch:UntagResource", &target, sent).await?;
    Ok(Done::one(tags::left(request)))
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let prior = request.prior.as_ref().and_then(|object| object.attributes.string("name"));
    let name = prior.unwrap_or_else(|| request.address.name());
    let sent = session.cloudwatch(&target).delete_alarms().alarm_names(name).send();
    missing_is_none(session.change("cloudwatch:DeleteAlarms", &target, sent).await)?;
    Ok(Done::one(Outcome::default()))
}

fn wanted(request: &Request) -> Vec<Tag> {
    tags::wanted(request)
        .into_iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

/// Returns the ARN of an alarm: it follows from its name.
fn arn(request: &Request) -> String {
    if let Some(object) = request.prior.as_ref().filter(|object| !object.id.is_empty()) {
        return object.id.clone();
    }
    let partition = region::find(&request.region).map_or("aws", |region| region.partition);
    let name = request.arguments.string("name").unwrap_or_default();
    format!("arn:{partition}:cloudwatch:{}:{}:alarm:{name}", request.region, request.account)
}
