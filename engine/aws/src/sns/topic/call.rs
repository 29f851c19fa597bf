//! The calls that change a topic.

use std::collections::HashMap;

use aws_sdk_sns::error::BuildError;
use aws_sdk_sns::types::Tag;
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};

use super::super::setting;
use super::read::{arn_of, attributes_of, by_arn};
use super::schema::kind;
use super::wire::{FIFO, settings};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::error::{missing_is_gone, unknown_operation};
use crate::provider::local_error;
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "tag" => tag(session, request).await,
        "untag" => untag(session, request).await,
        "delete" => delete(session, request).await,
        operation if operation.starts_with("set:") => set(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let mut entries: HashMap<String, String> =
        setting::entries(&settings(), &kind(), arguments).into_iter().collect();
    if arguments.boolean("fifo") == Some(true) {
        entries.insert(FIFO.to_owned(), "true".to_owned());
    }
    let sent = session
        .sns(&target)
        .create_topic()
        .set_name(arguments.string("name"))
        .set_attributes(Some(entries.clone()))
        .set_tags(Some(wire_tags(request)?))
        .send();
    let made = session.change("sns:CreateTopic", &target, sent).await?;
    let arn = made.topic_arn.unwrap_or_else(|| arn_of(request));
    // Only AWS knows what it chose. It is made whether or not this read comes through: the next refresh reads it again.
    let read = by_arn(session, &target, &arn, arguments).await;
    let mut attributes = read.unwrap_or_else(|_| attributes_of(&arn, &entries, arguments));
    attributes.put("tags", arguments.get("tags").cloned());
    Ok(Done::one(Outcome { id: arn, attributes }))
}

async fn set(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let all = settings();
    let Some(setting) = all.iter().find(|setting| setting.operation() == request.operation) else {
        return Err(unknown_operation(request, &request.operation));
    };
    let sent = session
        .sns(&target)
        .set_topic_attributes()
        .topic_arn(arn_of(request))
        .attribute_name(&setting.entry)
        // An empty text takes the entry away.
        .attribute_value(setting.text(&request.arguments).unwrap_or_default())
        .send();
    session.change("sns:SetTopicAttributes", &target, sent).await?;
    Ok(Done::one(updated(request, &[setting.attribute()])))
}

async fn tag(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let tags = Some(wire_tags(request)?);
    let sent = session.sns(&target).tag_resource().resource_arn(arn_of(request)).set_tags(tags).send();
    session.change("sns:TagResource", &target, sent).await?;
    Ok(Done::one(updated(request, &["tags"])))
}

async fn untag(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let taken = Some(tags::removed(request).into_iter().collect());
    let sent = session.sns(&target).untag_resource().resource_arn(arn_of(request)).set_tag_keys(taken).send();
    session.change("sns:UntagResource", &target, sent).await?;
    Ok(Done::one(tags::left(request)))
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let sent = session.sns(&target).delete_topic().topic_arn(arn_of(request)).send();
    missing_is_gone(session.change("sns:DeleteTopic", &target, sent).await)?;
    Ok(Done::one(Outcome::default()))
}

fn wire_tags(request: &Request) -> Result<Vec<Tag>, CallError> {
    let built =
        tags::wanted(request).into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let built: Result<Vec<Tag>, BuildError> = built.collect();
    built
        .map_err(|error| local_error(ErrorClass::Invalid, "InvalidTag", error.to_string(), "sns:TagResource"))
}
