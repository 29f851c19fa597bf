//! Reads subscriptions.

use std::collections::HashMap;

use tandem_core::provider::{CallError, Finding, Found, Outcome, Reading, Request};
use tandem_core::state::Attributes;

use super::super::policy::{keep_declared, same_delivery};
use super::super::setting;
use super::endpoint;
use super::schema::kind;
use super::wire::settings;
use crate::arguments::{Named, Put};
use crate::error::{given, missing_is_none};
use crate::likeness::is_as_asked;
use crate::session::{Session, Target};

pub(super) async fn read(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let declared = if reading.arguments.is_empty() { &object.arguments } else { &reading.arguments };
    let found = by_arn(session, &session.target(reading), &object.id, declared).await?;
    Ok(found.map(|attributes| Found { id: object.id.clone(), attributes, settled: true }))
}

async fn by_arn(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
    declared: &Attributes,
) -> Result<Option<Attributes>, CallError> {
    let sent = session.sns(target).get_subscription_attributes().subscription_arn(arn).send();
    let call = "sns:GetSubscriptionAttributes";
    let answer = missing_is_none(session.read(call, target, sent).await)?;
    let entries = answer.map(|answer| given(answer.attributes, call, target)).transpose()?;
    Ok(entries.map(|entries| attributes_of(arn, &entries, declared)))
}

/// Returns the attributes that the entries of a subscription say; what AWS writes in its own way as declared.
fn attributes_of(arn: &str, entries: &HashMap<String, String>, declared: &Attributes) -> Attributes {
    let mut attributes = setting::attributes(&settings(), &kind(), |name| {
        let found = entries.get(name).cloned();
        match name {
            "DeliveryPolicy" => keep_declared(found, declared.text("delivery_policy"), same_delivery),
            _ => found,
        }
    });
    attributes.put("topic", entries.get("TopicArn").cloned());
    attributes.put("protocol", entries.get("Protocol").cloned());
    let found = entries.get("Endpoint").cloned();
    attributes.put("endpoint", keep_declared(found, declared.text("endpoint"), endpoint::same));
    let pending = entries.get("PendingConfirmation").is_some_and(|pending| pending == "true");
    attributes.put("confirmed", Some(!pending));
    attributes.put("arn", Some(arn));
    attributes
}

/// Searches the topic for a subscription of the same protocol and endpoint: there can be only one.
///
/// One that has not agreed yet is listed without its ARN and counts as absent: the same call again is answered with
/// it.
pub(super) async fn find(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let client = session.sns(&target);
    let arguments = &request.arguments;
    let topic = arguments.text("topic").unwrap_or_default();
    let (protocol, wanted) = (arguments.text("protocol"), arguments.text("endpoint").unwrap_or_default());
    let mut token = None;
    loop {
        let sent = client.list_subscriptions_by_topic().topic_arn(topic).set_next_token(token).send();
        let page = session.read("sns:ListSubscriptionsByTopic", &target, sent).await;
        let Some(page) = missing_is_none(page)? else { return Ok(Finding::Absent) };
        let same = page.subscriptions.unwrap_or_default().into_iter().find(|found| {
            found.protocol.as_deref() == protocol
                && found.endpoint.as_deref().is_some_and(|found| endpoint::same(found, wanted))
        });
        if let Some(same) = same {
            let Some(arn) = same.subscription_arn.filter(|arn| arn.starts_with("arn:")) else {
                return Ok(Finding::Absent);
            };
            return judge(session, &target, arn, arguments).await;
        }
        token = page.next_token.filter(|token| !token.is_empty());
        if token.is_none() {
            return Ok(Finding::Absent);
        }
    }
}

async fn judge(
    session: &Session<'_>,
    target: &Target,
    arn: String,
    asked: &Attributes,
) -> Result<Finding, CallError> {
    let Some(attributes) = by_arn(session, target, &arn, asked).await? else { return Ok(Finding::Absent) };
    if is_as_asked(&attributes, asked) {
        return Ok(Finding::Ours(Outcome { id: arn, attributes }));
    }
    Ok(Finding::Foreign(arn, "a subscription of this endpoint with other settings".to_owned()))
}
