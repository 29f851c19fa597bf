//! The dependency graph of what a script declares.
//!
//! A [`Graph`] has no cycles: the only way to one is [`graph`], which reports every cycle and leaves its edges out.

mod build;
mod cycle;
mod dot;
mod json;
mod mermaid;
pub mod svg;

use std::collections::HashMap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use tandem_core::schema::Mode;
use tandem_core::{Address, Path, Span};

pub use build::graph;
pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use svg::svg;

/// One declared address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// The address.
    pub address: Address,
    /// Whether it is managed or looked up.
    pub mode: Mode,
}

/// Why one address comes after another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// One of its arguments, at this path, refers to the other.
    Reference(Path),
    /// The script says so.
    After,
    /// It belongs to the other.
    Parent,
}

/// One dependency: its reason and where the script says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// The reason; where there are several, a reference before `after` before the parent.
    pub why: Why,
    /// The smallest range that shows it.
    pub span: Span,
}

/// The declared addresses and what each depends on; without cycles.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Edges run from the dependency to the dependant: the direction of an apply.
    inner: DiGraph<Node, Edge>,
    index: HashMap<Address, NodeIndex>,
    order: Vec<NodeIndex>,
}

impl Graph {
    /// Returns how many addresses there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Returns whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Returns whether an address is declared.
    pub fn contains(&self, address: &Address) -> bool {
        self.index.contains_key(address)
    }

    /// Iterates over the nodes, every one after all its dependencies.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.order.iter().map(|node| &self.inner[*node])
    }

    /// Returns what an address depends on directly, sorted.
    pub fn dependencies(&self, address: &Address) -> Vec<&Address> {
        self.neighbours(address, Direction::Incoming)
    }

    /// Returns what depends on an address directly, sorted.
    pub fn dependants(&self, address: &Address) -> Vec<&Address> {
        self.neighbours(address, Direction::Outgoing)
    }

    /// Returns every dependency as (dependant, dependency, reason), sorted.
    pub fn edges(&self) -> Vec<(&Address, &Address, &Edge)> {
        let ends = |edge: petgraph::graph::EdgeReference<'_, Edge>| (edge.target(), edge.source());
        let mut edges: Vec<_> = self
            .inner
            .edge_references()
            .map(|edge| {
                let (dependant, dependency) = ends(edge);
                (&self.inner[dependant].address, &self.inner[dependency].address, edge.weight())
            })
            .collect();
        edges.sort_by_key(|(dependant, dependency, _)| (*dependant, *dependency));
        edges
    }

    fn neighbours(&self, address: &Address, direction: Direction) -> Vec<&Address> {
        let Some(node) = self.index.get(address) else { return Vec::new() };
        let neighbours = self.inner.neighbors_directed(*node, direction);
        let mut addresses: Vec<&Address> = neighbours.map(|other| &self.inner[other].address).collect();
        addresses.sort();
        addresses
    }
}
