//! What a simulation came to: for how long who failed, what was lost, and what all of it rests on.

use std::collections::BTreeMap;

use tandem_core::count::count;
use tandem_traffic::simulate::{Failing, NameCourse, Simulation};

use super::{View, clock};
use crate::render::paint::Role;
use crate::render::text::{clean, wrap};

/// How many columns the head of a paragraph takes.
const HEAD: usize = 9;
/// What counts as no time.
const NO_TIME: f64 = 0.05;

/// Writes what it came to.
pub(super) fn summary(view: View<'_>, text: &mut String) {
    text.push('\n');
    for (names, told) in failures(view.simulation) {
        paragraph(view, "Failed", &format!("{}: {told}", clean(&names)), text);
    }
    let losses = losses(view.simulation);
    if losses.is_empty() && !view.simulation.stores.is_empty() {
        paragraph(view, "Lost", "0 writes", text);
    }
    losses.iter().for_each(|loss| paragraph(view, "Lost", loss, text));
    let assumptions: Vec<_> = view.simulation.used.iter().collect();
    let number = count(assumptions.len(), "assumption");
    if !view.verbose {
        return paragraph(view, "Rests on", &format!("{number}, `-v` lists them"), text);
    }
    paragraph(view, "Rests on", &number, text);
    for assumption in assumptions {
        let value = view.assumptions.value(assumption);
        let line = format!("{} = {value} {}", assumption.name, assumption.unit);
        text.push_str(&format!("{:HEAD$}  {}\n", "", line.trim_end()));
    }
}

fn paragraph(view: View<'_>, head: &str, words: &str, text: &mut String) {
    let painted = view.paint.paint(Role::Strong, head);
    let lines = wrap(words, &format!("{head:<HEAD$} "), &" ".repeat(HEAD + 1), view.width);
    text.push_str(&lines.replacen(head, &painted, 1));
}

/// Returns for how long clients fail, names that fare alike together.
fn failures(simulation: &Simulation) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = Vec::new();
    for name in &simulation.names {
        let words = of_name(name);
        match told.iter_mut().find(|(_, other)| *other == words) {
            Some((names, _)) => names.push_str(&format!(", {}", name.name)),
            None => told.push((name.name.clone(), words)),
        }
    }
    told
}

fn of_name(name: &NameCourse) -> String {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for (id, course) in &name.geographies {
        let words = words(course.failing);
        if !order.contains(&words) {
            order.push(words.clone());
        }
        groups.entry(words).or_default().push(id);
    }
    let part = |words: &String| format!("{} {words}", groups[words].join(", "));
    let all_well = order.len() == 1 && groups.values().all(|ids| ids.len() == name.geographies.len());
    match order.as_slice() {
        [only] if all_well && only == "never" => "nobody, ever".to_owned(),
        parts => parts.iter().map(part).collect::<Vec<_>>().join("; "),
    }
}

fn words(failing: Failing) -> String {
    if failing.worst < NO_TIME && failing.mean < NO_TIME {
        return "never".to_owned();
    }
    format!("for {:.0}\u{a0}s in the mean, {:.0}\u{a0}s at worst", failing.mean, failing.worst)
}

fn losses(simulation: &Simulation) -> Vec<String> {
    let mut losses = Vec::new();
    for store in &simulation.stores {
        for loss in store.losses.iter().filter(|loss| loss.at <= simulation.until) {
            losses.push(format!(
                "{}: the last {:.1}\u{a0}s of writes in {} (99\u{a0}%: {:.1}\u{a0}s) at {}; they are there again when it is",
                clean(store.address.as_str()),
                loss.p50,
                loss.region,
                loss.p99,
                clock(loss.at),
            ));
        }
    }
    losses
}
