//! Slots: what stands at an address before and after an apply, and the atom that turns the one into the other.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::{Action, Address};
use tandem_plan::Plan;

use super::atom::{Atoms, Half};
use super::piece::{Piece, endpoint, old, pieces, targets};
use crate::model::{Endpoint, EndpointId, Model, Name};

/// What stands at an address before and after.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Slot {
    pub(super) address: Address,
    pub(super) before: Option<Piece>,
    pub(super) after: Option<Piece>,
    /// The atom that turns it; without one it is always as it is after.
    pub(super) atom: Option<usize>,
}

impl Slot {
    /// Returns the atom, if what it does here can matter to who asks for a name.
    pub(super) fn turned_by(&self) -> Option<usize> {
        let same = match (&self.before, &self.after) {
            (Some(before), Some(after)) => before.serves_as(after),
            (before, after) => before.is_none() && after.is_none(),
        };
        self.atom.filter(|_| !same)
    }
}

/// Every slot, and where to find those of a name.
pub(super) struct Field {
    pub(super) slots: Vec<Slot>,
    pub(super) by_address: BTreeMap<Address, usize>,
    pub(super) by_name: BTreeMap<Name, Vec<usize>>,
    /// The slots of records by their names from the top down, so that names below one stand together.
    pub(super) downwards: BTreeMap<String, Vec<usize>>,
    /// What belongs to accelerators and listeners.
    pub(super) children: BTreeMap<Address, Vec<usize>>,
    /// The zones of a domain.
    pub(super) zones: BTreeMap<String, Vec<usize>>,
    pub(super) endpoints: BTreeMap<EndpointId, Endpoint>,
}

impl Field {
    pub(super) fn new(before: &Model, after: &Model, plan: &Plan, atoms: &Atoms) -> Field {
        let replaced = replaced(plan);
        let mut slots: BTreeMap<Address, Slot> = BTreeMap::new();
        let empty =
            |address: &Address| Slot { address: address.clone(), before: None, after: None, atom: None };
        for (address, mut piece) in pieces(before) {
            piece.speak_of_the_old(&replaced);
            let (slot, half) = match replaced.contains(&address) {
                true => (old(&address), Half::Unmake),
                false => (address.clone(), Half::Make),
            };
            let atom = atoms.of(&address, half).or_else(|| atoms.of(&address, Half::Unmake));
            let slot = slots.entry(slot.clone()).or_insert_with(|| empty(&slot));
            slot.before = Some(piece);
            slot.atom = atom;
        }
        for (address, piece) in pieces(after) {
            let slot = slots.entry(address.clone()).or_insert_with(|| empty(&address));
            slot.after = Some(piece);
            slot.atom = slot.atom.or_else(|| atoms.of(&address, Half::Make));
        }
        // What nothing turns and nobody declares stays: it is left out of the plan.
        for slot in slots.values_mut().filter(|slot| slot.atom.is_none() && slot.after.is_none()) {
            slot.after = slot.before.clone();
        }
        let mut endpoints = before.endpoints.clone();
        endpoints.extend(after.endpoints.iter().map(|(id, endpoint)| (id.clone(), endpoint.clone())));
        Field::indexed(slots.into_values().collect(), endpoints)
    }

    fn indexed(slots: Vec<Slot>, endpoints: BTreeMap<EndpointId, Endpoint>) -> Field {
        let mut field = Field {
            slots,
            by_address: BTreeMap::new(),
            by_name: BTreeMap::new(),
            downwards: BTreeMap::new(),
            children: BTreeMap::new(),
            zones: BTreeMap::new(),
            endpoints,
        };
        for (at, slot) in field.slots.iter().enumerate() {
            field.by_address.insert(slot.address.clone(), at);
            for piece in slot.before.iter().chain(&slot.after) {
                let entry = match piece {
                    Piece::Member { name, .. } => {
                        let listed = field.downwards.entry(downwards(&name.name)).or_default();
                        if !listed.contains(&at) {
                            listed.push(at);
                        }
                        field.by_name.entry(name.clone()).or_default()
                    }
                    Piece::Listener { of, .. } | Piece::Group { of, .. } => {
                        field.children.entry(of.clone()).or_default()
                    }
                    Piece::Zone(zone) => field.zones.entry(zone.domain.clone()).or_default(),
                    _ => continue,
                };
                if !entry.contains(&at) {
                    entry.push(at);
                }
            }
        }
        field
    }

    /// Returns the regions that a piece sends clients to by itself.
    pub(super) fn regions<'a>(&'a self, piece: &'a Piece) -> BTreeSet<&'a str> {
        let region = |id: &EndpointId| self.endpoints.get(id)?.region.as_deref();
        let mut regions: BTreeSet<&str> = match piece {
            Piece::Member { member, .. } => {
                targets(member).iter().filter_map(endpoint).filter_map(region).collect()
            }
            Piece::Group { group, .. } => {
                group.endpoints.iter().filter_map(|weighted| region(&weighted.endpoint)).collect()
            }
            _ => BTreeSet::new(),
        };
        if let Piece::Group { group, .. } = piece
            && !group.endpoints.is_empty()
        {
            regions.insert(&group.region);
        }
        regions
    }
}

/// Returns a name with its labels from the top down: `com.example.api.`.
pub(super) fn downwards(name: &str) -> String {
    name.rsplit('.').fold(String::new(), |text, label| text + label + ".")
}

/// Returns the addresses where something else stands after than before.
fn replaced(plan: &Plan) -> BTreeSet<Address> {
    let replaced = plan.changes.iter().filter(|change| change.action == Action::Replace);
    replaced.map(|change| change.address.clone()).collect()
}
