//! Plans that do without some regions: what can be done while a region's API does not answer, and what cannot.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tandem_core::{Address, Step, StepId};

use crate::Plan;

/// A resource that a plan leaves as it is, although something is to be done to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// The resource.
    pub address: Address,
    /// Why, for people: its own region, or the resource it needs.
    pub because: String,
}

/// Takes every step out of a plan that calls one of these regions, or needs a step that does.
///
/// A resource none of whose steps are left is no change any more; one of which some are left is both a change and left
/// out, and the next plan does the rest.
pub(crate) fn leave_out(plan: &mut Plan, regions: &BTreeSet<String>) {
    if regions.is_empty() {
        return;
    }
    let out = steps_out(&plan.steps, regions);
    let mut left: BTreeMap<Address, String> = BTreeMap::new();
    for (id, because) in &out {
        for item in plan.steps.get(id.0 as usize).into_iter().flat_map(|step| &step.items) {
            left.entry(item.address.clone()).or_insert_with(|| because.clone());
        }
    }
    let steps = std::mem::take(&mut plan.steps);
    plan.steps = renumbered(steps.into_iter().filter(|step| !out.contains_key(&step.id)).collect());
    let acted: BTreeSet<&Address> =
        plan.steps.iter().flat_map(|step| &step.items).map(|item| &item.address).collect();
    plan.changes.retain(|change| acted.contains(&change.address) || !left.contains_key(&change.address));
    plan.left_out = left.into_iter().map(|(address, because)| LeftOut { address, because }).collect();
}

/// Returns the steps that cannot be done, with the reason. Steps stand after those they need, so one pass is enough.
fn steps_out(steps: &[Step], regions: &BTreeSet<String>) -> BTreeMap<StepId, String> {
    let mut out: BTreeMap<StepId, String> = BTreeMap::new();
    for step in steps {
        let because = if regions.contains(&step.region) {
            Some(format!("its calls go to {}", step.region))
        } else {
            let needed = step.after.iter().find(|before| out.contains_key(before));
            needed.map(|before| because(steps, *before, &out))
        };
        if let Some(because) = because {
            out.insert(step.id, because);
        }
    }
    out
}

fn because(steps: &[Step], needed: StepId, out: &BTreeMap<StepId, String>) -> String {
    let item = steps.get(needed.0 as usize).and_then(|step| step.items.first());
    match item {
        Some(item) => format!("it comes after `{}`", item.address),
        None => out.get(&needed).cloned().unwrap_or_default(),
    }
}

/// Returns steps with their indexes as ids.
pub(crate) fn renumbered(mut steps: Vec<Step>) -> Vec<Step> {
    let ids: BTreeMap<StepId, StepId> =
        steps.iter().enumerate().map(|(at, step)| (step.id, StepId(at as u32))).collect();
    for step in &mut steps {
        step.id = ids[&step.id];
        step.after = step.after.iter().filter_map(|before| ids.get(before).copied()).collect();
    }
    steps
}
