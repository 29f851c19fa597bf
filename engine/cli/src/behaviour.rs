//! What a plan changes for clients: what is in the cloud against what is declared, both as traffic sees them.

use tandem_core::{Registry, Topology};
use tandem_plan::Plan;
use tandem_traffic::compare::{Behaviour, compare};
use tandem_traffic::{Assumptions, Model, read, remembered};

/// Returns what a plan changes for clients; nothing for a plan that changes nothing, deletes everything, or makes the first
/// of everything: there is nothing to compare with.
pub(crate) fn behaviour(plan: &Plan, topology: &Topology, registry: &Registry) -> Option<Behaviour> {
    let first = || plan.changes.iter().all(|change| change.prior.is_none());
    if plan.destroy || plan.is_empty() || first() {
        return None;
    }
    let (before, _) = read(&remembered::before(plan, registry), registry);
    Some(compare(&before, &declared(plan, topology, registry), &Assumptions::default()))
}

/// Returns the model of what is declared, with what look-ups found for the plan.
pub(crate) fn declared(plan: &Plan, topology: &Topology, registry: &Registry) -> Model {
    let known = |(address, found)| topology.recorded.get(address) == Some(found);
    if plan.lookups.iter().all(known) {
        return read(topology, registry).0;
    }
    let mut recorded = topology.recorded.clone();
    recorded.extend(plan.lookups.clone());
    let (declarations, objectives) = (topology.declarations.clone(), topology.objectives.clone());
    read(&Topology { recorded, declarations, objectives, ..Topology::default() }, registry).0
}
