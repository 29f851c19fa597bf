//! An order that works: weaker rules give way where rules contradict each other.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use tandem_core::Diagnostic;

use super::chain::Proto;
use super::edges::{Edge, Strength};

/// The steps that are left after merging, in an order that works.
pub(super) struct Order {
    /// Indexes of steps before numbering.
    pub(super) protos: Vec<usize>,
    /// For each of them, those directly before it.
    pub(super) after: Vec<Vec<usize>>,
}

/// Returns an order that works, or why there is none.
pub(super) fn order(
    protos: &[Proto],
    into: &[usize],
    mut edges: Vec<Edge>,
) -> Result<Order, Box<Diagnostic>> {
    for weakest in [Strength::Prudent, Strength::Usual] {
        let components = knots(protos.len(), &edges);
        if components.iter().all(Option::is_none) {
            break;
        }
        let inside =
            |edge: &Edge| components[edge.first].is_some() && components[edge.first] == components[edge.then];
        edges.retain(|edge| edge.strength > weakest || !inside(edge));
    }
    let components = knots(protos.len(), &edges);
    if let Some(knot) = components.iter().flatten().min() {
        let members = (0..protos.len()).filter(|at| components[*at] == Some(*knot));
        return Err(Box::new(contradiction(&members.map(|at| &protos[at]).collect::<Vec<_>>())));
    }
    Ok(sorted(into, &edges))
}

/// Returns for each step the cycle it is part of, if it is part of one.
fn knots(count: usize, edges: &[Edge]) -> Vec<Option<usize>> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(count, edges.len());
    for _ in 0..count {
        graph.add_node(());
    }
    for edge in edges {
        graph.add_edge(NodeIndex::new(edge.first), NodeIndex::new(edge.then), ());
    }
    let mut knots = vec![None; count];
    let components = kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1);
    for (knot, component) in components.enumerate() {
        for node in component {
            knots[node.index()] = Some(knot);
        }
    }
    knots
}

/// Sorts the steps that are left, those with the lower index first where the order leaves a choice.
fn sorted(into: &[usize], edges: &[Edge]) -> Order {
    let mut before: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); into.len()];
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); into.len()];
    for edge in edges {
        if before[edge.then].insert(edge.first) {
            behind[edge.first].push(edge.then);
        }
    }
    let left = (0..into.len()).filter(|at| into[*at] == *at);
    let mut ready: BinaryHeap<Reverse<usize>> =
        left.filter(|at| before[*at].is_empty()).map(Reverse).collect();
    let mut unmet: Vec<usize> = before.iter().map(BTreeSet::len).collect();
    let mut order = Order { protos: Vec::new(), after: Vec::new() };
    while let Some(Reverse(at)) = ready.pop() {
        order.protos.push(at);
        order.after.push(before[at].iter().copied().collect());
        for next in &behind[at] {
            unmet[*next] -= 1;
            if unmet[*next] == 0 {
                ready.push(Reverse(*next));
            }
        }
    }
    order
}

fn contradiction(knot: &[&Proto]) -> Diagnostic {
    let names: BTreeSet<String> =
        knot.iter().flat_map(|proto| &proto.items).map(|item| format!("`{}`", item.address)).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    if knot.iter().any(|proto| proto.items.len() > 1) {
        return Diagnostic::error("plan::order", format!("these changes wait for each other: {names}"))
            .note("some of them must be one call, and another needs one of them and is needed by one of them")
            .hint("make them in two goes: apply without the resource that is needed, then with it");
    }
    Diagnostic::error("plan::bug", format!("no order of steps works for {names}; this is a bug in Tandem"))
}
