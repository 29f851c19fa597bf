//! The graph as JSON, for programs.

use serde::Serialize;
use tandem_core::schema::Mode;

use super::{Graph, Why};

#[derive(Serialize)]
struct Document<'a> {
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
}

#[derive(Serialize)]
struct Node<'a> {
    address: &'a str,
    kind: &'a str,
    region: Option<&'a str>,
    mode: &'static str,
}

#[derive(Serialize)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
}

/// Returns the graph as JSON: nodes in the order of an apply, and edges `from` a dependant `to` what it needs.
pub fn json(graph: &Graph) -> String {
    let nodes = graph.nodes().map(|node| Node {
        address: node.address.as_str(),
        kind: node.address.kind(),
        region: node.address.region(),
        mode: match node.mode {
            Mode::Managed => "managed",
            Mode::LookUp => "look_up",
        },
    });
    let edges = graph.edges().into_iter().map(|(from, to, edge)| Edge {
        from: from.as_str(),
        to: to.as_str(),
        why: match edge.why {
            Why::Reference(_) => "reference",
            Why::After => "after",
            Why::Parent => "parent",
        },
        attribute: match &edge.why {
            Why::Reference(path) => Some(path.to_string()),
            Why::After | Why::Parent => None,
        },
    });
    let document = Document { nodes: nodes.collect(), edges: edges.collect() };
    let mut text = serde_json::to_string_pretty(&document).expect("texts and lists always serialise");
    text.push('\n');
    text
}
