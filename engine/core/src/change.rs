//! What a plan does to one resource, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::argument::Arguments;
use crate::path::Path;
use crate::{Address, Argument, Object, Value};

/// What happens to a resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is as declared.
    Keep,
    /// It is looked up.
    Read,
    /// It is made.
    Create,
    /// It is changed in place.
    Update,
    /// It is made anew and the old one deleted.
    Replace,
    /// It is deleted.
    Delete,
    /// It is forgotten and left as it is.
    Forget,
}

impl Action {
    /// Returns the sign before the address in a plan.
    pub fn sign(self) -> &'static str {
        match self {
            Action::Keep => " ",
            Action::Read => "=",
            Action::Create => "+",
            Action::Update => "~",
            Action::Replace => "±",
            Action::Delete => "-",
            Action::Forget => ".",
        }
    }

    /// Returns the word behind the address in a plan.
    pub fn word(self) -> &'static str {
        match self {
            Action::Keep => "keep",
            Action::Read => "read",
            Action::Create => "create",
            Action::Update => "update",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Forget => "forget",
        }
    }

    /// Returns whether something is written to the cloud.
    pub fn writes(self) -> bool {
        matches!(self, Action::Create | Action::Update | Action::Replace | Action::Delete)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One attribute that is not as declared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Difference {
    /// The attribute, and the place inside it.
    pub path: Path,
    /// What was found; nothing if it is new.
    pub before: Value,
    /// What is declared; [`Value::Null`] to take it away.
    pub after: Argument,
    /// Whether the attribute cannot be changed in place.
    pub replaces: bool,
    /// Whether the cloud moved away from what was last applied, while the script did not change.
    pub drift: bool,
}

/// What a plan does to one resource.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// The resource.
    pub address: Address,
    /// What happens to it.
    pub action: Action,
    /// The object as refresh found it; absent for a create.
    pub prior: Option<Object>,
    /// The arguments with what is left out filled in; empty for a delete.
    pub desired: Arguments,
    /// The resource it belongs to.
    pub parent: Option<Address>,
    /// The attributes that are not as declared; empty for a create or delete.
    pub differences: Vec<Difference>,
    /// The resources it needs, by reference or `after`, direct ones only.
    pub dependencies: Vec<Address>,
    /// Whether a destroy is refused until this is taken back.
    pub protect: bool,
    /// Why, in a few words for people: `deleted outside of Tandem`, `no longer declared`.
    pub reasons: Vec<String>,
    /// Where it is declared, as `main.rhai:19`; empty if it no longer is.
    pub place: String,
}

impl Change {
    /// Returns whether an attribute, or something inside it, differs.
    pub fn differs(&self, attribute: &str) -> bool {
        self.differences.iter().any(|difference| difference.path.first_key() == Some(attribute))
    }
}
