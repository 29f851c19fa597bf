//! What is recorded before the first call: what was found, renamed and forgotten.

use tandem_core::journal::Record;
use tandem_core::{Action, Address, Object};
use tandem_plan::Plan;

use crate::Edge;
use crate::ledger::Ledger;

/// Records what the plan knows beyond its steps; nothing at all if there is nothing to do.
pub(super) fn prepare(edge: &Edge, plan: &Plan, ledger: &mut Ledger<'_>) {
    let nothing = plan.steps.is_empty() && plan.moved.is_empty();
    if nothing && found(plan, ledger).is_empty() && forgotten(plan, ledger).is_empty() {
        return;
    }
    begin(edge, plan, ledger);
    for (from, to) in &plan.moved {
        ledger.record(Record::Moved { from: from.clone(), to: to.clone() });
    }
    let objects = found(plan, ledger);
    if !objects.is_empty() {
        ledger.record(Record::Refreshed { objects });
    }
    for (address, id) in forgotten(plan, ledger) {
        ledger.record(Record::Forgotten { address, id });
    }
}

/// Returns what waited to be deleted and is gone.
fn forgotten(plan: &Plan, ledger: &Ledger<'_>) -> Vec<(Address, String)> {
    let gone = plan.changes.iter().filter(|change| change.action == Action::Forget);
    let gone = gone.filter_map(|change| change.prior.as_ref()).filter(|prior| !is_current(prior, ledger));
    gone.map(|prior| (prior.address.clone(), prior.id.clone())).collect()
}

/// Returns whether an object is the one that its resource has now; else it waits to be deleted.
fn is_current(object: &Object, ledger: &Ledger<'_>) -> bool {
    ledger.state.objects.get(&object.address).is_some_and(|current| current.id == object.id)
}

/// Records that an apply begins, once.
pub(super) fn begin(edge: &Edge, plan: &Plan, ledger: &mut Ledger<'_>) {
    if !ledger.begin() {
        return;
    }
    let state = &ledger.state;
    let lineage = match state.lineage.as_str() {
        "" => tandem_core::rng::token(&*edge.rng),
        lineage => lineage.to_owned(),
    };
    let serial = state.serial;
    let (entry, account) = (plan.entry.clone(), plan.account.clone());
    let (epoch, at, key) = (ledger.epoch(), edge.clock.now(), state.key.clone());
    ledger.record(Record::Begin { lineage, serial, entry, account, epoch, at, key });
}

/// Returns the objects that are otherwise than remembered; `None` where one is gone.
fn found(plan: &Plan, ledger: &Ledger<'_>) -> Vec<(Address, Option<Object>)> {
    let state = &ledger.state;
    let mut objects: Vec<(Address, Option<Object>)> = Vec::new();
    for object in &plan.recorded {
        objects.push((object.address.clone(), Some(object.clone())));
    }
    for change in &plan.changes {
        // Objects that this stack never made, such as other records of a zone it claims, are not remembered either.
        let Some(current) = state.objects.get(&change.address) else { continue };
        match (&change.prior, change.action) {
            (Some(prior), Action::Forget) if !is_current(prior, ledger) => (),
            (_, Action::Forget) | (None, Action::Create) => objects.push((change.address.clone(), None)),
            (Some(prior), action) if action.writes() && prior != current => {
                objects.push((change.address.clone(), Some(prior.clone())));
            }
            _ => (),
        }
    }
    objects
}
