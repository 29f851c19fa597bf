//! From changes to steps: what every change calls, what must be one call, and in which order.

mod atomic;
mod chain;
mod edges;
mod names;
mod order;

use std::collections::HashMap;

use tandem_core::{Address, Change, Diagnostics, Provider, Step, StepId};

use crate::Graph;

use chain::{Chains, Proto};

/// Returns the steps of some changes in an order that works, and why there is none if there is none.
///
/// `graph` is absent where everything is deleted; `known` says which look-ups need no step.
pub(crate) fn steps(
    changes: &[Change],
    graph: Option<&Graph>,
    known: &dyn Fn(&Address) -> bool,
    provider: &dyn Provider,
) -> (Vec<Step>, Diagnostics) {
    let mut chains = chain::chains(changes, graph, known, provider);
    let mut edges = edges::edges(changes, graph, &chains);
    edges.extend(names::handed_on(changes, &chains, provider.registry()));
    let merged = atomic::merge(changes, &mut chains, provider);
    for edge in &mut edges {
        edge.first = merged[edge.first];
        edge.then = merged[edge.then];
    }
    edges.retain(|edge| edge.first != edge.then);
    match order::order(&chains.protos, &merged, edges) {
        Ok(order) => (number(chains, &order), Diagnostics::new()),
        Err(diagnostic) => (Vec::new(), Diagnostics::from_iter([*diagnostic])),
    }
}

/// Returns the steps numbered in their order.
fn number(chains: Chains, order: &order::Order) -> Vec<Step> {
    let ids: HashMap<usize, StepId> =
        order.protos.iter().enumerate().map(|(id, proto)| (*proto, StepId(id as u32))).collect();
    let mut protos: Vec<Option<Proto>> = chains.protos.into_iter().map(Some).collect();
    let mut steps = Vec::with_capacity(order.protos.len());
    for (id, proto) in order.protos.iter().enumerate() {
        let Some(proto) = protos[*proto].take() else { continue };
        let mut after: Vec<StepId> = order.after[id].iter().map(|before| ids[before]).collect();
        after.sort();
        after.dedup();
        steps.push(proto.step(StepId(id as u32), after));
    }
    steps
}
