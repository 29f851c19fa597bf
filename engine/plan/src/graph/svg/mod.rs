//! The graph as a picture: a column for every step of depth, a band for every region.
//!
//! A small layered layout: nodes get a column (`layers.rs`), those of one column and band an order with few crossings
//! (`order.rs`), everything a place (`place.rs`), and then ink (`draw.rs`). It needs no program beside this one, and
//! the same graph gives the same bytes.

mod draw;
mod layers;
mod order;
mod place;

use super::Graph;

/// Returns the graph as an SVG document: services by colour, regions as bands, look-ups dashed; an arrow runs from a
/// dependant to what it needs.
pub fn svg(graph: &Graph) -> String {
    let mut layers = layers::layers(graph);
    order::order(&mut layers);
    let places = place::place(&layers);
    draw::draw(&layers, &places)
}
