//! A plan: every change with its reason, and the steps that make them.

mod document;
mod fingerprint;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_core::state::Attributes;
use tandem_core::{Action, Address, Argument, Change, Object, Step};

use crate::without::LeftOut;
pub use document::NotAPlan;
pub(crate) use fingerprint::fingerprint;

/// Every change with its reason, and the steps that make them. Apply looks at nothing else.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The stack's name.
    pub stack: String,
    /// The cloud it is made for, as the user names it.
    pub cloud: String,
    /// The account of the stack, twelve digits.
    pub account: String,
    /// The values given to inputs on the command line.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vars: BTreeMap<String, String>,
    /// The entry script, relative to the project root.
    pub entry: String,
    /// The lineage of the state it is made from.
    pub lineage: String,
    /// The serial of the state it is made from.
    pub serial: u64,
    /// `sha256:` and a digest of everything the plan follows from: sources, inputs, state, and the world as found.
    pub fingerprint: String,
    /// Whether everything is deleted.
    pub destroy: bool,
    /// What happens to every resource, what is kept included, by address. An object left over from a replacement has
    /// a change of its own beside that of its address.
    pub changes: Vec<Change>,
    /// What is called, each step after those it names; a step's id is its index.
    pub steps: Vec<Step>,
    /// The attributes of the look-ups that are known now; the others are read by steps.
    pub lookups: BTreeMap<Address, Attributes>,
    /// The outputs, as far as they are known.
    pub outputs: BTreeMap<String, Argument>,
    /// Remembered objects that get another address before anything else is done, children of renamed ones included.
    pub moved: Vec<(Address, Address)>,
    /// Objects of which something else is to be remembered although nothing is called: what was found, protection,
    /// dependencies.
    pub recorded: Vec<Object>,
    /// What is to be done and is left out, because a region does not answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// How many objects were seen that no stack declares, and that stay as they are.
    pub unmanaged: usize,
    /// When the world was read that it is made from, in milliseconds since the Unix epoch. It says how far what was
    /// seen may be relied on within the run that saw it, so a plan that is kept says 0: not at all.
    #[serde(skip)]
    pub seen: u64,
}

/// How many resources each action takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Made.
    pub create: usize,
    /// Changed in place.
    pub update: usize,
    /// Made anew, the old one deleted.
    pub replace: usize,
    /// Deleted.
    pub delete: usize,
    /// Looked up.
    pub read: usize,
    /// Forgotten, because they are gone.
    pub forget: usize,
    /// As declared.
    pub keep: usize,
}

impl Plan {
    /// Returns how many resources each action takes.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for change in &self.changes {
            *match change.action {
                Action::Keep => &mut summary.keep,
                Action::Read => &mut summary.read,
                Action::Create => &mut summary.create,
                Action::Update => &mut summary.update,
                Action::Replace => &mut summary.replace,
                Action::Delete => &mut summary.delete,
                Action::Forget => &mut summary.forget,
            } += 1;
        }
        summary
    }

    /// Returns whether the world and the addresses are as declared: nothing to write, to forget, to rename, and nothing
    /// left out.
    pub fn is_empty(&self) -> bool {
        let acts = |change: &Change| change.action.writes() || change.action == Action::Forget;
        self.moved.is_empty() && self.left_out.is_empty() && !self.changes.iter().any(acts)
    }

    /// Iterates over the changes that something outside of Tandem caused.
    pub fn drift(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| {
            change.differences.iter().any(|difference| difference.drift)
                || change.reasons.iter().any(|reason| reason == crate::change::GONE)
        })
    }
}
