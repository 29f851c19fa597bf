//! Order from outside, such as the one in which traffic is moved safely.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use tandem_core::step::NeededBy;
use tandem_core::{Diagnostic, Diagnostics, Step, StepId};

use crate::Plan;

/// One step that must be done before another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Constraint {
    /// The step that comes first.
    pub first: StepId,
    /// The step that comes after.
    pub then: StepId,
}

/// Adds order from outside to a plan; if the order it has says otherwise, the plan stays as it is.
///
/// What comes first is done only once its effect is there: a status that takes time and that only the end of the run
/// waits for otherwise (`DEPLOYED`, `INSYNC`) is waited for.
pub fn constrain(plan: &mut Plan, constraints: &[Constraint]) -> Diagnostics {
    let mut steps = plan.steps.clone();
    for Constraint { first, then } in constraints {
        let known = (first.0 as usize) < steps.len() && first != then;
        if let Some(step) = steps.get_mut(then.0 as usize).filter(|_| known) {
            step.after.push(*first);
            step.after.sort();
            step.after.dedup();
            if let Some(wait) = steps[first.0 as usize].wait.as_mut() {
                wait.needed_by = NeededBy::Dependants;
            }
        }
    }
    let Some(knot) = knot(&steps) else {
        plan.steps = steps;
        return Diagnostics::new();
    };
    let names = knot.iter().flat_map(|step| &step.items).map(|item| format!("`{}`", item.address));
    let names = names.collect::<Vec<_>>().join(", ");
    let message = format!("the safe order contradicts the order of the plan for {names}");
    Diagnostics::from_iter([Diagnostic::error("plan::constraint", message)
        .note("the plan is as it was")
        .hint("make these changes in two goes")])
}

/// Returns steps that wait for each other, if some do.
pub(crate) fn knot(steps: &[Step]) -> Option<Vec<&Step>> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(steps.len(), steps.len());
    for _ in steps {
        graph.add_node(());
    }
    for step in steps {
        for before in step.after.iter().filter(|before| (before.0 as usize) < steps.len()) {
            graph.add_edge(NodeIndex::new(before.0 as usize), NodeIndex::new(step.id.0 as usize), ());
        }
    }
    let mut component = kosaraju_scc(&graph).into_iter().find(|component| component.len() > 1)?;
    component.sort();
    Some(component.into_iter().filter_map(|node| steps.get(node.index())).collect())
}
