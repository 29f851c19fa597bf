//! What Global Accelerator holds in one account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The accelerators, listeners and endpoint groups by ARN; a child's ARN begins with its parent's.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) accelerators: BTreeMap<String, Accelerator>,
    pub(super) listeners: BTreeMap<String, Listener>,
    pub(super) groups: BTreeMap<String, Group>,
    /// What was made with each token, so that a repeated create makes nothing.
    pub(super) tokens: BTreeMap<String, String>,
}

/// An accelerator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Accelerator {
    pub(super) name: String,
    pub(super) dual_stack: bool,
    pub(super) enabled: bool,
    pub(super) addresses: Vec<String>,
    pub(super) addresses_v6: Vec<String>,
    /// The first label of its DNS names.
    pub(super) label: String,
    pub(super) flow_logs: FlowLogs,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) created_at: u64,
    pub(super) modified_at: u64,
    /// When every edge has the last change.
    pub(super) ready_at: u64,
}

/// Where an accelerator writes its flow logs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct FlowLogs {
    pub(super) enabled: bool,
    pub(super) bucket: Option<String>,
    pub(super) prefix: Option<String>,
}

/// A listener.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Listener {
    pub(super) ports: Vec<(u16, u16)>,
    pub(super) protocol: String,
    pub(super) affinity: String,
}

/// An endpoint group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(super) region: String,
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) dial: f64,
    pub(super) check: Check,
    /// Listener port and endpoint port.
    pub(super) overrides: Vec<(u16, u16)>,
}

/// How the endpoints of a group are checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Check {
    pub(super) port: u16,
    pub(super) protocol: String,
    pub(super) path: Option<String>,
    pub(super) interval: u64,
    pub(super) threshold: u64,
}

/// An endpoint of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    pub(super) id: String,
    pub(super) weight: u64,
    pub(super) preserve_client: bool,
    /// When its first check has passed.
    pub(super) healthy_at: u64,
}

/// An accepted change. Each marks its accelerator as changed until `ready_at`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    PutAccelerator { arn: String, accelerator: Box<Accelerator>, token: Option<String> },
    PutListener { arn: String, listener: Listener, token: Option<String>, ready_at: u64 },
    PutGroup { arn: String, group: Box<Group>, token: Option<String>, ready_at: u64 },
    Delete { arn: String, ready_at: u64 },
}

pub(super) fn apply(state: &mut State, event: Event, at: u64) {
    match event {
        Event::PutAccelerator { arn, accelerator, token } => {
            remember(state, token, &arn);
            state.accelerators.insert(arn, *accelerator);
        }
        Event::PutListener { arn, listener, token, ready_at } => {
            touch(state, &arn, at, ready_at);
            remember(state, token, &arn);
            state.listeners.insert(arn, listener);
        }
        Event::PutGroup { arn, group, token, ready_at } => {
            touch(state, &arn, at, ready_at);
            remember(state, token, &arn);
            state.groups.insert(arn, *group);
        }
        Event::Delete { arn, ready_at } => {
            touch(state, &arn, at, ready_at);
            state.groups.remove(&arn);
            state.listeners.remove(&arn);
            state.accelerators.remove(&arn);
            state.tokens.retain(|_, made| *made != arn);
        }
    }
}

fn remember(state: &mut State, token: Option<String>, arn: &str) {
    if let Some(token) = token {
        state.tokens.insert(token, arn.to_owned());
    }
}

fn touch(state: &mut State, arn: &str, at: u64, ready_at: u64) {
    if let Some(accelerator) = state.accelerators.get_mut(super::accelerator_of(arn)) {
        accelerator.ready_at = ready_at;
        accelerator.modified_at = at;
    }
}
