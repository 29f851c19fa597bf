//! From a topology to its graph.

use std::collections::{BTreeSet, HashMap};

use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use tandem_core::path::PathStep;
use tandem_core::suggestion::nearest;
use tandem_core::{Address, Argument, Declaration, Diagnostic, Diagnostics, Part, Path, Topology};

use super::cycle::cycles;
use super::{Edge, Graph, Node, Why};

/// Returns the dependency graph of a topology, and what is wrong with it: addresses that nobody declares, and cycles.
///
/// What is wrong is left out of the graph, so that whoever goes on to report more has one without cycles.
pub fn graph(topology: &Topology) -> (Graph, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut inner = DiGraph::with_capacity(topology.declarations.len(), topology.declarations.len());
    let mut index: HashMap<Address, NodeIndex> = HashMap::with_capacity(topology.declarations.len());
    for declaration in topology.declarations.values() {
        let node = Node { address: declaration.address.clone(), mode: declaration.mode };
        index.insert(declaration.address.clone(), inner.add_node(node));
    }
    for declaration in topology.declarations.values() {
        let mut linked = BTreeSet::new();
        for (to, edge) in links(declaration) {
            match index.get(&to) {
                None => diagnostics.push(undeclared(topology, declaration, &to, &edge)),
                Some(node) if linked.insert(*node) => {
                    inner.add_edge(*node, index[&declaration.address], edge);
                }
                Some(_) => (),
            }
        }
    }
    diagnostics.extend(cycles(&mut inner, topology));
    let order = toposort(&inner, None).unwrap_or_else(|_| {
        // Every edge inside a strongly connected component is gone, so that nothing is left to fail on.
        inner.node_indices().collect()
    });
    (Graph { inner, index, order }, diagnostics)
}

/// Returns what a declaration depends on with the reason, the most telling reason first.
fn links(declaration: &Declaration) -> Vec<(Address, Edge)> {
    let origin = &declaration.origin;
    let mut links = Vec::new();
    for (name, argument) in &declaration.arguments {
        let mut steps = vec![PathStep::Key(name.clone())];
        references(argument, &mut steps, &mut |path, address| {
            let span = origin.value(&path);
            links.push((address.clone(), Edge { why: Why::Reference(path), span }));
        });
    }
    for (at, address) in declaration.after.iter().enumerate() {
        let span = origin.value(&Path::attribute("after").index(at));
        links.push((address.clone(), Edge { why: Why::After, span }));
    }
    if let Some(parent) = &declaration.parent {
        links.push((parent.clone(), Edge { why: Why::Parent, span: origin.call }));
    }
    links
}

fn references(argument: &Argument, steps: &mut Vec<PathStep>, found: &mut impl FnMut(Path, &Address)) {
    match argument {
        Argument::Value(_) => (),
        Argument::Reference(reference) => found(Path(steps.clone()), &reference.address),
        Argument::Template(parts) => {
            for part in parts {
                if let Part::Reference(reference) = part {
                    found(Path(steps.clone()), &reference.address);
                }
            }
        }
        Argument::List(items) => {
            for (at, item) in items.iter().enumerate() {
                steps.push(PathStep::Index(at));
                references(item, steps, found);
                steps.pop();
            }
        }
        Argument::Map(entries) => {
            for (key, entry) in entries {
                steps.push(PathStep::Key(key.clone()));
                references(entry, steps, found);
                steps.pop();
            }
        }
    }
}

fn undeclared(topology: &Topology, declaration: &Declaration, to: &Address, edge: &Edge) -> Diagnostic {
    let names = topology.declarations.keys().map(Address::as_str);
    let diagnostic = Diagnostic::error("graph::undeclared", format!("`{to}` is not declared"))
        .label(edge.span, format!("needed by `{}`", declaration.address))
        .traced(&declaration.origin.trace);
    match nearest(to.as_str(), names) {
        Some(name) => diagnostic.hint(format!("did you mean `{name}`?")),
        None => diagnostic.hint(format!("declare `{to}`, or take the reference away")),
    }
}
