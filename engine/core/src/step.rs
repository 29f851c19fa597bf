//! Steps: what an apply does, as data.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::argument::Arguments;
use crate::{Address, Object};

/// Names a step within its plan, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub u32);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a step does to its object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It comes into being.
    Create,
    /// It changes.
    Update,
    /// It ceases to be.
    Delete,
    /// It is read, because what it is looked up by is known only now.
    Read,
}

/// How a create behaves when it is sent twice; it decides what an ambiguous answer means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateClass {
    /// The service takes our token and answers with the object it made for it.
    Token,
    /// The service takes our token and refuses it the second time.
    RefusedToken,
    /// The name is unique; a second create is refused.
    UniqueName,
    /// The same call again does nothing.
    Idempotent,
    /// The same call again overwrites.
    Upsert,
    /// A second call makes a second object.
    Anonymous,
}

/// Who must wait for a [`Wait`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeededBy {
    /// Every step that comes after this one.
    Dependants,
    /// Only the end of the run: the cloud accepts further calls meanwhile.
    End,
}

/// A status that takes time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wait {
    /// What is waited for, for people: `accelerator to be DEPLOYED`.
    pub what: String,
    /// How long it usually takes, in seconds.
    pub typical: u32,
    /// When to give up, in seconds.
    pub deadline: u32,
    /// Who needs it.
    pub needed_by: NeededBy,
}

/// How steps of one key may be merged into one call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// Steps with the same key may go together.
    pub key: String,
    /// How many elements this step adds to the call.
    pub elements: u32,
    /// How many characters this step adds to the call.
    pub characters: u32,
    /// The most elements a call takes.
    pub max_elements: u32,
    /// The most characters a call takes.
    pub max_characters: u32,
}

/// A step as a kind describes it, before the plan gives it a number and its place in the order.
///
/// The drafts of one change run in their order, each after the one before.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// What it does, within its kind: `create`, `tag`, `disable`; the provider knows it by this name.
    pub operation: String,
    /// What it does to the object.
    pub effect: Effect,
    /// The one changing call it makes: `route53:CreateHostedZone`; empty if it makes none.
    pub call: String,
    /// The region the call is sent to.
    pub region: String,
    /// What a repeated create means; of no meaning for other effects.
    pub class: CreateClass,
    /// Names of which one step at a time may hold each: a zone, an accelerator, a table.
    pub locks: Vec<String>,
    /// The rate buckets it draws from, such as `route53` and `route53:CreateHealthCheck`.
    pub buckets: Vec<String>,
    /// How it may be merged with others.
    pub batch: Option<Batch>,
    /// What it waits for.
    pub wait: Option<Wait>,
}

/// One object within a step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The resource.
    pub address: Address,
    /// What is done, within its kind.
    pub operation: String,
    /// What that does to the object.
    pub effect: Effect,
    /// All arguments of the resource; for a delete, empty.
    pub arguments: Arguments,
    /// The object as the plan saw it; absent for a create.
    pub prior: Option<Object>,
    /// The resource it belongs to.
    pub parent: Option<Address>,
    /// For a delete whose parent is made anew or was: the old parent, through which the object is still addressed.
    /// Otherwise the parent is the object remembered now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Object>,
    /// The resources it needs, direct ones only; recorded with the object.
    pub dependencies: Vec<Address>,
    /// Whether the object is protected once this is done.
    pub protect: bool,
    /// Where it is declared, as `main.rhai:19`; empty if it no longer is.
    pub place: String,
}

/// At most one changing call, with everything the scheduler must know of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Its number in the plan.
    pub id: StepId,
    /// The objects it changes: one, or several that must change together.
    pub items: Vec<Item>,
    /// The steps that must be done before.
    pub after: Vec<StepId>,
    /// The one changing call it makes; empty if it makes none.
    pub call: String,
    /// The region the call is sent to.
    pub region: String,
    /// The account the call is sent to, twelve digits; empty for the stack's own.
    pub account: String,
    /// What a repeated create means; of no meaning for other effects.
    pub class: CreateClass,
    /// Names of which one step at a time may hold each.
    pub locks: Vec<String>,
    /// The rate buckets it draws from.
    pub buckets: Vec<String>,
    /// How it may be merged with others.
    pub batch: Option<Batch>,
    /// What it waits for.
    pub wait: Option<Wait>,
}
