//! The plan that deletes what late requests made, at the end of the run that saw it.

use tandem_core::argument::Arguments;
use tandem_core::step::Item;
use tandem_core::{Action, Change, Draft, Object, State, Step, StepId};
use tandem_plan::Plan;

use crate::Edge;

/// Returns the plan that deletes some objects, what belongs to another of them first.
pub(crate) fn deletion(edge: &Edge, state: &State, objects: &[Object], seen: u64) -> Plan {
    let mut plan = Plan { seen, ..Plan::default() };
    let mut left: Vec<(&Object, Option<Object>)> =
        objects.iter().map(|object| (object, parent(state, object))).collect();
    let mut lasts: Vec<(String, StepId)> = Vec::new();
    while !left.is_empty() {
        let holds = |id: &str| left.iter().any(|(_, within)| within.as_ref().is_some_and(|it| it.id == id));
        // Nothing belongs to itself, not even through others; if it were said to, the order would not matter.
        let at = left.iter().position(|(object, _)| !holds(&object.id)).unwrap_or(0);
        let (object, within) = left.remove(at);
        let first: Vec<StepId> =
            lasts.iter().filter(|(id, _)| *id == object.id).map(|(_, step)| *step).collect();
        if let Some(last) = add(edge, &mut plan, object, within.as_ref(), first) {
            lasts.extend(within.map(|within| (within.id, last)));
        }
    }
    plan
}

/// Returns what an object is addressed through: as it was when it was made, or else as it is remembered.
fn parent(state: &State, object: &Object) -> Option<Object> {
    let doubt = state.doubts.iter().find(|doubt| doubt.item.token == object.incarnation);
    let made_in = doubt.and_then(|doubt| doubt.item.parent.clone());
    made_in.or_else(|| state.objects.get(object.parent.as_ref()?).cloned())
}

/// Adds the steps that delete one object, each after the one before; returns the last.
fn add(
    edge: &Edge,
    plan: &mut Plan,
    object: &Object,
    within: Option<&Object>,
    mut after: Vec<StepId>,
) -> Option<StepId> {
    let change = Change {
        address: object.address.clone(),
        action: Action::Delete,
        prior: Some(object.clone()),
        desired: Arguments::new(),
        parent: object.parent.clone(),
        differences: Vec::new(),
        dependencies: object.dependencies.clone(),
        protect: false,
        reasons: Vec::new(),
        place: String::new(),
    };
    let mut last = None;
    for draft in edge.provider.expand(&change) {
        let id = StepId(u32::try_from(plan.steps.len()).unwrap_or(u32::MAX));
        plan.steps.push(step(id, draft, object, within, std::mem::replace(&mut after, vec![id])));
        last = Some(id);
    }
    last
}

fn step(id: StepId, draft: Draft, object: &Object, within: Option<&Object>, after: Vec<StepId>) -> Step {
    Step {
        id,
        items: vec![Item {
            address: object.address.clone(),
            operation: draft.operation,
            effect: draft.effect,
            arguments: Arguments::new(),
            prior: Some(object.clone()),
            parent: object.parent.clone(),
            within: within.cloned(),
            dependencies: object.dependencies.clone(),
            protect: false,
            place: String::new(),
        }],
        after,
        call: draft.call,
        region: draft.region,
        account: object.account.clone(),
        class: draft.class,
        locks: draft.locks,
        buckets: draft.buckets,
        batch: draft.batch,
        wait: draft.wait,
    }
}
