//! A scene: everything that decides whether one name is served, and the atoms that change it.

use std::collections::{BTreeMap, BTreeSet};

use super::piece::{Piece, assemble};
use super::promise::{Case, Circumstances, Promise};
use super::reach::{reach, reach_by};
use super::search::Set;
use super::slot::{Field, Slot};
use crate::assume::Assumptions;
use crate::client::{Place, candidates};
use crate::model::{Model, Policy};

/// Everything that decides whether one name is served.
pub(super) struct Scene<'a> {
    field: &'a Field,
    assumptions: &'a Assumptions,
    name: &'a str,
    /// The atoms, by their number in the plan.
    pub(super) atoms: Vec<usize>,
    circumstances: Circumstances,
    owed: Promise,
    /// What was found for what the name leads to: slots, and whether each has turned.
    memo: BTreeMap<Vec<(usize, bool)>, Option<Case>>,
}

/// The places of clients, by what tells them apart.
#[derive(Default)]
pub(super) struct Places(BTreeMap<Vec<String>, Vec<Place>>);

impl<'a> Scene<'a> {
    /// Returns the scene of a name; nothing if fewer than two atoms change it, because then every prefix is as it is
    /// before or after, or if nothing is promised both before and after.
    pub(super) fn of(
        field: &'a Field,
        name: &'a str,
        assumptions: &'a Assumptions,
        places: &mut Places,
    ) -> Option<Scene<'a>> {
        let slots = reach(field, name);
        let atoms: BTreeSet<usize> = slots.iter().filter_map(|slot| field.slots[*slot].turned_by()).collect();
        if atoms.len() < 2 {
            return None;
        }
        let circumstances = Circumstances::of(&regions(field, &slots), places.of(field, &slots));
        let owed = Promise::nothing(&circumstances);
        let mut scene = Scene {
            field,
            assumptions,
            name,
            atoms: atoms.into_iter().collect(),
            circumstances,
            owed,
            memo: BTreeMap::new(),
        };
        let before = scene.promise(&scene.key(&|_| false));
        scene.owed = before.and(&scene.promise(&scene.key(&|_| true)));
        (!scene.owed.is_empty()).then_some(scene)
    }

    /// Returns the first promise that is not kept once some of the atoms are done.
    pub(super) fn broken(&mut self, done: Set) -> Option<Case> {
        let atoms = self.atoms.clone();
        let bit = |atom: usize| atoms.binary_search(&atom).is_ok_and(|at| done & (1 << at) != 0);
        self.broken_by(&bit)
    }

    /// Returns the first promise that is not kept once these atoms of the plan are done.
    pub(super) fn broken_by(&mut self, done: &dyn Fn(usize) -> bool) -> Option<Case> {
        let key = self.key(done);
        if let Some(case) = self.memo.get(&key) {
            return case.clone();
        }
        let kept = self.promise(&key);
        let case = self.owed.broken(&kept, self.circumstances.places.len());
        self.memo.insert(key, case.clone());
        case
    }

    /// Returns the record sets that an atom changes, in words; atoms are counted within the scene.
    pub(super) fn record_sets(&self, atom: usize) -> BTreeSet<String> {
        let atom = self.atoms.get(atom).copied();
        let turned = self.field.slots.iter().filter(|slot| slot.atom.is_some() && slot.atom == atom);
        let pieces = turned.flat_map(|slot| slot.before.iter().chain(&slot.after));
        let name = |piece: &Piece| match piece {
            Piece::Member { name, .. } => Some(name.to_string()),
            _ => None,
        };
        pieces.filter_map(name).collect()
    }

    /// Returns how many models were asked.
    pub(super) fn asked(&self) -> usize {
        self.memo.len()
    }

    /// Returns what fails in a case, if anything does, and where the client is.
    pub(super) fn tell(&self, case: &Case) -> (Option<String>, String) {
        let failure = self.circumstances.failures.get(case.failure).and_then(Option::as_ref);
        let place = self.circumstances.places.get(case.place);
        (failure.map(ToString::to_string), place.map(|place| place.label.clone()).unwrap_or_default())
    }

    /// Returns the slots that the name leads to, and whether each has turned.
    fn key(&self, done: &dyn Fn(usize) -> bool) -> Vec<(usize, bool)> {
        let turned = |slot: usize| self.field.slots[slot].turned_by().is_none_or(done);
        let pieces = |slot: usize| self.piece((slot, turned(slot))).into_iter().collect();
        reach_by(self.field, self.name, &pieces).into_iter().map(|slot| (slot, turned(slot))).collect()
    }

    fn piece(&self, (slot, turned): (usize, bool)) -> Option<&'a Piece> {
        let slot = &self.field.slots[slot];
        if turned { slot.after.as_ref() } else { slot.before.as_ref() }
    }

    fn promise(&self, key: &[(usize, bool)]) -> Promise {
        let [before, after] = demanded(self.field, key);
        let promise = self.promise_through(key, &before);
        if before == after { promise } else { promise.or(&self.promise_through(key, &after)) }
    }

    /// Returns what is promised to those who come through these listeners; what is missing of them takes nobody.
    fn promise_through(&self, key: &[(usize, bool)], listeners: &BTreeSet<usize>) -> Promise {
        let mut present: Vec<(usize, &Piece)> =
            key.iter().filter_map(|at| Some((at.0, self.piece(*at)?))).collect();
        present.retain(|(slot, piece)| !matches!(piece, Piece::Listener { .. }) || listeners.contains(slot));
        let missing = listeners.iter().filter(|slot| present.iter().all(|(other, _)| other != *slot));
        let missing: Vec<(usize, &Piece)> = missing
            .filter_map(|slot| {
                let stands = &self.field.slots[*slot];
                Some((*slot, stands.before.as_ref().or(stands.after.as_ref())?))
            })
            .collect();
        present.extend(missing);
        let pieces = present.iter().map(|(slot, piece)| (&self.field.slots[*slot].address, *piece));
        let mut model = assemble(pieces);
        for id in present.iter().flat_map(|(_, piece)| piece.endpoints()) {
            if let Some(endpoint) = self.field.endpoints.get(id) {
                model.endpoints.insert(id.clone(), endpoint.clone());
            }
        }
        self.circumstances.promise(&model, self.name, self.assumptions)
    }
}

