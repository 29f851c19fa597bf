//! Columns: every node to the right of what it needs, with joints where an edge passes a column.

use std::collections::{BTreeMap, HashMap};

use tandem_core::Address;

use super::super::{Edge, Graph, Node};

/// Something that takes up a place in a column.
pub(super) struct Box<'a> {
    /// The node; absent for a joint of edges that pass the column.
    pub(super) node: Option<&'a Node>,
    pub(super) column: usize,
    pub(super) band: usize,
}

/// A line between boxes of neighbouring columns.
pub(super) struct Line<'a> {
    pub(super) left: usize,
    pub(super) right: usize,
    /// The reason, on the piece that ends at the dependant.
    pub(super) edge: &'a Edge,
}

/// The graph cut into columns and bands.
pub(super) struct Layers<'a> {
    pub(super) boxes: Vec<Box<'a>>,
    pub(super) lines: Vec<Line<'a>>,
    /// The regions, by band; the first is where global resources are.
    pub(super) bands: Vec<Option<&'a str>>,
    /// The boxes of every column and band, from top to bottom.
    pub(super) cells: BTreeMap<(usize, usize), Vec<usize>>,
}

/// Cuts a graph into columns and bands.
pub(super) fn layers(graph: &Graph) -> Layers<'_> {
    let columns = columns(graph);
    let mut bands: Vec<Option<&str>> = graph.nodes().map(|node| node.address.region()).collect();
    bands.sort_unstable();
    bands.dedup();
    let band = |node: &Node| bands.binary_search(&node.address.region()).unwrap_or(0);
    let boxes: Vec<Box<'_>> = graph
        .nodes()
        .map(|node| Box { node: Some(node), column: columns[&node.address], band: band(node) })
        .collect();
    let index: HashMap<&Address, usize> =
        boxes.iter().enumerate().filter_map(|(at, b)| Some((&b.node?.address, at))).collect();
    let mut layers = Layers { boxes, lines: Vec::new(), bands, cells: BTreeMap::new() };
    // Edges from one node that pass the same column on their way to the same band share their joints.
    let mut joints: HashMap<(usize, usize, usize), usize> = HashMap::new();
    for (dependant, dependency, edge) in graph.edges() {
        let (from, to) = (index[dependency], index[dependant]);
        let (band, mut left) = (layers.boxes[to].band, from);
        for column in layers.boxes[from].column + 1..layers.boxes[to].column {
            left = *joints.entry((from, band, column)).or_insert_with(|| {
                layers.boxes.push(Box { node: None, column, band });
                let right = layers.boxes.len() - 1;
                layers.lines.push(Line { left, right, edge });
                right
            });
        }
        layers.lines.push(Line { left, right: to, edge });
    }
    for (at, one) in layers.boxes.iter().enumerate() {
        layers.cells.entry((one.column, one.band)).or_default().push(at);
    }
    layers
}

/// Returns the column of every node: one right of the rightmost thing it needs; what needs nothing stands just left
/// of what needs it first.
fn columns(graph: &Graph) -> HashMap<Address, usize> {
    let mut columns: HashMap<Address, usize> = HashMap::with_capacity(graph.len());
    for node in graph.nodes() {
        let needed = graph.dependencies(&node.address);
        let column = needed.into_iter().map(|address| columns[address] + 1).max().unwrap_or(0);
        columns.insert(node.address.clone(), column);
    }
    let roots = graph.nodes().filter(|node| graph.dependencies(&node.address).is_empty());
    let moved: Vec<(Address, usize)> = roots
        .filter_map(|node| {
            let nearest =
                graph.dependants(&node.address).into_iter().map(|address| columns[address]).min()?;
            Some((node.address.clone(), nearest.saturating_sub(1)))
        })
        .collect();
    columns.extend(moved);
    columns
}
