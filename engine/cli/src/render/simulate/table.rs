//! Where requests come in, row by row, for names that fare alike.

use std::collections::BTreeMap;

use tandem_traffic::simulate::{Moment, NameCourse, Simulation};

use super::{View, clock};
use crate::render::paint::Role;
use crate::render::text::{clean, fit};

/// How many columns the time takes, with its margin.
const TIME: usize = 10;
/// The least that a share takes.
const SHARE: usize = 6;

/// A table: named columns of values that go with the moments.
struct Table<'a> {
    title: String,
    columns: Vec<(String, Cells<'a>)>,
    turns: &'a [f64],
}

/// The values of a column.
enum Cells<'a> {
    /// Shares, from 0 to 1.
    Shares(Vec<&'a [f64]>),
    /// Milliseconds.
    Trips(&'a [Option<f64>]),
}

/// Writes a table for all names that fare alike; with its geographies if more is wanted.
pub(super) fn tables(view: View<'_>, text: &mut String) {
    let mut alike: Vec<Vec<&NameCourse>> = Vec::new();
    for name in &view.simulation.names {
        match alike.iter_mut().find(|names| same(names[0], name)) {
            Some(names) => names.push(name),
            None => alike.push(vec![name]),
        }
    }
    for names in alike {
        let Some(first) = names.first() else { continue };
        let title = names.iter().map(|name| clean(&name.name).into_owned()).collect::<Vec<_>>().join(", ");
        let mut columns = shares(&first.sites, view.width - TIME - 2 * (SHARE + 2));
        columns.push(("failed".to_owned(), Cells::Shares(vec![&first.failed])));
        columns.push(("stale".to_owned(), Cells::Shares(vec![&first.stale])));
        write(view, &Table { title, columns, turns: &first.turns }, text);
        if view.verbose {
            for (id, course) in &first.geographies {
                let mut columns = shares(&course.sites, view.width - TIME - 3 * (SHARE + 3));
                columns.push(("p50".to_owned(), Cells::Trips(&course.p50)));
                columns.push(("p99".to_owned(), Cells::Trips(&course.p99)));
                columns.push(("failed".to_owned(), Cells::Shares(vec![&course.failed])));
                write(view, &Table { title: format!("  from {id}"), columns, turns: &first.turns }, text);
            }
        }
    }
}

fn same(a: &NameCourse, b: &NameCourse) -> bool {
    a.failed == b.failed && a.stale == b.stale && a.geographies == b.geographies
}

/// Returns a column a site, as many as fit; what does not is added up.
fn shares(sites: &BTreeMap<String, Vec<f64>>, width: usize) -> Vec<(String, Cells<'_>)> {
    let mut columns: Vec<(String, Cells<'_>)> = Vec::new();
    let (mut left, mut others): (usize, Vec<&[f64]>) = (width, Vec::new());
    // What changes most is worth a column first.
    let mut by_change: Vec<(&String, &Vec<f64>)> = sites.iter().collect();
    by_change.sort_by(|a, b| range(b.1).total_cmp(&range(a.1)).then(a.0.cmp(b.0)));
    let room = |name: &str| name.len().max(SHARE) + 2;
    let all: usize = sites.keys().map(|name| room(name)).sum();
    let spare = if all > width { room("others") } else { 0 };
    for (name, shares) in by_change {
        if left >= room(name) + spare {
            left -= room(name);
            columns.push((name.clone(), Cells::Shares(vec![shares])));
        } else {
            others.push(shares);
        }
    }
    columns.sort_by(|a, b| a.0.cmp(&b.0));
    if !others.is_empty() {
        columns.push(("others".to_owned(), Cells::Shares(others)));
    }
    columns
}

fn range(shares: &[f64]) -> f64 {
    let most = shares.iter().copied().fold(0.0, f64::max);
    most - shares.iter().copied().fold(1.0, f64::min)
}

fn write(view: View<'_>, table: &Table<'_>, text: &mut String) {
    let simulation = view.simulation;
    let head: String =
        table.columns.iter().map(|(name, _)| format!("  {name:>width$}", width = width(name))).collect();
    text.push('\n');
    text.push_str(&view.paint.paint(Role::Strong, &fit(&table.title, view.width)));
    text.push_str(&format!("\n{:TIME$}{}\n", "", view.paint.paint(Role::Faint, &head)));
    let mut last = String::new();
    for (at, time) in rows(simulation, table.turns) {
        let cells: String = table
            .columns
            .iter()
            .map(|(name, cells)| format!("  {:>width$}", cells.text(at), width = width(name)))
            .collect();
        if cells != last {
            text.push_str(&format!("  {time:<width$}{cells}\n", width = TIME - 2));
        }
        last = cells;
    }
}

fn width(name: &str) -> usize {
    name.chars().count().max(SHARE)
}

/// Returns the rows: before everything, then after each turn.
fn rows(simulation: &Simulation, turns: &[f64]) -> Vec<(usize, String)> {
    let mut rows = Vec::new();
    if simulation.moments.first().is_some_and(|moment| !moment.after) {
        rows.push((0, "before".to_owned()));
    }
    for turn in turns {
        let moment = Moment { seconds: *turn, after: true };
        let at = simulation.moments.iter().position(|other| *other == moment);
        rows.extend(at.map(|at| (at, clock(*turn))));
    }
    rows
}

impl Cells<'_> {
    fn text(&self, at: usize) -> String {
        match self {
            Cells::Shares(lists) => share(lists.iter().filter_map(|list| list.get(at)).sum()),
            Cells::Trips(list) => match list.get(at).copied().flatten() {
                Some(milliseconds) => format!("{milliseconds:.0} ms"),
                None => "–".to_owned(),
            },
        }
    }
}

/// Returns a share in percent; one that is small and yet something shows.
fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent <= 1e-7 => "0 %".to_owned(),
        percent if percent < 0.1 => "<0.1 %".to_owned(),
        percent if percent < 0.95 => format!("{percent:.1} %"),
        percent => format!("{percent:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn small_shares_show() {
        assert_eq!([0.0, 1e-5, 0.0047, 0.454, 1.0].map(share), ["0 %", "<0.1 %", "0.5 %", "45 %", "100 %"]);
    }
}
