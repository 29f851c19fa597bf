//! Atoms: what turns at one moment as far as anybody can tell from outside.
//!
//! The steps of one half of a change are one atom, and so is everything that goes in one call. An atom may have turned
//! as soon as its first step is sent, and has certainly turned once its last step is done.

use std::collections::BTreeMap;

use tandem_core::step::{Effect, Item};
use tandem_core::{Action, Address, StepId};
use tandem_plan::{Plan, left_over};

/// Which half of a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Half {
    /// Something comes, or changes.
    Make,
    /// Something goes.
    Unmake,
}

/// What turns at one moment.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    /// Its first step.
    pub(super) first: StepId,
    /// Its last step.
    pub(super) last: StepId,
    /// What it does where: an address, and which half of its change.
    pub(super) turns: Vec<(Address, Half)>,
    /// What decides whether it goes first where that is open: what makes comes before what changes, that before what
    /// deletes.
    pub(super) rank: u8,
}

/// Every atom of a plan.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    pub(super) all: Vec<Atom>,
    by_turn: BTreeMap<(Address, Half), usize>,
}

impl Atoms {
    pub(super) fn of(&self, address: &Address, half: Half) -> Option<usize> {
        self.by_turn.get(&(address.clone(), half)).copied()
    }
}

/// Returns the atoms of a plan.
pub(super) fn atoms(plan: &Plan) -> Atoms {
    let mut halves: BTreeMap<(&Address, Half), Vec<usize>> = BTreeMap::new();
    let left: Vec<(&Address, &str)> = plan
        .changes
        .iter()
        .filter(|change| left_over(change))
        .filter_map(|change| Some((&change.address, change.prior.as_ref()?.id.as_str())))
        .collect();
    for (at, step) in plan.steps.iter().enumerate() {
        for item in step.items.iter().filter(|item| item.effect != Effect::Read) {
            let half = half(item);
            let id = item.prior.as_ref().map(|object| object.id.as_str());
            // What is left over from an earlier replacement serves nobody any more.
            if half == Half::Make
                || !left.iter().any(|(address, left)| **address == item.address && id == Some(left))
            {
                halves.entry((&item.address, half)).or_default().push(at);
            }
        }
    }
    join(plan, halves)
}

/// Returns which half of a change an item belongs to: those that delete have no arguments.
fn half(item: &Item) -> Half {
    if item.effect == Effect::Delete || (item.arguments.is_empty() && item.prior.is_some()) {
        Half::Unmake
    } else {
        Half::Make
    }
}

/// Makes one atom of halves that share a step.
fn join(plan: &Plan, halves: BTreeMap<(&Address, Half), Vec<usize>>) -> Atoms {
    let makes: BTreeMap<&Address, Action> =
        plan.changes.iter().map(|change| (&change.address, change.action)).collect();
    let mut owner: Vec<Option<usize>> = vec![None; plan.steps.len()];
    let mut atoms = Atoms::default();
    for ((address, half), steps) in halves {
        let (Some(first), Some(last)) = (steps.iter().min(), steps.iter().max()) else { continue };
        let (first, last) = (StepId(*first as u32), StepId(*last as u32));
        let rank = match (half, makes.get(address)) {
            (Half::Unmake, _) => 2,
            (Half::Make, Some(Action::Update)) => 1,
            (Half::Make, _) => 0,
        };
        let at = match steps.iter().find_map(|step| owner[*step]) {
            Some(at) => at,
            None => {
                atoms.all.push(Atom { first, last, turns: Vec::new(), rank });
                atoms.all.len() - 1
            }
        };
        steps.iter().for_each(|step| owner[*step] = Some(at));
        let atom = &mut atoms.all[at];
        if !atom.turns.is_empty() {
            // What goes and what comes in one call changes.
            atom.rank = 1;
        }
        atom.first = atom.first.min(first);
        atom.last = atom.last.max(last);
        atom.turns.push((address.clone(), half));
        atoms.by_turn.insert((address.clone(), half), at);
    }
    atoms
}
