//! What a question for a name can lead to, in any mixture of before and after.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::piece::{Piece, targets};
use super::slot::{Field, downwards};
use crate::model::{About, CheckRef, Name, Target, Watch};

/// The types of record that a client follows.
const TYPES: [&str; 3] = ["A", "AAAA", "CNAME"];

/// A walk over slots.
struct Walk<'w, 'a> {
    field: &'a Field,
    /// What stands in a slot as far as the walk goes.
    pieces: &'w dyn Fn(usize) -> Vec<&'a Piece>,
    seen: BTreeSet<usize>,
    asked: BTreeSet<String>,
    open: Vec<usize>,
}

/// Returns the slots that a question for a name can lead to, whatever is done of the plan.
pub(super) fn reach(field: &Field, name: &str) -> BTreeSet<usize> {
    reach_by(field, name, &|slot| {
        let slot = &field.slots[slot];
        slot.before.iter().chain(&slot.after).collect()
    })
}

/// Returns the slots that a question for a name leads to, where slots hold these pieces.
pub(super) fn reach_by<'a>(
    field: &'a Field,
    name: &str,
    pieces: &dyn Fn(usize) -> Vec<&'a Piece>,
) -> BTreeSet<usize> {
    let mut walk = Walk { field, pieces, seen: BTreeSet::new(), asked: BTreeSet::new(), open: Vec::new() };
    walk.ask(name);
    while let Some(slot) = walk.open.pop() {
        for piece in (walk.pieces)(slot) {
            walk.follow(&field.slots[slot].address, piece);
        }
    }
    walk.seen
}

impl Walk<'_, '_> {
    fn add(&mut self, slots: &[usize]) {
        for slot in slots {
            if !(self.pieces)(*slot).is_empty() && self.seen.insert(*slot) {
                self.open.push(*slot);
            }
        }
    }

    fn at(&mut self, address: &Address) {
        if let Some(slot) = self.field.by_address.get(address) {
            self.add(&[*slot]);
        }
    }

    fn records(&mut self, name: &Name) {
        if let Some(slots) = self.field.by_name.get(name) {
            self.add(slots);
        }
    }

    /// Everything that decides what a question for a name finds.
    fn ask(&mut self, name: &str) {
        if !self.asked.insert(name.to_owned()) {
            return;
        }
        let field = self.field;
        TYPES.iter().for_each(|record| self.records(&Name::new(name, record)));
        let mut below = name;
        for above in std::iter::successors(Some(name), |name| Some(name.split_once('.')?.1)) {
            if let Some(zones) = field.zones.get(above) {
                self.add(zones);
            }
            let wildcards = TYPES.map(|record| Name::new(&format!("*.{above}"), record));
            let found: Vec<&Name> =
                wildcards.iter().filter(|name| field.by_name.contains_key(name)).collect();
            if !found.is_empty() && above != name {
                found.into_iter().for_each(|name| self.records(name));
                // A wildcard answers only where nothing exists on the way down to the name.
                let branch = downwards(below);
                let beside = field.downwards.range(branch.clone()..);
                for (_, slots) in beside.take_while(|(other, _)| other.starts_with(&branch)) {
                    self.add(slots);
                }
            }
            below = above;
        }
    }

    fn follow(&mut self, address: &Address, piece: &Piece) {
        match piece {
            Piece::Zone(_) | Piece::Group { .. } => (),
            Piece::Accelerator(_) | Piece::Listener { .. } => {
                if let Some(children) = self.field.children.get(address) {
                    self.add(children);
                }
            }
            Piece::Member { member, .. } => {
                member.check.iter().for_each(|check| self.check(check));
                targets(member).iter().for_each(|target| self.target(target));
            }
            Piece::Check(check) => match &check.watch {
                Watch::Endpoint(probe) => self.target(&probe.target),
                Watch::Calculated { children, .. } => children.iter().for_each(|child| self.check(child)),
                Watch::Alarm { declared, .. } => declared.iter().for_each(|alarm| self.at(alarm)),
                Watch::Control(_) => (),
            },
            Piece::Alarm(alarm) => {
                if let About::Check(check) = &alarm.about {
                    self.at(check);
                }
            }
        }
    }

    fn check(&mut self, check: &CheckRef) {
        if let CheckRef::Declared(address) = check {
            self.at(address);
        }
    }

    fn target(&mut self, target: &Target) {
        match target {
            Target::Records(name) => self.records(name),
            Target::Name(name) => self.ask(name),
            Target::Accelerator(address) => self.at(address),
            Target::Endpoint(_) => (),
        }
    }
}
