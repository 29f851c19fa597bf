//! Subscriptions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::{Event, Subscription};
use super::{Sns, arn, entries, find, invalid, page};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// What AWS shows in place of an ARN until the endpoint has agreed.
const PENDING: &str = "PendingConfirmation";

const PROTOCOLS: &[&str] =
    &["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

const ATTRIBUTES: &[&str] = &[
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "ReplayPolicy",
    "SubscriptionRoleArn",
];

pub(super) fn subscribe(call: &Call<'_>) -> Answer {
    let (topic, _) = find(call, call.text("TopicArn"))?;
    let (protocol, endpoint) = (call.text("Protocol"), call.text("Endpoint"));
    check_endpoint(protocol, endpoint)?;
    let attributes = entries(&call.input["Attributes"]);
    for (key, value) in &attributes {
        check_attribute(key, value, protocol)?;
    }
    if protocol == "firehose" && !attributes.contains_key("SubscriptionRoleArn") {
        return Err(invalid("Invalid parameter: Attributes Reason: SubscriptionRoleArn is required for firehose"));
    }
    let wanted = Subscription {
        topic: topic.into(),
        protocol: protocol.into(),
        endpoint: endpoint.into(),
        confirmed: !must_be_asked(protocol),
        attributes,
    };
    let mut all = call.state::<Sns>().subscriptions.iter();
    let same = all.find(|(_, found)| {
        found.topic == wanted.topic && found.protocol == wanted.protocol && found.endpoint == wanted.endpoint
    });
    if let Some((arn, found)) = same {
        if !wanted.attributes.is_empty() && wanted.attributes != found.attributes {
            let message = "Invalid parameter: Attributes Reason: Subscription already exists with different attributes";
            return Err(invalid(message));
        }
        return Ok(Outcome::of(shown(call, arn, found)));
    }
    let id = format!("{}:{}", arn(call, topic), call.uuid("subscription"));
    let output = shown(call, &id, &wanted);
    Ok(Outcome::of(output).record::<Sns>(call, Event::PutSubscription(id, wanted)))
}

pub(super) fn confirm(call: &Call<'_>) -> Answer {
    let (topic, _) = find(call, call.text("TopicArn"))?;
    // The token of a subscription is the last part of its ARN: no mail is sent from here.
    let id = format!("{}:{}", arn(call, topic), call.text("Token"));
    let found = call.state::<Sns>().subscriptions.get(&id).ok_or_else(|| invalid("Invalid token"))?;
    let confirmed = Subscription { confirmed: true, ..found.clone() };
    let output = json!({ "SubscriptionArn": id });
    Ok(Outcome::of(output).record::<Sns>(call, Event::PutSubscription(id, confirmed)))
}

pub(super) fn unsubscribe(call: &Call<'_>) -> Answer {
    let id = call.text("SubscriptionArn");
    if id == PENDING || id == "pending confirmation" {
        return Err(invalid("Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements"));
    }
    match by_arn(call, id) {
        Ok(found) if !found.confirmed => {
            Err(invalid("Invalid parameter: This operation cannot be performed on pending subscriptions"))
        }
        Ok(_) => Ok(Outcome::empty().record::<Sns>(call, Event::DeleteSubscription(id.into()))),
        // Taking back what is not there is a success, as in AWS.
        Err(fault) if fault.name == "NotFoundException" => Ok(Outcome::empty()),
        Err(fault) => Err(fault),
    }
}

pub(super) fn attributes(call: &Call<'_>) -> Answer {
    let id = call.text("SubscriptionArn");
    let found = by_arn(call, id)?;
    let mut all = found.attributes.clone();
    all.insert("SubscriptionArn".into(), id.into());
    all.insert("TopicArn".into(), arn(call, &found.topic));
    all.insert("Protocol".into(), found.protocol.clone());
    all.insert("Endpoint".into(), found.endpoint.clone());
    all.insert("Owner".into(), call.account.into());
    all.insert("PendingConfirmation".into(), (!found.confirmed).to_string());
    all.insert("ConfirmationWasAuthenticated".into(), found.confirmed.to_string());
    all.entry("RawMessageDelivery".into()).or_insert_with(|| "false".into());
    Ok(Outcome::of(json!({ "Attributes": all })))
}

pub(super) fn set_attribute(call: &Call<'_>) -> Answer {
    let id = call.text("SubscriptionArn");
    let mut changed = by_arn(call, id)?.clone();
    let (key, value) = (call.text("AttributeName"), call.text("AttributeValue"));
    check_attribute(key, value, &changed.protocol)?;
    if value.is_empty() || (value == "{}" && key.ends_with("Policy")) {
        changed.attributes.remove(key);
    } else {
        changed.attributes.insert(key.into(), value.into());
    }
    Ok(Outcome::empty().record::<Sns>(call, Event::PutSubscription(id.into(), changed)))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    page(call, "Subscriptions", &listed(call, &|_| true))
}

pub(super) fn list_by_topic(call: &Call<'_>) -> Answer {
    let (topic, _) = find(call, call.text("TopicArn"))?;
    page(call, "Subscriptions", &listed(call, &|found| found.topic == topic))
}

fn listed(call: &Call<'_>, wanted: &dyn Fn(&Subscription) -> bool) -> Vec<Value> {
    let all = call.state::<Sns>().subscriptions.iter().filter(|(_, found)| wanted(found));
    let item = |(id, found): (&String, &Subscription)| {
        json!({
            "SubscriptionArn": if found.confirmed { id } else { PENDING },
            "Owner": call.account,
            "Protocol": found.protocol,
            "Endpoint": found.endpoint,
            "TopicArn": arn(call, &found.topic),
        })
    };
    all.map(item).collect()
}

fn by_arn<'a>(call: &Call<'a>, id: &str) -> Result<&'a Subscription, Fault> {
    if id.split(':').count() < 7 {
        return Err(invalid("Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements"));
    }
    let found = call.state::<Sns>().subscriptions.get(id);
    found.ok_or_else(|| Fault::new("NotFoundException", "Subscription does not exist"))
}

