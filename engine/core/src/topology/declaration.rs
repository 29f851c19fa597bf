//! Declarations: resources to be there, and things to look up.

use std::collections::{BTreeMap, BTreeSet};

use super::{Allowance, Origin};
use crate::Address;
use crate::argument::{Arguments, dependencies};
use crate::schema::Mode;

/// One resource as it is declared, or one thing to look up.
#[derive(Clone, PartialEq, Debug)]
pub struct Declaration {
    /// Its address; kind and region are part of it.
    pub address: Address,
    /// Whether it is managed or only read.
    pub mode: Mode,
    /// Its arguments, in stored form, defaults filled in.
    pub arguments: Arguments,
    /// The resource it belongs to.
    pub parent: Option<Address>,
    /// What must be done before, beyond what its arguments refer to.
    pub after: Vec<Address>,
    /// Whether a destroy is refused until this is taken back; where the script does not say, the kind and the cloud
    /// decide.
    pub protect: Option<bool>,
    /// The AA checks that may find fault with it, by code, each with the reason.
    pub allow: BTreeMap<String, Allowance>,
    /// Where it is declared.
    pub origin: Origin,
}

impl Declaration {
    /// Returns what must be done before: parent, references and `after`.
    pub fn dependencies(&self) -> BTreeSet<Address> {
        let mut all = dependencies(self.arguments.values());
        all.extend(self.after.iter().cloned());
        all.extend(self.parent.iter().cloned());
        all.remove(&self.address);
        all
    }
}
