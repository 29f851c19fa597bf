//! The graph in Graphviz's language.

use std::collections::BTreeMap;
use std::fmt::Write;

use tandem_core::schema::Mode;

use super::{Graph, Node, Why};

/// Returns the graph in Graphviz's language: a cluster for each region, an arrow from a dependant to what it needs.
pub fn dot(graph: &Graph) -> String {
    let mut text =
        String::from("digraph tandem {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
    for (region, nodes) in by_region(graph) {
        let indent = if region.is_some() { "    " } else { "  " };
        if let Some(region) = region {
            let _ = writeln!(text, "  subgraph {} {{", quoted(&format!("cluster_{region}")));
            let _ = writeln!(text, "    label={};", quoted(region));
        }
        for node in nodes {
            let style = if node.mode == Mode::LookUp { ", style=dashed" } else { "" };
            let label = format!("{}\n{}", node.address.kind(), node.address.path());
            let _ = writeln!(
                text,
                "{indent}{} [label={}{style}];",
                quoted(node.address.as_str()),
                quoted(&label)
            );
        }
        if region.is_some() {
            text.push_str("  }\n");
        }
    }
    for (from, to, edge) in graph.edges() {
        let attributes = match &edge.why {
            Why::Reference(path) => format!(" [label={}]", quoted(&path.to_string())),
            Why::After => " [style=dashed, label=\"after\"]".to_owned(),
            Why::Parent => " [style=bold]".to_owned(),
        };
        let _ = writeln!(text, "  {} -> {}{attributes};", quoted(from.as_str()), quoted(to.as_str()));
    }
    text.push_str("}\n");
    text
}

/// Returns the nodes by region, sorted; the global ones first.
pub(super) fn by_region(graph: &Graph) -> BTreeMap<Option<&str>, Vec<&Node>> {
    let mut regions: BTreeMap<Option<&str>, Vec<&Node>> = BTreeMap::new();
    for node in graph.nodes() {
        regions.entry(node.address.region()).or_default().push(node);
    }
    for nodes in regions.values_mut() {
        nodes.sort_by_key(|node| &node.address);
    }
    regions
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
