//! How long steps take, when they could start at the earliest, and how long the way from them to the end is.

use std::collections::VecDeque;

use tandem_core::step::NeededBy;
use tandem_core::{Step, StepId};

/// How long a call is taken to last, in milliseconds: what control planes usually need, and the same for every call,
/// so that steps at the same depth become ready together.
pub(super) const CALL_MS: u64 = 500;

/// Returns how long the dependants of a step wait after it may start, in milliseconds.
fn until_dependants(step: &Step) -> u64 {
    let holds = step.wait.as_ref().filter(|wait| wait.needed_by == NeededBy::Dependants);
    CALL_MS + holds.map_or(0, |wait| u64::from(wait.typical) * 1000)
}

/// Returns how long a step takes until nothing of it is open, in milliseconds.
pub(super) fn until_settled(step: &Step) -> u64 {
    CALL_MS + step.wait.as_ref().map_or(0, |wait| u64::from(wait.typical) * 1000)
}

/// Returns when each step could start if nothing but the order held it back, in milliseconds.
pub(super) fn earliest(steps: &[Step]) -> Vec<u64> {
    let mut starts = vec![0; steps.len()];
    for at in order(steps) {
        let before = steps[at].after.iter().filter_map(|before| steps.get(before.0 as usize));
        let start = before.map(|step| starts[step.id.0 as usize] + until_dependants(step)).max();
        starts[at] = start.unwrap_or(0);
    }
    starts
}

/// Returns how long the longest way from the start of each step to the end of the plan is, in milliseconds.
pub(super) fn remaining(steps: &[Step]) -> Vec<u64> {
    let mut remaining: Vec<u64> = steps.iter().map(until_settled).collect();
    for at in order(steps).into_iter().rev() {
        for before in &steps[at].after {
            if let Some(step) = steps.get(before.0 as usize) {
                let through = until_dependants(step) + remaining[at];
                remaining[before.0 as usize] = remaining[before.0 as usize].max(through);
            }
        }
    }
    remaining
}

/// Returns the indexes of steps, each after those it names; those in a cycle are left out.
fn order(steps: &[Step]) -> Vec<usize> {
    let mut unmet = vec![0_u32; steps.len()];
    let mut dependants: Vec<Vec<StepId>> = vec![Vec::new(); steps.len()];
    for step in steps {
        for before in step.after.iter().filter(|before| (before.0 as usize) < steps.len()) {
            unmet[step.id.0 as usize] += 1;
            dependants[before.0 as usize].push(step.id);
        }
    }
    let mut queue: VecDeque<usize> = (0..steps.len()).filter(|at| unmet[*at] == 0).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(at) = queue.pop_front() {
        order.push(at);
        for next in &dependants[at] {
            unmet[next.0 as usize] -= 1;
            if unmet[next.0 as usize] == 0 {
                queue.push_back(next.0 as usize);
            }
        }
    }
    order
}
