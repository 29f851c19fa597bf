//! What SSM holds in one region of one account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The parameters by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) parameters: BTreeMap<String, Parameter>,
}

/// A parameter with its last versions.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Parameter {
    pub(super) kind: String,
    pub(super) tier: String,
    pub(super) data_type: String,
    /// The values by version.
    pub(super) versions: BTreeMap<u64, Value>,
}

/// One version.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Value {
    pub(super) text: String,
    pub(super) changed_at: u64,
}

/// SSM keeps this many versions.
const KEPT: usize = 100;

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    Put { name: String, kind: String, tier: String, data_type: String, version: u64, value: String },
    Deleted { name: String },
}

pub(super) fn apply(state: &mut State, event: Event, at: u64) {
    match event {
        Event::Put { name, kind, tier, data_type, version, value } => {
            let parameter = state.parameters.entry(name).or_default();
            (parameter.kind, parameter.tier, parameter.data_type) = (kind, tier, data_type);
            parameter.versions.insert(version, Value { text: value, changed_at: at });
            while parameter.versions.len() > KEPT {
                parameter.versions.pop_first();
            }
        }
        Event::Deleted { name } => drop(state.parameters.remove(&name)),
    }
}
