//! The prefixes of a plan: every set of steps with which all that comes before is done.

use std::collections::BTreeSet;

use tandem_core::Step;

use crate::dice::Dice;

/// How many prefixes are few enough to try them all.
const ALL: usize = 240;
/// In how many random orders a larger plan is carried out.
const ORDERS: usize = 10;

/// The prefixes of a plan.
pub struct Prefixes {
    /// The steps that are done, in an order in which they can be.
    pub sets: Vec<Vec<usize>>,
    /// Whether these are all.
    pub all: bool,
}

/// Returns the prefixes of a plan: all if they are few, else those of many random orders.
pub fn prefixes(steps: &[Step], dice: &mut Dice) -> Prefixes {
    let before: Vec<Vec<usize>> =
        steps.iter().map(|step| step.after.iter().map(|before| before.0 as usize).collect()).collect();
    match every(&before) {
        Some(sets) => Prefixes { sets, all: true },
        None => Prefixes { sets: some(&before, dice), all: false },
    }
}

fn every(before: &[Vec<usize>]) -> Option<Vec<Vec<usize>>> {
    let mut seen: BTreeSet<Vec<usize>> = BTreeSet::from([Vec::new()]);
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    let mut at = 0;
    while at < sets.len() {
        for next in ready(before, &sets[at].clone()) {
            let mut order = sets[at].clone();
            order.push(next);
            let mut set = order.clone();
            set.sort_unstable();
            if seen.insert(set) {
                sets.push(order);
            }
        }
        if sets.len() > ALL {
            return None;
        }
        at += 1;
    }
    Some(sets)
}

fn some(before: &[Vec<usize>], dice: &mut Dice) -> Vec<Vec<usize>> {
    let mut sets = vec![Vec::new()];
    let mut seen = BTreeSet::new();
    for _ in 0..ORDERS {
        let mut done = Vec::new();
        while done.len() < before.len() {
            let ready = ready(before, &done);
            assert!(!ready.is_empty(), "the steps wait for each other");
            done.push(dice.of(&ready));
            let mut set = done.clone();
            set.sort_unstable();
            if seen.insert(set) {
                sets.push(done.clone());
            }
        }
    }
    sets
}

fn ready(before: &[Vec<usize>], done: &[usize]) -> Vec<usize> {
    let is_done = |step: &usize| done.contains(step);
    (0..before.len()).filter(|step| !is_done(step) && before[*step].iter().all(&is_done)).collect()
}
