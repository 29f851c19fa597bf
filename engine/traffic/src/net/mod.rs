//! The net: a model with numbers for names, so that a question costs no look-up.
//!
//! Record sets hold, for every class of clients, the order in which their records are tried; aliases and CNAMEs are
//! followed to what they lead to. All indexes are those of the vectors here.

mod build;
mod listed;
mod order;

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;

use crate::assume::{Assumptions, Used};
use crate::client::{Class, Place, candidates};
use crate::model::{Accelerator, Check, CheckRef, EndpointId, Family, Member, Model, Name};

pub use listed::Found;

/// A model with numbers for names.
#[derive(Debug)]
pub struct Net<'m> {
    /// What it was made from.
    pub model: &'m Model,
    /// The values of the parameters.
    pub assumptions: &'m Assumptions,
    /// The regions that something is in, by name.
    pub regions: Vec<String>,
    /// What serves.
    pub endpoints: Vec<EndpointNode>,
    /// The health checks that something names, and all that are declared.
    pub checks: Vec<CheckNode<'m>>,
    /// The accelerators.
    pub accelerators: Vec<AcceleratorNode<'m>>,
    /// The record sets of public zones, by name and type.
    pub sets: Vec<Set<'m>>,
    /// The sets in an order in which what an alias stands for comes before the alias.
    pub bottom_up: Vec<usize>,
    /// The sets that lead back to themselves.
    pub loops: BTreeSet<usize>,
    /// How many records there are.
    pub records: usize,
    /// The classes of clients.
    pub classes: Vec<Class>,
    /// What the orders rest on.
    pub used: Used,
    set_ids: BTreeMap<Name, usize>,
    endpoint_ids: BTreeMap<EndpointId, usize>,
    check_ids: BTreeMap<CheckRef, usize>,
    accelerator_ids: BTreeMap<Address, usize>,
    listed: listed::Listed,
}

/// Something that serves.
#[derive(Clone, PartialEq, Debug)]
pub struct EndpointNode {
    /// Its id.
    pub id: EndpointId,
    /// Its region, as an index.
    pub region: Option<usize>,
    /// Its service: `elb`.
    pub service: String,
    /// Whether an alias that evaluates its target's health can ever find it failed.
    pub evaluated: bool,
}

/// A health check.
#[derive(Clone, PartialEq, Debug)]
pub struct CheckNode<'m> {
    /// What names it.
    pub id: CheckRef,
    /// The check, unless it exists elsewhere.
    pub check: Option<&'m Check>,
}

/// An accelerator.
#[derive(Clone, PartialEq, Debug)]
pub struct AcceleratorNode<'m> {
    /// The declaration.
    pub address: &'m Address,
    /// The accelerator.
    pub accelerator: &'m Accelerator,
    /// For every listener and class, its groups, the nearest first.
    pub nearest: Vec<Vec<Vec<usize>>>,
    /// For every listener and group, the endpoints with their weights.
    pub endpoints: Vec<Vec<Vec<(usize, u8)>>>,
}

/// The records of one name and type.
#[derive(Clone, PartialEq, Debug)]
pub struct Set<'m> {
    /// The name and type.
    pub name: &'m Name,
    /// How one of them is chosen.
    pub routing: Routing,
    /// The records.
    pub records: Vec<RecordNode<'m>>,
    /// The number of the first of them; the others follow.
    pub first: usize,
    /// For every class, which are tried, in this order; empty unless the routing is [`Routing::Ordered`].
    pub order: Vec<Vec<u16>>,
}

/// How one of several records is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Routing {
    /// There is only one.
    Simple,
    /// By weight.
    Weighted,
    /// The first healthy one of an order that depends on the client: latency, failover, geolocation, geoproximity, CIDR.
    Ordered,
    /// Any healthy one.
    Multivalue,
}

/// A record.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordNode<'m> {
    /// The record.
    pub member: &'m Member,
    /// Its weight.
    pub weight: u8,
    /// The check that takes it out.
    pub check: Option<usize>,
    /// What it leads to; several share it equally.
    pub hops: Vec<Hop>,
    /// Whether it is an alias that evaluates its target's health.
    pub evaluate: bool,
}

/// What a record leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hop {
    /// Other records, of an alias.
    Set(usize),
    /// A name that is asked anew, of a CNAME: what it leads to for each family.
    Asked([Found; 2]),
    /// Something that serves.
    Endpoint(usize),
    /// An accelerator.
    Accelerator(usize),
    /// Nothing: an alias of records that are not there.
    Nothing,
}

impl<'m> Net<'m> {
    /// Returns the net of a model.
    pub fn new(model: &'m Model, assumptions: &'m Assumptions) -> Net<'m> {
        build::build(model, assumptions, candidates(model))
    }

    /// Returns the net of a model for clients at these places, so that several models can be compared place by place.
    pub fn among(model: &'m Model, assumptions: &'m Assumptions, places: Vec<Place>) -> Net<'m> {
        build::build(model, assumptions, places)
    }

    /// Returns what a client that asks for a name gets its addresses from.
    pub fn find(&self, name: &str, family: Family) -> Found {
        self.listed.find(name, family, &self.set_ids)
    }

    /// Returns the number of a record set.
    pub fn set(&self, name: &Name) -> Option<usize> {
        self.set_ids.get(name).copied()
    }

    /// Returns the number of an endpoint.
    pub fn endpoint(&self, id: &EndpointId) -> Option<usize> {
        self.endpoint_ids.get(id).copied()
    }

    /// Returns the number of a check.
    pub fn check(&self, id: &CheckRef) -> Option<usize> {
        self.check_ids.get(id).copied()
    }

    /// Returns the number of an accelerator.
    pub fn accelerator(&self, address: &Address) -> Option<usize> {
        self.accelerator_ids.get(address).copied()
    }

    /// Returns the number of a region.
    pub fn region(&self, name: &str) -> Option<usize> {
        self.regions.binary_search_by(|region| region.as_str().cmp(name)).ok()
    }

    /// Returns the class of the clients near a region, such as the health checkers in it.
    pub fn class_near(&self, region: &str) -> usize {
        let label = format!("near {region}");
        let has = |class: &Class| class.places.iter().any(|place| place.label == label);
        self.classes.iter().position(has).unwrap_or_default()
    }

    /// Returns a record by its number.
    pub fn record(&self, number: usize) -> &RecordNode<'m> {
        let set = self.sets.partition_point(|set| set.first <= number) - 1;
        &self.sets[set].records[number - self.sets[set].first]
    }
}
