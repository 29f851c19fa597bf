//! The graph in Mermaid's language, which code hosts draw inside Markdown.

use std::collections::HashMap;
use std::fmt::Write;

use tandem_core::schema::Mode;

use super::dot::by_region;
use super::{Graph, Why};

/// Returns the graph in Mermaid's language: a subgraph for each region, an arrow from a dependant to what it needs.
pub fn mermaid(graph: &Graph) -> String {
    let mut text = String::from("flowchart LR\n");
    let mut names = HashMap::new();
    for (region, nodes) in by_region(graph) {
        if let Some(region) = region {
            let _ = writeln!(text, "  subgraph {}[{}]", region.replace('-', "_"), quoted(region));
        }
        for node in nodes {
            let name = format!("n{}", names.len());
            let label = quoted(&format!("{}<br/>{}", node.address.kind(), escaped(node.address.path())));
            let (open, close) = if node.mode == Mode::LookUp { ("([", "])") } else { ("[", "]") };
            let indent = if region.is_some() { "    " } else { "  " };
            let _ = writeln!(text, "{indent}{name}{open}{label}{close}");
            names.insert(&node.address, name);
        }
        if region.is_some() {
            text.push_str("  end\n");
        }
    }
    for (from, to, edge) in graph.edges() {
        let arrow = match &edge.why {
            Why::Reference(path) => format!("-->|{}|", quoted(&path.to_string())),
            Why::After => "-.->|after|".to_owned(),
            Why::Parent => "==>".to_owned(),
        };
        let _ = writeln!(text, "  {} {arrow} {}", names[from], names[to]);
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "#quot;"))
}

/// Mermaid reads labels as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
