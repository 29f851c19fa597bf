//! Steps from outside that must be one call, such as the two sides of a failover pair that change places.

use std::collections::BTreeSet;

use tandem_core::step::Effect;
use tandem_core::{Step, StepId};

use crate::Plan;
use crate::constrain::knot;
use crate::without::renumbered;

/// Makes one step of several that one call can carry; returns false, and leaves the plan as it is, if none can.
///
/// They must be of one batch key, call and region, fit into one call, and not wait for each other. The other steps may
/// get other numbers.
pub fn join(plan: &mut Plan, together: &[StepId]) -> bool {
    let members: BTreeSet<StepId> = together.iter().copied().collect();
    let mut steps = plan.steps.clone();
    let Some((target, others)) =
        members.iter().collect::<Vec<_>>().split_first().map(|(a, b)| (**a, b.to_vec()))
    else {
        return false;
    };
    let Some(mut joined) = steps.get(target.0 as usize).cloned() else { return false };
    for other in &others {
        let Some(other) = steps.get(other.0 as usize) else { return false };
        if !absorb(&mut joined, other) {
            return false;
        }
    }
    joined.items.sort_by_key(|item| item.effect != Effect::Delete);
    joined.after.retain(|before| !members.contains(before));
    joined.after.sort();
    joined.after.dedup();
    for step in &mut steps {
        let waits = step.after.iter().any(|before| members.contains(before));
        step.after.retain(|before| !members.contains(before));
        if waits {
            step.after.push(target);
            step.after.sort();
        }
    }
    steps[target.0 as usize] = joined;
    steps.retain(|step| step.id == target || !members.contains(&step.id));
    let steps = renumbered(steps);
    if knot(&steps).is_some() {
        return false;
    }
    plan.steps = steps;
    true
}

/// Takes another step into one, if one call can carry both.
fn absorb(step: &mut Step, other: &Step) -> bool {
    let (Some(batch), Some(more)) = (step.batch.as_mut(), other.batch.as_ref()) else { return false };
    batch.elements += more.elements;
    batch.characters += more.characters;
    let fits = batch.elements <= batch.max_elements && batch.characters <= batch.max_characters;
    let one_call = batch.key == more.key
        && (&step.call, &step.region, &step.account) == (&other.call, &other.region, &other.account);
    step.items.extend(other.items.iter().cloned());
    step.after.extend(&other.after);
    for (names, more) in [(&mut step.locks, &other.locks), (&mut step.buckets, &other.buckets)] {
        names.extend(more.iter().cloned());
        names.sort();
        names.dedup();
    }
    step.wait = step.wait.take().or_else(|| other.wait.clone());
    fits && one_call
}
