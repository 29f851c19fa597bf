//! What a script declares.

mod allowance;
mod declaration;
mod objective;
mod origin;

use std::collections::BTreeMap;

pub use allowance::Allowance;
pub use declaration::Declaration;
pub use objective::{Objective, Survive};
pub use origin::{AttributeSpans, Origin};

use crate::state::Attributes;
use crate::{Address, Argument, Sources, Span};

/// Everything that one run of a script declares; same sources and inputs, same topology.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    /// The entry script, relative to the project root.
    pub entry: String,
    /// The resources and look-ups, by address.
    pub declarations: BTreeMap<Address, Declaration>,
    /// The outputs, by name.
    pub outputs: BTreeMap<String, Output>,
    /// What must be survived, in the order of the script.
    pub objectives: Vec<Objective>,
    /// Renamed resources: from, to, and where it is said.
    pub moved: Vec<Moved>,
    /// The inputs the script asks for, by name.
    pub inputs: BTreeMap<String, Input>,
    /// What look-ups are on record to find, by address. A script cannot say: whoever has the records fills this in, and
    /// only checks and proofs look at it.
    pub recorded: BTreeMap<Address, Attributes>,
    /// Every source that was read, for labels and fingerprints.
    pub sources: Sources,
}

/// A value that a topology hands out.
#[derive(Clone, PartialEq, Debug)]
pub struct Output {
    /// The value.
    pub value: Argument,
    /// Where it is declared.
    pub origin: Origin,
}

/// A resource that bears another name now.
#[derive(Clone, PartialEq, Debug)]
pub struct Moved {
    /// Its address before.
    pub from: Address,
    /// Its address now.
    pub to: Address,
    /// Where it is said.
    pub span: Span,
}

/// A value that a topology asks for.
#[derive(Clone, PartialEq, Debug)]
pub struct Input {
    /// The value in this run.
    pub value: crate::Value,
    /// What it is, for people.
    pub description: String,
    /// The name of its type: `string`, `integer`, `number`, `boolean`, `list`, `map`, `region`.
    pub ty: String,
    /// Whether a value was given, or the one to use otherwise.
    pub given: bool,
    /// Where it is asked for.
    pub span: Span,
}
