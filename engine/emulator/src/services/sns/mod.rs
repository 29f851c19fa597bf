//! SNS: topics and subscriptions; nothing is delivered.

mod state;
mod subscription;
mod tags;
mod topic;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::state::{Event, State, Topic};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::services::{Handler, Service};

/// AWS answers at most this many topics or subscriptions a page.
const PAGE: usize = 100;

/// The service.
pub(crate) struct Sns;

impl Service for Sns {
    const NAME: &'static str = "sns";
    const ENDPOINT: &'static str = "sns";
    const INVALID: &'static str = "InvalidParameterException";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "ConfirmSubscription" => subscription::confirm,
            "CreateTopic" => topic::create,
            "DeleteTopic" => topic::delete,
            "GetSubscriptionAttributes" => subscription::attributes,
            "GetTopicAttributes" => topic::attributes,
            "ListSubscriptions" => subscription::list,
            "ListSubscriptionsByTopic" => subscription::list_by_topic,
            "ListTagsForResource" => tags::list,
            "ListTopics" => topic::list,
            "SetSubscriptionAttributes" => subscription::set_attribute,
            "SetTopicAttributes" => topic::set_attribute,
            "Subscribe" => subscription::subscribe,
            "TagResource" => tags::add,
            "Unsubscribe" => subscription::unsubscribe,
            "UntagResource" => tags::remove,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, _: u64) {
        state::apply(state, event);
    }
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterException", message)
}

/// Returns the ARN of a topic of the caller's.
fn arn(call: &Call<'_>, name: &str) -> String {
    format!("arn:{}:sns:{}:{}:{name}", call.partition(), call.region, call.account)
}

/// Returns the name and the topic of an ARN, if it is one of the caller's region and account.
fn find<'a>(call: &Call<'a>, arn: &str) -> Result<(&'a str, &'a Topic), Fault> {
    let missing = || Fault::new("NotFoundException", "Topic does not exist");
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "sns", region, account, name] = parts.as_slice() else {
        return Err(invalid("Invalid parameter: TopicArn"));
    };
    if *region != call.region {
        return Err(invalid("Invalid parameter: TopicArn Reason: the topic is in another region"));
    }
    if *account != call.account {
        return Err(Fault::new("AuthorizationErrorException", "the topic belongs to another account"));
    }
    let found = call.state::<Sns>().topics.get_key_value(*name);
    found.map(|(name, topic)| (name.as_str(), topic)).ok_or_else(missing)
}

/// Reads a map of text.
fn entries(map: &Value) -> BTreeMap<String, String> {
    let entry = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    map.as_object().into_iter().flatten().filter_map(entry).collect()
}

/// Cuts one page out of a list; the token is the number of the first item.
fn page(call: &Call<'_>, member: &str, items: &[Value]) -> Answer {
    let token = call.text("NextToken");
    let first = if token.is_empty() { Ok(0) } else { token.parse::<usize>() };
    let first = first.map_err(|_| invalid("Invalid parameter: NextToken"))?;
    let next = (items.len() > first + PAGE).then(|| (first + PAGE).to_string());
    let page: Vec<&Value> = items.iter().skip(first).take(PAGE).collect();
    Ok(Outcome::of(json!({ member: page, "NextToken": next })))
}

#[cfg(test)]
mod tests;
