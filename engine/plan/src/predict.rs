//! What an apply will call, and how long it will take: a dry run of the same scheduler.

use std::collections::BTreeMap;

use crate::scheduler::{Run, simulate};
use crate::{Limits, Plan, Scheduler};

/// What an apply will call, and how long it will take.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prediction {
    /// The changing calls by name: `route53:ChangeResourceRecordSets`. Reading calls are not counted.
    pub calls: BTreeMap<String, u64>,
    /// How long it will take, in seconds, statuses that take time included.
    pub seconds: u64,
}

/// Returns what an apply of a plan within some limits will call, if nothing fails, and how long it will take.
pub fn predict(plan: &Plan, limits: &Limits) -> Prediction {
    let Run { dispatches, end } = simulate(Scheduler::new(&plan.steps, limits), &plan.steps);
    let mut calls = BTreeMap::new();
    for step in dispatches.iter().filter_map(|dispatch| plan.steps.get(dispatch.first()?.0 as usize)) {
        if !step.call.is_empty() {
            *calls.entry(step.call.clone()).or_default() += 1;
        }
    }
    Prediction { calls, seconds: end.div_ceil(1000) }
}
