//! Steps as the scheduler sees them: what they wait for, and who waits for them.

use tandem_core::step::NeededBy;
use tandem_core::{Step, StepId};

use super::unit::UnitId;

/// How far a step is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Status {
    /// It comes after steps that are not done.
    Pending,
    /// It may run, as far as the order goes.
    Ready,
    /// It is being called, or waits for a status.
    Running,
    /// It is done, failed or skipped.
    Over,
}

/// One step.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) unit: UnitId,
    pub(super) status: Status,
    /// How many steps it still waits for.
    pub(super) unmet: u32,
    pub(super) dependants: Vec<StepId>,
    /// Whether a status that takes time holds up locks and dependants, if one must be waited for at all.
    pub(super) holds: bool,
    pub(super) deletes: bool,
    /// How many elements it adds to a call.
    pub(super) elements: u32,
}

/// Returns the nodes of steps; a step that names one that is not there does not wait for it.
pub(super) fn nodes(steps: &[Step]) -> Vec<Node> {
    let mut nodes: Vec<Node> = steps
        .iter()
        .map(|step| Node {
            unit: UnitId(0),
            status: Status::Pending,
            unmet: 0,
            dependants: Vec::new(),
            holds: step.wait.as_ref().is_none_or(|wait| wait.needed_by == NeededBy::Dependants),
            elements: step.batch.as_ref().map_or(1, |batch| batch.elements),
            deletes: step.items.first().is_some_and(|item| item.effect == tandem_core::step::Effect::Delete),
        })
        .collect();
    for step in steps {
        for before in &step.after {
            if let Some(node) = nodes.get_mut(before.0 as usize) {
                node.dependants.push(step.id);
                nodes[step.id.0 as usize].unmet += 1;
            }
        }
    }
    nodes
}
