//! What is in the cloud, as a topology: the way back from what is remembered to what [`read`](crate::read()) understands.
//!
//! What is remembered are values: an alias knows the DNS name of its load balancer, a record the id of its health check.
//! The model is made of what leads where, so values by which the cloud calls another thing become references to it.
//! Nothing here knows a kind: what the cloud decides of a thing, by its schema, is what it is called by.

mod identity;

use std::collections::BTreeMap;

use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::topology::Origin;
use tandem_core::{Action, Address, Change, Declaration, Object, Registry, State, Topology};
use tandem_plan::Plan;

pub use identity::Identities;

/// One thing in the cloud.
#[derive(Clone, Copy, Debug)]
pub struct Thing<'a> {
    /// Its address.
    pub address: &'a Address,
    /// The thing it belongs to.
    pub parent: Option<&'a Address>,
    /// Whether it is managed or only read.
    pub mode: Mode,
    /// What was found at it.
    pub attributes: &'a Attributes,
}

impl<'a> Thing<'a> {
    /// Returns a remembered object.
    pub fn of(object: &'a Object) -> Thing<'a> {
        let (address, parent) = (&object.address, object.parent.as_ref());
        // What was just made and never read is as it was asked for.
        let attributes = if object.attributes.is_empty() { &object.arguments } else { &object.attributes };
        Thing { address, parent, mode: Mode::Managed, attributes }
    }

    /// Returns what a look-up found.
    pub fn looked_up(address: &'a Address, attributes: &'a Attributes) -> Thing<'a> {
        Thing { address, parent: None, mode: Mode::LookUp, attributes }
    }

    /// Returns the declaration that stands for it, without a place in any script.
    pub fn declaration(&self, identities: &Identities, registry: &Registry) -> Declaration {
        Declaration {
            address: self.address.clone(),
            mode: self.mode,
            arguments: identities.refer(self.address, self.attributes, registry),
            parent: self.parent.cloned(),
            after: Vec::new(),
            protect: None,
            allow: BTreeMap::new(),
            origin: Origin::default(),
        }
    }
}

/// Returns what is in the cloud as a state remembers it.
///
/// A state does not remember what look-ups found: load balancers are told by their DNS names and ARNs alone.
pub fn remembered(state: &State, registry: &Registry) -> Topology {
    let things: Vec<Thing<'_>> = state.objects.values().map(Thing::of).collect();
    Topology { entry: state.entry.clone(), ..topology_of(&things, registry) }
}

/// Returns what is in the cloud before a plan is applied, as it was found, under the addresses that the plan gives it.
pub fn before(plan: &Plan, registry: &Registry) -> Topology {
    let recorded = plan.lookups.clone();
    Topology { entry: plan.entry.clone(), recorded, ..topology_of(&things_before(plan), registry) }
}

/// Returns the things in the cloud before a plan is applied.
pub fn things_before(plan: &Plan) -> Vec<Thing<'_>> {
    let mut found: BTreeMap<&Address, &Change> = BTreeMap::new();
    let there = |change: &&Change| change.prior.is_some() && change.action != Action::Forget;
    for change in plan.changes.iter().filter(there) {
        // An object that waits to be deleted has a change of its own beside that of what stands in its place.
        let known = found.entry(&change.address).or_insert(change);
        if known.action == Action::Delete {
            *known = change;
        }
    }
    let things = found.values().filter_map(|change| {
        Some(Thing {
            address: &change.address,
            parent: change.parent.as_ref(),
            ..Thing::of(change.prior.as_ref()?)
        })
    });
    let lookups = plan.lookups.iter().map(|(address, attributes)| Thing::looked_up(address, attributes));
    things.chain(lookups).collect()
}

/// Returns a topology of things that are in the cloud.
pub fn topology_of(things: &[Thing<'_>], registry: &Registry) -> Topology {
    let identities = Identities::of(things, registry);
    let declared = |thing: &Thing<'_>| (thing.address.clone(), thing.declaration(&identities, registry));
    Topology { declarations: things.iter().map(declared).collect(), ..Topology::default() }
}
