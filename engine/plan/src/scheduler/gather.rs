//! Which steps of one batch key go together.
//!
//! Candidates are those that could start at the same moment if only the order counted. A call that is not full waits
//! for the next one of its key if that comes soon and does not need it: a record whose health check takes one call
//! more goes with the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tandem_core::{Step, StepId};

use super::estimate::{self, CALL_MS};

/// How long a call that is not full is put off for the next one of its key: two calls, which a change that takes half
/// a minute to spread does not feel.
const SOON_MS: u64 = 2 * CALL_MS;

/// What steps must share to go together: key, call, region, account.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Steps of one call.
#[derive(Default)]
struct Call {
    steps: Vec<StepId>,
    /// When the first and the last of them could start.
    first: u64,
    last: u64,
    elements: u64,
    characters: u64,
}

/// Returns every step once, with those it goes together with, within the limits of a batch.
pub(super) fn gather(steps: &[Step]) -> Vec<Vec<StepId>> {
    let starts = estimate::earliest(steps);
    let remaining = estimate::remaining(steps);
    let mut calls: Vec<Vec<StepId>> = Vec::new();
    let mut keys: BTreeMap<Key<'_>, Vec<&Step>> = BTreeMap::new();
    for step in steps {
        match &step.batch {
            None => calls.push(vec![step.id]),
            Some(batch) => {
                keys.entry((&batch.key, &step.call, &step.region, &step.account)).or_default().push(step);
            }
        }
    }
    let mut dependants = None;
    for mut group in keys.into_values() {
        let of = |step: &&Step| step.id.0 as usize;
        group.sort_by_key(|step| (starts[of(step)], Reverse(remaining[of(step)]), step.id));
        let mut packed: Vec<Call> = Vec::new();
        for call in pack(&group, &starts) {
            let dependants = dependants.get_or_insert_with(|| dependants_of(steps));
            match packed.last_mut() {
                Some(before) if call.joins(before, &group) && !needs(&call, before, dependants, &starts) => {
                    before.absorb(call);
                }
                _ => packed.push(call),
            }
        }
        calls.extend(packed.into_iter().map(|call| call.steps));
    }
    calls
}

/// Returns steps of one key, sorted by start, cut where another moment begins or a call is full.
fn pack(group: &[&Step], starts: &[u64]) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for step in group {
        let Some(batch) = &step.batch else { continue };
        let start = starts[step.id.0 as usize];
        let one = Call {
            steps: vec![step.id],
            first: start,
            last: start,
            elements: u64::from(batch.elements),
            characters: u64::from(batch.characters),
        };
        match calls.last_mut() {
            Some(call) if call.last == start && one.fits(call, step) => call.absorb(one),
            _ => calls.push(one),
        }
    }
    calls
}

impl Call {
    fn fits(&self, before: &Call, step: &Step) -> bool {
        step.batch.as_ref().is_some_and(|batch| {
            self.elements + before.elements <= u64::from(batch.max_elements)
                && self.characters + before.characters <= u64::from(batch.max_characters)
        })
    }

    fn joins(&self, before: &Call, group: &[&Step]) -> bool {
        self.last - before.first <= SOON_MS && group.first().is_some_and(|step| self.fits(before, step))
    }

    fn absorb(&mut self, mut other: Call) {
        self.steps.append(&mut other.steps);
        self.last = self.last.max(other.last);
        self.elements += other.elements;
        self.characters += other.characters;
    }
}

/// Returns whether a call needs one of its key before it, directly or through others.
fn needs(call: &Call, before: &Call, dependants: &[Vec<StepId>], starts: &[u64]) -> bool {
    let members: BTreeSet<StepId> = call.steps.iter().copied().collect();
    let mut seen = BTreeSet::new();
    let mut stack = before.steps.clone();
    while let Some(step) = stack.pop() {
        for next in &dependants[step.0 as usize] {
            if members.contains(next) {
                return true;
            }
            // What starts later than the call cannot be on the way to it.
            if starts[next.0 as usize] < call.last && seen.insert(*next) {
                stack.push(*next);
            }
        }
    }
    false
}

fn dependants_of(steps: &[Step]) -> Vec<Vec<StepId>> {
    let mut dependants = vec![Vec::new(); steps.len()];
    for step in steps {
        for before in step.after.iter().filter(|before| (before.0 as usize) < steps.len()) {
            dependants[before.0 as usize].push(step.id);
        }
    }
    dependants
}
