//! Places: columns of one width, bands as high as their fullest column.

use super::layers::Layers;

/// The size of a node's box.
pub(super) const WIDTH: f64 = 224.0;
pub(super) const HEIGHT: f64 = 38.0;

/// The room between columns, for lines to bend in.
const GUTTER: f64 = 72.0;
/// The room between boxes of a column.
const GAP: f64 = 12.0;
/// The room that a line passing a column takes.
const JOINT: f64 = 4.0;
/// The room around the boxes of a band; its name stands in the upper part.
const PADDING: f64 = 16.0;
const TITLE: f64 = 20.0;
/// The room around everything, and between bands.
pub(super) const MARGIN: f64 = 20.0;

/// A rectangle.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Where everything is.
pub(super) struct Places {
    /// By index of the box.
    pub(super) boxes: Vec<Place>,
    /// By index of the band.
    pub(super) bands: Vec<Place>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Gives everything a place.
pub(super) fn place(layers: &Layers<'_>) -> Places {
    let columns = layers.boxes.iter().map(|one| one.column + 1).max().unwrap_or(0) as f64;
    let inner = columns * WIDTH + (columns - 1.0).max(0.0) * GUTTER;
    let width = inner + 2.0 * (MARGIN + PADDING);
    let mut bands = Vec::new();
    let mut y = MARGIN;
    for band in 0..layers.bands.len() {
        let cells = layers.cells.iter().filter(|((_, of), _)| *of == band);
        let height = cells.map(|(_, cell)| stack(layers, cell)).fold(0.0, f64::max) + 2.0 * PADDING + TITLE;
        bands.push(Place { x: MARGIN, y, width: inner + 2.0 * PADDING, height });
        y += height + MARGIN;
    }
    let mut boxes = vec![Place::default(); layers.boxes.len()];
    for ((column, band), cell) in &layers.cells {
        let frame = bands[*band];
        let room = frame.height - 2.0 * PADDING - TITLE;
        let x = MARGIN + PADDING + *column as f64 * (WIDTH + GUTTER);
        let mut y = frame.y + TITLE + PADDING + (room - stack(layers, cell)) / 2.0;
        for at in cell {
            let height = height(layers, *at);
            boxes[*at] = Place { x, y, width: WIDTH, height };
            y += height + GAP;
        }
    }
    Places { boxes, bands, width, height: y }
}

fn stack(layers: &Layers<'_>, cell: &[usize]) -> f64 {
    let boxes: f64 = cell.iter().map(|at| height(layers, *at)).sum();
    boxes + GAP * cell.len().saturating_sub(1) as f64
}

fn height(layers: &Layers<'_>, at: usize) -> f64 {
    if layers.boxes[at].node.is_some() { HEIGHT } else { JOINT }
}
