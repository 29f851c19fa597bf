//! The records of the write-ahead journal: what was intended before every call, and what came of it after.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::provider::Pending;
use crate::secret::SealKey;
use crate::state::Attributes;
use crate::step::{CreateClass, Effect};
use crate::{Address, Object, Value};

/// One line of the journal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// An apply began on the snapshot of this lineage and serial.
    Begin {
        /// The lineage of the state.
        lineage: String,
        /// The serial of the snapshot the journal builds on.
        serial: u64,
        /// The entry script, relative to the project root.
        entry: String,
        /// The account of the stack.
        account: String,
        /// The fencing epoch of the run.
        #[serde(default)]
        epoch: u64,
        /// Milliseconds since the Unix epoch.
        at: u64,
        /// What hashes of secrets are made with, if there are any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<SealKey>,
    },
    /// These changes are about to be sent, in one call.
    Intent(Intent),
    /// They were made; the objects as they are now. A deleted one is `None`.
    Done {
        /// The intent's number.
        intent: u64,
        /// The objects, by address.
        objects: Vec<(Address, Option<Object>)>,
        /// What is not finished yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pending: Option<Pending>,
        /// The service's id of the request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<String>,
    },
    /// They were refused: nothing was changed.
    Fail {
        /// The intent's number.
        intent: u64,
        /// The service's code and words.
        reason: String,
    },
    /// It was in doubt whether these were made; another record says what came of it.
    Doubted {
        /// The intent's number.
        intent: u64,
        /// When it was decided, in milliseconds since the Unix epoch: nothing is sent for it after that.
        at: u64,
    },
    /// What late requests may have made was searched for.
    Swept {
        /// The tokens of creates that can no longer be made late.
        cleared: Vec<String>,
        /// What was found and is not wanted: it is to be deleted.
        extras: Vec<Object>,
    },
    /// An object that waited to be deleted is gone.
    Forgotten {
        /// Its resource.
        address: Address,
        /// Its id: the resource may have another object by now.
        id: String,
    },
    /// A status that took time is there; attributes known only now.
    Settled {
        /// The resources that waited.
        addresses: Vec<Address>,
        /// What is known only now.
        attributes: BTreeMap<String, Value>,
    },
    /// Objects as refresh found them; `None` where the object is gone.
    Refreshed {
        /// The objects, by address.
        objects: Vec<(Address, Option<Object>)>,
    },
    /// A resource bears another address now.
    Moved {
        /// Its address before.
        from: Address,
        /// Its address now.
        to: Address,
    },
    /// The outputs of the topology.
    Outputs {
        /// By name.
        outputs: BTreeMap<String, Value>,
    },
}

/// What is about to be sent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Intent {
    /// Its number, rising within a journal.
    pub intent: u64,
    /// The changing call: `route53:ChangeResourceRecordSets`.
    pub call: String,
    /// The region it is sent to.
    pub region: String,
    /// The account it is sent to.
    pub account: String,
    /// What a repeated create means.
    pub class: CreateClass,
    /// Whether the cloud makes all of them or none, and refuses what is not as it was last seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub atomic: bool,
    /// The changes, in the order of the call.
    pub items: Vec<IntentItem>,
}

/// One change of an intent, with everything needed to resolve it without today's script.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IntentItem {
    /// The resource.
    pub address: Address,
    /// What is done, within its kind.
    pub operation: String,
    /// What that does to the object.
    pub effect: Effect,
    /// The token of this incarnation, made before the intent and never again.
    pub token: String,
    /// Whether the object was looked for just before and not found.
    pub absent_checked: bool,
    /// The arguments, resolved.
    pub arguments: Attributes,
    /// The object as it was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<Object>,
    /// The object it belongs to, as it was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Object>,
    /// The resource it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_address: Option<Address>,
    /// The resources it was made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Address>,
    /// Whether the object is protected once this is done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
}
