//! A scene: everything that decides whether one name is served, and the atoms that change it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

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
    /// Everything that the name can lead to.
    slots: Vec<usize>,
    circumstances: Circumstances,
    answers: Rc<RefCell<Answers>>,
}

/// What was found for scenes of one shape.
#[derive(Default)]
struct Answers {
    /// What is promised both before and after; absent until it is asked.
    owed: Option<Promise>,
    /// For what a name leads to (slots, counted within the scene, and whether each has turned) the promise that is not
    /// kept.
    broken: BTreeMap<Vec<(usize, bool)>, Option<Case>>,
}

/// What scenes have in common: equal ones are asked once.
#[derive(Default)]
pub(super) struct Common {
    /// The places of clients, by what tells them apart.
    places: BTreeMap<Vec<String>, Vec<Place>>,
    /// The answers, by the shape of the scene.
    shapes: BTreeMap<String, Rc<RefCell<Answers>>>,
}

impl Common {
    /// Returns how many models were asked.
    pub(super) fn asked(&self) -> usize {
        self.shapes.values().map(|answers| answers.borrow().broken.len() + 2).sum()
    }
}

impl<'a> Scene<'a> {
    /// Returns the scene of a name; nothing if fewer than two atoms change it, because then every prefix is as it is
    /// before or after, or if nothing is promised both before and after.
    pub(super) fn of(
        field: &'a Field,
        name: &'a str,
        assumptions: &'a Assumptions,
        common: &mut Common,
    ) -> Option<Scene<'a>> {
        let slots = reach(field, name);
        let atoms: BTreeSet<usize> = slots.iter().filter_map(|slot| field.slots[*slot].turned_by()).collect();
        if atoms.len() < 2 {
            return None;
        }
        let atoms: Vec<usize> = atoms.into_iter().collect();
        let circumstances = Circumstances::of(&regions(field, &slots), common.places(field, &slots));
        let slots: Vec<usize> = slots.into_iter().collect();
        let answers = Rc::clone(common.shapes.entry(shape(field, name, &slots, &atoms)).or_default());
        let scene = Scene { field, assumptions, name, atoms, slots, circumstances, answers };
        let owed = scene.answers.borrow().owed.clone();
        let owed = owed.unwrap_or_else(|| {
            let before = scene.promise(&scene.key(&|_| false));
            before.and(&scene.promise(&scene.key(&|_| true)))
        });
        let something = !owed.is_empty();
        scene.answers.borrow_mut().owed = Some(owed);
        something.then_some(scene)
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
        let within = |slot: usize| self.slots.binary_search(&slot).unwrap_or(usize::MAX);
        let shared: Vec<(usize, bool)> = key.iter().map(|(slot, turned)| (within(*slot), *turned)).collect();
        let mut answers = self.answers.borrow_mut();
        if let Some(case) = answers.broken.get(&shared) {
            return case.clone();
        }
        let kept = self.promise(&key);
        let case = answers.owed.as_ref().and_then(|owed| owed.broken(&kept, self.circumstances.places.len()));
        answers.broken.insert(shared, case.clone());
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

/// Returns a scene in words, with numbers for its addresses and a sign for the name: what has the same words has the
/// same answers. With wildcards it matters which name it is.
fn shape(field: &Field, name: &str, slots: &[usize], atoms: &[usize]) -> String {
    let mut text = String::new();
    let mut wildcards = false;
    for slot in slots.iter().map(|slot| &field.slots[*slot]) {
        let atom = slot.turned_by().map(|atom| atoms.binary_search(&atom));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:?} {:?} {:?} {atom:?}", slot.address, slot.before, slot.after);
        wildcards |= slot
            .before
            .iter()
            .chain(&slot.after)
            .any(|piece| matches!(piece, Piece::Member { name, .. } if name.name.starts_with("*.")));
    }
    if wildcards {
        return format!("{name}\n{text}");
    }
    let mut addresses: Vec<(usize, &str)> =
        slots.iter().map(|slot| field.slots[*slot].address.as_str()).enumerate().collect();
    addresses.sort_by_key(|(_, address)| std::cmp::Reverse(address.len()));
    for (at, address) in addresses {
        text = text.replace(address, &format!("#{at}"));
    }
    text.replace(name, "#name")
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

impl Common {
    /// Returns the places that anything before or after tells apart.
    fn places(&mut self, field: &Field, slots: &BTreeSet<usize>) -> Vec<Place> {
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
        self.places.entry(key.into_iter().collect()).or_insert_with(|| candidates(&model)).clone()
    }
}
