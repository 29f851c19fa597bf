//! What is remembered of the objects that this stack owns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::object::Object;

use crate::doubt::Doubt;
use crate::journal::Intent;
use crate::secret::SealKey;
use crate::{Address, Value};

/// The attributes of an object by name.
pub type Attributes = BTreeMap<String, Value>;

/// What is remembered of a stack: every object it owns, its outputs, and how often it was written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// Fixed when the state is first made; another lineage is another stack's state.
    pub lineage: String,
    /// Rises with every snapshot.
    pub serial: u64,
    /// The fencing epoch of the run that wrote last: it rises with every run that takes the lock.
    pub epoch: u64,
    /// The script that owns the state, relative to the project root.
    pub entry: String,
    /// The account of the stack, twelve digits; empty until the first apply.
    pub account: String,
    /// The objects by address.
    pub objects: BTreeMap<Address, Object>,
    /// The objects whose replacement stands but that are still to be deleted, by id.
    pub deposed: Vec<Object>,
    /// The outputs of the last apply.
    pub outputs: BTreeMap<String, Value>,
    /// Calls of which nobody knows yet whether they were made; resolved before the next plan.
    pub open: Vec<Intent>,
    /// Creates that were in doubt once and that a late request may still make.
    pub doubts: Vec<Doubt>,
    /// What hashes of secrets are made with; there is none before the first apply that has a secret.
    pub key: Option<SealKey>,
    /// The end of the audit log when this was written: a log that ends before it was cut.
    pub audit: AuditHead,
}

/// The end of an audit log.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AuditHead {
    /// How many lines it has.
    pub lines: u64,
    /// The hash of the last one.
    pub hash: String,
}
