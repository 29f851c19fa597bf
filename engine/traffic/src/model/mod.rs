//! The model: what a topology is, as far as traffic and data are concerned.
//!
//! Everything bears the address of the declaration it was read from, so that a verdict can point at the script.

mod accelerator;
mod alarm;
mod answer;
mod check;
mod endpoint;
mod name;
mod passing;
mod policy;
mod store;
mod target_group;
mod transfer;
mod zone;

use std::collections::BTreeMap;

use tandem_core::topology::Objective;
use tandem_core::{Address, Reference};

pub use accelerator::{Accelerator, EndpointGroup, Listener, Weighted};
pub use alarm::{About, Alarm, Missing};
pub use answer::{Answer, Target};
pub use check::{Check, CheckRef, Insufficient, Probe, Watch};
pub use endpoint::{Endpoint, EndpointId};
pub use name::{Family, Name, RecordType};
pub use passing::Passing;
pub use policy::{Location, Policy, Role};
pub use store::{Consistency, Store};
pub use target_group::TargetGroup;
pub use transfer::Transfer;
pub use zone::Zone;

/// What a topology is, as far as traffic and data are concerned.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Model {
    /// The records of public zones by name and type; several members share it by routing.
    pub names: BTreeMap<Name, Vec<Member>>,
    /// The records of private zones, which only VPCs ask, by zone.
    pub private: BTreeMap<Address, BTreeMap<Name, Vec<Member>>>,
    /// The zones, by declaration.
    pub zones: BTreeMap<Address, Zone>,
    /// The health checks.
    pub checks: BTreeMap<Address, Check>,
    /// What serves: load balancers, and addresses that records hold.
    pub endpoints: BTreeMap<EndpointId, Endpoint>,
    /// The target groups of load balancers whose settings are known.
    pub target_groups: BTreeMap<EndpointId, Vec<TargetGroup>>,
    /// The accelerators.
    pub accelerators: BTreeMap<Address, Accelerator>,
    /// The alarms.
    pub alarms: BTreeMap<Address, Alarm>,
    /// The stores.
    pub stores: BTreeMap<Address, Store>,
    /// What copies files or objects from one place to another.
    pub transfers: BTreeMap<Address, Transfer>,
    /// What hands messages on.
    pub passing: BTreeMap<Address, Passing>,
    /// What must be survived.
    pub objectives: Vec<Objective>,
    /// What the model needs and nobody knows before apply.
    pub unknown: Vec<Unknown>,
}

/// One record of a name and type.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// The declaration.
    pub address: Address,
    /// The zone it belongs to.
    pub zone: Address,
    /// Which clients get it.
    pub policy: Policy,
    /// The health check that takes it out of the answers.
    pub check: Option<CheckRef>,
    /// What it answers with.
    pub answer: Answer,
    /// For how many seconds resolvers keep the answer; `None` for an alias, which has its target's.
    pub ttl: Option<u64>,
}

/// A value that the model needs and that is known only after apply: verdicts that rest on it say so.
#[derive(Clone, PartialEq, Debug)]
pub struct Unknown {
    /// The declaration that has it.
    pub address: Address,
    /// Its attribute.
    pub attribute: &'static str,
    /// What it refers to, if it is a reference.
    pub reference: Option<Reference>,
}
