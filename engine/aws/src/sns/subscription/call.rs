//! The calls that change a subscription.

use std::collections::HashMap;

use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};

use super::super::setting;
use super::endpoint;
use super::schema::kind;
use super::wire::{nothing, settings};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::error::{missing_is_gone, not_yet, unknown_operation};
use crate::session::{Session, Target};

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "delete" => delete(session, request).await,
        operation if operation.starts_with("set:") => set(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let entries: HashMap<String, String> =
        setting::entries(&settings(), &kind(), arguments).into_iter().collect();
    let sent = session
        .sns(&target)
        .subscribe()
        .set_topic_arn(arguments.string("topic"))
        .set_protocol(arguments.string("protocol"))
        .set_endpoint(arguments.string("endpoint"))
        .set_attributes((!entries.is_empty()).then_some(entries))
        // Otherwise the ARN of one that is asked first would stay unknown.
        .return_subscription_arn(true)
        .send();
    let made = session.change("sns:Subscribe", &target, sent).await.map_err(not_yet)?;
    let arn = made.subscription_arn.unwrap_or_default();
    let text = |name: &str| arguments.text(name).unwrap_or_default();
    let mut attributes = arguments.clone();
    attributes.put("confirmed", Some(endpoint::agrees(text("protocol"), text("endpoint"), &request.account)));
    attributes.put("arn", Some(arn.clone()));
    Ok(Done::one(Outcome { id: arn, attributes }))
}

async fn set(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let all = settings();
    let Some(setting) = all.iter().find(|setting| setting.operation() == request.operation) else {
        return Err(unknown_operation(request, &request.operation));
    };
    let value = setting.text(&request.arguments).or_else(|| nothing(&setting.entry).map(str::to_owned));
    let sent = session
        .sns(&target)
        .set_subscription_attributes()
        .subscription_arn(arn(request))
        .attribute_name(&setting.entry)
        .set_attribute_value(value)
        .send();
    session.change("sns:SetSubscriptionAttributes", &target, sent).await?;
    Ok(Done::one(updated(request, &[setting.attribute()])))
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let sent = session.sns(&target).unsubscribe().subscription_arn(arn(request)).send();
    if let Err(error) = missing_is_gone(session.change("sns:Unsubscribe", &target, sent).await) {
        pending_is_gone(error)?;
    }
    Ok(Done::one(Outcome::default()))
}

/// Takes a subscription that has not agreed for one that is gone: nobody can take it back, it is told nothing, and AWS
/// drops it with its topic or after some days.
fn pending_is_gone(error: CallError) -> Result<(), CallError> {
    let pending =
        error.class == ErrorClass::Invalid && error.message.to_ascii_lowercase().contains("pending");
    if pending { Ok(()) } else { Err(error) }
}

fn arn(request: &Request) -> String {
    request.prior.as_ref().map(|object| object.id.clone()).unwrap_or_default()
}
