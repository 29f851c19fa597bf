//! What SNS holds in one region of one account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The topics by name and the subscriptions by ARN.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) topics: BTreeMap<String, Topic>,
    pub(super) subscriptions: BTreeMap<String, Subscription>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Topic {
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(super) topic: String,
    pub(super) protocol: String,
    pub(super) endpoint: String,
    /// Whether its endpoint has agreed; mail and web endpoints must be asked first.
    pub(super) confirmed: bool,
    pub(super) attributes: BTreeMap<String, String>,
}

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    PutTopic(String, Topic),
    DeleteTopic(String),
    PutSubscription(String, Subscription),
    DeleteSubscription(String),
}

pub(super) fn apply(state: &mut State, event: Event) {
    match event {
        Event::PutTopic(name, topic) => {
            state.topics.insert(name, topic);
        }
        Event::DeleteTopic(name) => {
            state.topics.remove(&name);
            state.subscriptions.retain(|_, subscription| subscription.topic != name);
        }
        Event::PutSubscription(arn, subscription) => {
            state.subscriptions.insert(arn, subscription);
        }
        Event::DeleteSubscription(arn) => {
            state.subscriptions.remove(&arn);
        }
    }
}
