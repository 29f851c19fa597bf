//! What is remembered of the objects that this stack owns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Address, Value};

/// The attributes of an object by name.
pub type Attributes = BTreeMap<String, Value>;

/// One remote object, as it was last found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Object {
    /// The resource it stands for.
    pub address: Address,
    /// The id the cloud knows it by; for kinds without one, their natural key.
    pub id: String,
    /// The account it lives in, twelve digits.
    pub account: String,
    /// The region its calls go to.
    pub region: String,
    /// The token it was made with, once for every incarnation.
    pub incarnation: String,
    /// The resource it belongs to and is addressed through, such as a record's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Address>,
    /// The resources it was made from, by reference or `after`, direct ones only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Address>,
    /// The arguments of the last apply, resolved.
    pub arguments: Attributes,
    /// Everything found at the object, arguments included.
    pub attributes: Attributes,
    /// Whether a destroy is refused until this is taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// Whether the cloud had finished making it (`ACTIVE`, `DEPLOYED`, `INSYNC`) when last seen.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub settled: bool,
}

fn yes() -> bool {
    true
}

/// What is remembered of a stack: every object it owns, its outputs, and how often it was written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// Fixed when the state is first made; another lineage is another stack's state.
    pub lineage: String,
    /// Rises with every snapshot.
    pub serial: u64,
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
}