/// What `Subscribe` answers: the ARN is hidden until the endpoint has agreed, unless it is asked for.
fn shown(call: &Call<'_>, id: &str, found: &Subscription) -> Value {
    let asked = call.input["ReturnSubscriptionArn"].as_bool() == Some(true);
    json!({ "SubscriptionArn": if found.confirmed || asked { id } else { "pending confirmation" } })
}

fn must_be_asked(protocol: &str) -> bool {
    matches!(protocol, "email" | "email-json" | "http" | "https")
}

fn check_endpoint(protocol: &str, endpoint: &str) -> Result<(), Fault> {
    if !PROTOCOLS.contains(&protocol) {
        return Err(invalid(format!("Invalid parameter: Amazon SNS does not support this protocol string: {protocol}")));
    }
    let service = |name: &str| endpoint.starts_with("arn:") && endpoint.split(':').nth(2) == Some(name);
    let fits = match protocol {
        "email" | "email-json" => endpoint.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.')),
        "http" => endpoint.starts_with("http://"),
        "https" => endpoint.starts_with("https://"),
        "lambda" | "sqs" | "firehose" => service(protocol),
        "application" => service("sns"),
        _ => endpoint.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()) && endpoint.len() >= 5,
    };
    if fits { Ok(()) } else { Err(invalid(format!("Invalid parameter: {protocol} endpoint"))) }
}

fn check_attribute(key: &str, value: &str, protocol: &str) -> Result<(), Fault> {
    if !ATTRIBUTES.contains(&key) {
        return Err(invalid("Invalid parameter: AttributeName"));
    }
    let json = || serde_json::from_str::<BTreeMap<String, Value>>(value).is_ok();
    let fits = value.is_empty()
        || match key {
            "RawMessageDelivery" => ["true", "false"].contains(&value) && !protocol.starts_with("email"),
            "FilterPolicyScope" => ["MessageAttributes", "MessageBody"].contains(&value),
            "SubscriptionRoleArn" => value.starts_with("arn:"),
            _ => json(),
        };
    if fits { Ok(()) } else { Err(invalid(format!("Invalid parameter: Attributes Reason: {key}"))) }
}
