//! Stores: a region that serves has the replicas that it serves from.
//!
//! The model does not say which endpoint uses which store, so every region that a name can be served from counts as one
//! that uses every store that covers it. Where a replica comes together with the traffic of its region, the replica
//! comes first; where it goes with it, the traffic goes first.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;

use super::atom::{Atoms, Half};
use super::slot::Field;
use crate::model::{Model, Store};

/// One atom that must be done before another because of a replica.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wanted {
    pub(super) first: usize,
    pub(super) then: usize,
    /// The store.
    pub(super) store: Address,
    /// The region.
    pub(super) region: String,
}

/// Which slots send clients to a region, before and after.
#[derive(Default)]
struct Uses {
    before: BTreeSet<usize>,
    after: BTreeSet<usize>,
}

/// Returns the order that replicas ask for among atoms.
pub(super) fn wanted(before: &Model, after: &Model, field: &Field, atoms: &Atoms) -> Vec<Wanted> {
    let uses = uses(field);
    let mut wanted = Vec::new();
    for (address, store) in &before.stores {
        let Some(later) = after.stores.get(address) else { continue };
        let (store, later) = (replicas(address, store), replicas(address, later));
        let came = later.iter().filter(|(region, _)| !store.contains_key(*region));
        for (region, replica) in came {
            let Some(uses) = uses.get(region).filter(|uses| uses.before.is_empty()) else {
                continue;
            };
            let Some(first) = atoms.of(replica, Half::Make) else { continue };
            let then = uses.after.iter().filter_map(|slot| field.slots[*slot].atom);
            wanted.extend(then.map(|then| Wanted {
                first,
                then,
                store: address.clone(),
                region: (*region).to_owned(),
            }));
        }
        let went = store.iter().filter(|(region, _)| !later.contains_key(*region));
        for (region, replica) in went {
            let Some(uses) = uses.get(region).filter(|uses| uses.after.is_empty()) else { continue };
            let Some(then) = atoms.of(replica, Half::Unmake).or_else(|| atoms.of(replica, Half::Make)) else {
                continue;
            };
            let first = uses.before.iter().filter_map(|slot| field.slots[*slot].atom);
            wanted.extend(first.map(|first| Wanted {
                first,
                then,
                store: address.clone(),
                region: (*region).to_owned(),
            }));
        }
    }
    wanted.retain(|wanted| wanted.first != wanted.then);
    wanted
}

/// Returns the replicas that are there: a table says where it is to be, and each replica that it is.
fn replicas<'a>(address: &Address, store: &'a Store) -> BTreeMap<&'a str, &'a Address> {
    let there = store.replicas.iter().filter(|(_, replica)| *replica != address);
    there.map(|(region, replica)| (region.as_str(), replica)).collect()
}

fn uses(field: &Field) -> BTreeMap<&str, Uses> {
    let mut uses: BTreeMap<&str, Uses> = BTreeMap::new();
    for (at, slot) in field.slots.iter().enumerate() {
        for region in slot.before.iter().flat_map(|piece| field.regions(piece)) {
            uses.entry(region).or_default().before.insert(at);
        }
        for region in slot.after.iter().flat_map(|piece| field.regions(piece)) {
            uses.entry(region).or_default().after.insert(at);
        }
    }
    uses
}
