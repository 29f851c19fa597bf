//! What CloudWatch holds in one region of one account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The alarms by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) alarms: BTreeMap<String, Alarm>,
}

/// A metric alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alarm {
    /// The settings as they were put, without name and tags.
    pub(super) settings: Map<String, Value>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) configured_at: u64,
    pub(super) changed_at: u64,
}

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    Put(String, Box<Alarm>),
    Deleted(Vec<String>),
}

pub(super) fn apply(state: &mut State, event: Event) {
    match event {
        Event::Put(name, alarm) => {
            state.alarms.insert(name, *alarm);
        }
        Event::Deleted(names) => state.alarms.retain(|name, _| !names.contains(name)),
    }
}
