//! The order of boxes from top to bottom: each near the middle of what it is connected with.

use std::collections::BTreeMap;

use super::layers::Layers;

/// How often the columns are swept, there and back. More changes little.
const SWEEPS: usize = 6;

/// Orders the boxes of every column and band so that few lines cross.
pub(super) fn order(layers: &mut Layers<'_>) {
    let count = layers.boxes.len();
    let (mut lefts, mut rights) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for line in &layers.lines {
        lefts[line.right].push(line.left);
        rights[line.left].push(line.right);
    }
    let mut ranks = ranks(&layers.cells, count);
    for sweep in 0..SWEEPS {
        let neighbours = if sweep % 2 == 0 { &lefts } else { &rights };
        let mut keys: Vec<(usize, usize)> = layers.cells.keys().copied().collect();
        if sweep % 2 == 1 {
            keys.reverse();
        }
        for key in keys {
            let Some(cell) = layers.cells.get_mut(&key) else { continue };
            cell.sort_by(|a, b| {
                let middle = |at: usize| middle(&neighbours[at], &ranks).unwrap_or(ranks[at]);
                middle(*a).total_cmp(&middle(*b)).then(a.cmp(b))
            });
            for (rank, at) in cell.iter().enumerate() {
                ranks[*at] = rank_of(key.1, rank);
            }
        }
    }
}

fn ranks(cells: &BTreeMap<(usize, usize), Vec<usize>>, count: usize) -> Vec<f64> {
    let mut ranks = vec![0.0; count];
    for ((_, band), cell) in cells {
        for (rank, at) in cell.iter().enumerate() {
            ranks[*at] = rank_of(*band, rank);
        }
    }
    ranks
}

/// Bands lie below each other: any rank in a later one is greater.
fn rank_of(band: usize, rank: usize) -> f64 {
    band as f64 * 1e6 + rank as f64
}

fn middle(neighbours: &[usize], ranks: &[f64]) -> Option<f64> {
    let sum: f64 = neighbours.iter().map(|at| ranks[*at]).sum();
    (!neighbours.is_empty()).then(|| sum / neighbours.len() as f64)
}
