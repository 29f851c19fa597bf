//! Topics.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::{Event, Topic};
use super::{Sns, arn, entries, find, invalid, page, tags};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The attributes that a caller may set.
const SETTABLE: &[&str] = &[
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DeliveryPolicy",
    "DisplayName",
    "FifoThroughputScope",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
];

pub(super) fn create(call: &Call<'_>) -> Answer {
    let name = call.text("Name");
    let mut attributes = entries(&call.input["Attributes"]);
    let fifo = attributes.get("FifoTopic").is_some_and(|value| value == "true");
    check_name(name, fifo)?;
    for (key, value) in attributes.iter().filter(|(key, _)| *key != "FifoTopic") {
        check_attribute(key, value, fifo)?;
    }
    attributes.retain(|key, value| key != "FifoTopic" || value == "true");
    let wanted = Topic { attributes, tags: tags::read(&call.input["Tags"])? };
    let output = json!({ "TopicArn": arn(call, name) });
    let state = call.state::<Sns>();
    if let Some(found) = state.topics.get(name) {
        let same = |given: &BTreeMap<String, String>, held: &BTreeMap<String, String>| {
            given.iter().all(|(key, value)| held.get(key) == Some(value))
        };
        if !same(&wanted.attributes, &found.attributes) {
            return Err(invalid("Invalid parameter: Attributes Reason: Topic already exists with different attributes"));
        }
        if !wanted.tags.is_empty() && wanted.tags != found.tags {
            return Err(invalid("Invalid parameter: Tags Reason: Topic already exists with different tags"));
        }
        return Ok(Outcome::of(output));
    }
    let quota = call.quota(if fifo { "sns.fifo_topics" } else { "sns.topics" });
    let alike = state.topics.keys().filter(|name| name.ends_with(".fifo") == fifo).count();
    if alike as u64 >= quota {
        return Err(Fault::new("TopicLimitExceededException", format!("Topic limit of {quota} exceeded")));
    }
    Ok(Outcome::of(output).record::<Sns>(call, Event::PutTopic(name.into(), wanted)))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    match find(call, call.text("TopicArn")) {
        Ok((_, topic)) if topic.attributes.contains_key("ArchivePolicy") => {
            let message = "The topic has a message archive; remove its ArchivePolicy first";
            Err(Fault::new("InvalidStateException", message))
        }
        Ok((name, _)) => Ok(Outcome::empty().record::<Sns>(call, Event::DeleteTopic(name.into()))),
        // Deleting what is not there is a success, as in AWS.
        Err(fault) if fault.name == "NotFoundException" => Ok(Outcome::empty()),
        Err(fault) => Err(fault),
    }
}

pub(super) fn attributes(call: &Call<'_>) -> Answer {
    let (name, topic) = find(call, call.text("TopicArn"))?;
    let mut all = topic.attributes.clone();
    let own = arn(call, name);
    let default = |all: &mut BTreeMap<String, String>, key: &str, value: String| {
        all.entry(key.into()).or_insert(value);
    };
    default(&mut all, "DisplayName", String::new());
    default(&mut all, "Policy", owner_policy(call, &own));
    default(&mut all, "Owner", call.account.into());
    let of_topic = call.state::<super::Sns>().subscriptions.values().filter(|found| found.topic == name);
    let (confirmed, pending): (Vec<_>, Vec<_>) = of_topic.partition(|found| found.confirmed);
    default(&mut all, "SubscriptionsConfirmed", confirmed.len().to_string());
    default(&mut all, "SubscriptionsPending", pending.len().to_string());
    default(&mut all, "SubscriptionsDeleted", "0".into());
    default(&mut all, "TopicArn", own);
    Ok(Outcome::of(json!({ "Attributes": all })))
}

pub(super) fn set_attribute(call: &Call<'_>) -> Answer {
    let (name, topic) = find(call, call.text("TopicArn"))?;
    let (key, value) = (call.text("AttributeName"), call.text("AttributeValue"));
    let mut topic = topic.clone();
    check_attribute(key, value, topic.attributes.contains_key("FifoTopic"))?;
    if value.is_empty() {
        topic.attributes.remove(key);
    } else {
        topic.attributes.insert(key.into(), value.into());
    }
    Ok(Outcome::empty().record::<Sns>(call, Event::PutTopic(name.into(), topic)))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let topics = call.state::<Sns>().topics.keys();
    let all: Vec<Value> = topics.map(|name| json!({ "TopicArn": arn(call, name) })).collect();
    page(call, "Topics", &all)
}

fn check_name(name: &str, fifo: bool) -> Result<(), Fault> {
    let stem = name.strip_suffix(".fifo").filter(|_| fifo).unwrap_or(name);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if stem.is_empty() || name.len() > 256 || !stem.bytes().all(fits) {
        return Err(invalid("Invalid parameter: Topic Name"));
    }
    if fifo && stem == name {
        let message = "Invalid parameter: Topic Name Reason: Fifo Topic names must end with .fifo and must be made up \
                       of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be \
                       between 1 and 256 characters long.";
        return Err(invalid(message));
    }
    Ok(())
}

fn check_attribute(key: &str, value: &str, fifo: bool) -> Result<(), Fault> {
    let feedback = key.ends_with("FeedbackRoleArn") || key.ends_with("FeedbackSampleRate");
    if !SETTABLE.contains(&key) && !feedback {
        return Err(invalid("Invalid parameter: AttributeName"));
    }
    let only_fifo = ["ArchivePolicy", "ContentBasedDeduplication", "FifoThroughputScope"].contains(&key);
    if only_fifo && !fifo {
        return Err(invalid(format!("Invalid parameter: Attributes Reason: {key} is for FIFO topics")));
    }
    let fits = value.is_empty()
        || match key {
            "ArchivePolicy" | "DeliveryPolicy" | "Policy" => serde_json::from_str::<Value>(value).is_ok(),
            "ContentBasedDeduplication" => ["true", "false"].contains(&value),
            "FifoThroughputScope" => ["Topic", "MessageGroup"].contains(&value),
            "SignatureVersion" => ["1", "2"].contains(&value),
            "TracingConfig" => ["PassThrough", "Active"].contains(&value),
            "DisplayName" => value.chars().count() <= 100,
            "MaximumMessageSize" => value.parse::<u32>().is_ok_and(|size| (1_024..=1_048_576).contains(&size)),
            _ => true,
        };
    if fits { Ok(()) } else { Err(invalid(format!("Invalid parameter: Attributes Reason: {key}"))) }
}

/// The policy of a topic that was given none: its owner may do everything.
fn owner_policy(call: &Call<'_>, arn: &str) -> String {
    let actions = [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
    ];
    let policy = json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": actions,
            "Resource": arn,
            "Condition": { "StringEquals": { "AWS:SourceOwner": call.account } },
        }],
    });
    policy.to_string()
}
