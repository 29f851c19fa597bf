//! What Secrets Manager holds in one region of one account.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The secrets by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) secrets: BTreeMap<String, Secret>,
}

/// A secret with its versions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Secret {
    pub(super) arn: String,
    pub(super) description: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) created_at: u64,
    pub(super) changed_at: u64,
    /// When it is deleted for good; until then it can be restored.
    pub(super) gone_at: Option<u64>,
    /// When its deletion was asked for.
    pub(super) deleted_at: Option<u64>,
    pub(super) versions: BTreeMap<String, Version>,
}

/// One value of a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// The member that holds the value, `SecretString` or `SecretBinary`, and the value.
    pub(super) value: (String, String),
    pub(super) created_at: u64,
    pub(super) stages: BTreeSet<String>,
}

/// The stages that the service moves by itself.
pub(super) const CURRENT: &str = "AWSCURRENT";
pub(super) const PREVIOUS: &str = "AWSPREVIOUS";

/// Versions without a stage go when there are more than this many.
const KEPT: usize = 100;

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    Made { name: String, secret: Box<Secret> },
    /// A version is added, and its stages leave the versions that had them.
    Put { name: String, id: String, value: (String, String), stages: BTreeSet<String> },
    Deleted { name: String, gone_at: u64 },
    Restored { name: String },
    /// The secret is gone for good, at once.
    Gone { name: String },
}

pub(super) fn apply(state: &mut State, event: Event, at: u64) {
    match event {
        Event::Made { name, secret } => drop(state.secrets.insert(name, *secret)),
        Event::Put { name, id, value, stages } => {
            if let Some(secret) = state.secrets.get_mut(&name) {
                put(secret, id, Version { value, created_at: at, stages });
                secret.changed_at = at;
            }
        }
        Event::Deleted { name, gone_at } => {
            if let Some(secret) = state.secrets.get_mut(&name) {
                (secret.gone_at, secret.deleted_at) = (Some(gone_at), Some(at));
            }
        }
        Event::Restored { name } => {
            if let Some(secret) = state.secrets.get_mut(&name) {
                (secret.gone_at, secret.deleted_at) = (None, None);
            }
        }
        Event::Gone { name } => drop(state.secrets.remove(&name)),
    }
}

fn put(secret: &mut Secret, id: String, version: Version) {
    for old in secret.versions.values_mut() {
        let was_current = old.stages.contains(CURRENT) && version.stages.contains(CURRENT);
        let moved = &version.stages;
        old.stages.retain(|stage| !moved.contains(stage) && (stage != PREVIOUS || !moved.contains(CURRENT)));
        if was_current {
            old.stages.insert(PREVIOUS.into());
        }
    }
    secret.versions.insert(id, version);
    while secret.versions.len() > KEPT {
        let bare = secret.versions.iter().filter(|(_, version)| version.stages.is_empty());
        let Some(oldest) = bare.min_by_key(|(_, version)| version.created_at).map(|(id, _)| id.clone()) else { break };
        secret.versions.remove(&oldest);
    }
}

impl Secret {
    pub(super) fn is_gone(&self, now: u64) -> bool {
        self.gone_at.is_some_and(|gone| now >= gone)
    }

    /// Returns the stages of every version that has some.
    pub(super) fn stages(&self) -> BTreeMap<&str, &BTreeSet<String>> {
        let staged = self.versions.iter().filter(|(_, version)| !version.stages.is_empty());
        staged.map(|(id, version)| (id.as_str(), &version.stages)).collect()
    }
}