/// Returns the listeners through which clients come: those that an accelerator has before and after; if it has none of
/// these, or is there only before or after, either those that it has before or those that it has after. The clients of
/// another port are others.
fn demanded(field: &Field, key: &[(usize, bool)]) -> [BTreeSet<usize>; 2] {
    let [mut before, mut after] = [BTreeSet::new(), BTreeSet::new()];
    for (slot, _) in key {
        let slot = &field.slots[*slot];
        if !slot.before.iter().chain(&slot.after).any(|piece| matches!(piece, Piece::Accelerator(_))) {
            continue;
        }
        let children = field.children.get(&slot.address).map_or(&[][..], Vec::as_slice);
        let of = |wanted: fn(&Slot) -> bool| -> BTreeSet<usize> {
            children.iter().copied().filter(|child| wanted(&field.slots[*child])).collect()
        };
        let both = of(|slot| slot.before.is_some() && slot.after.is_some());
        if both.is_empty() {
            before.extend(of(|slot| slot.before.is_some()));
            after.extend(of(|slot| slot.after.is_some()));
        } else {
            before.extend(&both);
            after.extend(both);
        }
    }
    [before, after]
}

/// Returns the regions and services that serve, before or after.
fn regions(field: &Field, slots: &BTreeSet<usize>) -> BTreeSet<(String, String)> {
    let pieces =
        slots.iter().flat_map(|slot| field.slots[*slot].before.iter().chain(&field.slots[*slot].after));
    let endpoints = pieces.flat_map(Piece::endpoints).filter_map(|id| field.endpoints.get(id));
    let place =
        |endpoint: &crate::model::Endpoint| Some((endpoint.region.clone()?, endpoint.service.clone()));
    endpoints.filter_map(place).collect()
}

impl Places {
    /// Returns the places that anything before or after tells apart.
    fn of(&mut self, field: &Field, slots: &BTreeSet<usize>) -> Vec<Place> {
        let mut key = BTreeSet::new();
        let mut model = Model::default();
        for slot in slots.iter().map(|slot| &field.slots[*slot]) {
            for piece in slot.before.iter().chain(&slot.after) {
                let Piece::Member { name, member } = piece else { continue };
                if matches!(member.policy, Policy::Geolocation(_) | Policy::Cidr { .. }) {
                    key.insert(format!("{:?}", member.policy));
                    model.names.entry(name.clone()).or_default().push(member.clone());
                }
            }
        }
        self.0.entry(key.into_iter().collect()).or_insert_with(|| candidates(&model)).clone()
    }
}
