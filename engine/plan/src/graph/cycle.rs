//! Cycles: each a diagnostic with a label for every edge, and then left out of the graph.

use std::collections::{BTreeSet, HashMap, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use tandem_core::count::count;
use tandem_core::{Diagnostic, Diagnostics, Topology};

use super::{Edge, Node, Why};

/// From how many addresses of one component the shortest cycle is searched; beyond, a short one is good enough.
const STARTS: usize = 32;

/// Reports one cycle, the shortest found, for every strongly connected component, and removes the edges inside it.
///
/// The component algorithm keeps its own stack: a chain of any length is no deeper for it than one link.
pub(super) fn cycles(inner: &mut DiGraph<Node, Edge>, topology: &Topology) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut inside: BTreeSet<EdgeIndex> = BTreeSet::new();
    for mut component in kosaraju_scc(&*inner) {
        component.sort();
        let members: BTreeSet<NodeIndex> = component.iter().copied().collect();
        let edges = component.iter().flat_map(|node| inner.edges(*node));
        let within: Vec<EdgeIndex> =
            edges.filter(|edge| members.contains(&edge.target())).map(|edge| edge.id()).collect();
        if within.is_empty() {
            continue;
        }
        let found = component.iter().take(STARTS).filter_map(|start| shortest(inner, *start, &members));
        if let Some(cycle) = found.min_by_key(Vec::len) {
            diagnostics.push(report(inner, &cycle, topology));
        }
        inside.extend(within);
    }
    // In one pass: removing edges one by one would renumber the others under our feet.
    inner.retain_edges(|_, edge| !inside.contains(&edge));
    diagnostics
}

/// Returns the edges of the shortest cycle through a node, in the direction of an apply.
fn shortest(
    inner: &DiGraph<Node, Edge>,
    start: NodeIndex,
    members: &BTreeSet<NodeIndex>,
) -> Option<Vec<EdgeIndex>> {
    let mut came: HashMap<NodeIndex, EdgeIndex> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut edges: Vec<_> = inner.edges(node).filter(|edge| members.contains(&edge.target())).collect();
        edges.sort_by_key(EdgeRef::target);
        for edge in edges {
            if edge.target() == start {
                return Some(walk_back(inner, start, edge.id(), &came));
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = came.entry(edge.target()) {
                entry.insert(edge.id());
                queue.push_back(edge.target());
            }
        }
    }
    None
}

fn walk_back(
    inner: &DiGraph<Node, Edge>,
    start: NodeIndex,
    last: EdgeIndex,
    came: &HashMap<NodeIndex, EdgeIndex>,
) -> Vec<EdgeIndex> {
    let mut edges = vec![last];
    let mut at = inner.edge_endpoints(last).map_or(start, |(from, _)| from);
    while let Some(edge) = came.get(&at).filter(|_| at != start) {
        edges.push(*edge);
        at = inner.edge_endpoints(*edge).map_or(start, |(from, _)| from);
    }
    edges
}

fn report(inner: &DiGraph<Node, Edge>, cycle: &[EdgeIndex], topology: &Topology) -> Diagnostic {
    let ends = cycle.iter().filter_map(|edge| {
        let (dependency, dependant) = inner.edge_endpoints(*edge)?;
        Some((&inner[dependant].address, &inner[dependency].address, &inner[*edge]))
    });
    let ends: Vec<_> = ends.collect();
    let message = match ends.as_slice() {
        [(address, _, _)] => format!("`{address}` needs itself"),
        _ => format!("{} need each other", count(ends.len(), "resource")),
    };
    let mut diagnostic = Diagnostic::error("graph::cycle", message);
    for (dependant, dependency, edge) in &ends {
        let text = match &edge.why {
            Why::Reference(path) => format!("`{path}` of `{dependant}` refers to `{dependency}`"),
            Why::After => format!("`{dependant}` is to come after `{dependency}`"),
            Why::Parent => format!("`{dependant}` belongs to `{dependency}`"),
        };
        diagnostic = diagnostic.label(edge.span, text);
    }
    if let Some(declaration) = ends.first().and_then(|(address, ..)| topology.declarations.get(*address)) {
        diagnostic = diagnostic.traced(&declaration.origin.trace);
    }
    diagnostic.hint("take one of these references, or one `after`, away")
}
