//! A plan as people read it: what changes, why, and what it takes.

mod behaviour;
mod change;
mod drift;
mod left_out;
pub(crate) mod ordered;

use tandem_core::count::count;
use tandem_core::{Action, Change, Path, Registry, Topology};
use tandem_plan::{Plan, Prediction};
use tandem_traffic::compare::Behaviour;
use tandem_traffic::order::Ordered;

use self::change::Row;
use super::paint::{Paint, Role};
use super::text::{clean, seconds, spread};

/// A plan with everything that is needed to show it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// The plan.
    pub(crate) plan: &'a Plan,
    /// What it will call, and how long it will take.
    pub(crate) prediction: &'a Prediction,
    /// What keeps every moment of it safe; absent where nothing is applied.
    pub(crate) ordered: Option<&'a Ordered>,
    /// What it changes for clients; absent where there is nothing to compare with.
    pub(crate) behaviour: Option<&'a Behaviour>,
    /// What it was made from, for the places of attributes; absent for a plan read from a file.
    pub(crate) topology: Option<&'a Topology>,
    /// The kinds, for what goes without saying.
    pub(crate) registry: &'a Registry,
    /// The colours.
    pub(crate) paint: Paint,
    /// How many columns there are.
    pub(crate) width: usize,
    /// Whether what stays and what is at its default is shown too.
    pub(crate) verbose: bool,
}

/// Returns the plan as text.
pub(crate) fn text(view: View<'_>) -> String {
    let mut text = String::with_capacity(view.plan.changes.len() * 160 + 256);
    for (from, to) in &view.plan.moved {
        let left = format!("  > {} → {}", clean(from.as_str()), clean(to.as_str()));
        text.push_str(&headline(view, &left, "move", Role::Hint));
    }
    for change in view.plan.changes.iter().filter(|change| shown(view, change)) {
        one(view, change, &mut text);
    }
    drift::section(view, &mut text);
    left_out::section(view, &mut text);
    if !text.is_empty() {
        text.push('\n');
    }
    if view.plan.unmanaged > 0 {
        let line = format!("{} ignored\n", count(view.plan.unmanaged, "unmanaged record"));
        text.push_str(&view.paint.paint(Role::Faint, &line));
    }
    behaviour::section(view, &mut text);
    text.push_str(&footer(view));
    ordered::section(view, &mut text);
    if view.verbose {
        let line = format!("Fingerprint: {}\n", view.plan.fingerprint);
        text.push_str(&view.paint.paint(Role::Faint, &line));
    }
    text
}

/// Returns one change as text, whatever it does.
pub(crate) fn change(view: View<'_>, change: &Change) -> String {
    let mut text = String::new();
    one(view, change, &mut text);
    text
}

/// What stays, and what is only read while nothing changes, says nothing.
fn shown(view: View<'_>, change: &Change) -> bool {
    match change.action {
        Action::Keep => view.verbose,
        Action::Read => view.verbose || !view.plan.is_empty(),
        _ => true,
    }
}

fn one(view: View<'_>, change: &Change, text: &mut String) {
    let left = format!("  {} {}", change.action.sign(), clean(change.address.as_str()));
    text.push_str(&headline(view, &left, change.action.word(), role(change.action)));
    for reason in &change.reasons {
        text.push_str(&format!("      {}\n", view.paint.paint(Role::Faint, &clean(reason))));
    }
    let rows = change::rows(view, change);
    let name = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut place = String::new();
    for row in rows {
        text.push_str(&line(view, &row, name, &mut place));
    }
}

fn headline(view: View<'_>, left: &str, word: &str, role: Role) -> String {
    let length = left.chars().count() + word.chars().count();
    let painted = match left.split_at_checked(3) {
        // The sign carries the colour; it takes one column, and up to three bytes.
        Some((sign, rest)) => format!("{}{rest}", view.paint.paint(role, sign)),
        None => left.to_owned(),
    };
    format!("{}\n", spread(&painted, &view.paint.paint(role, word), length, view.width.min(80)))
}

/// Returns the line of an attribute; its place only where it is another than that of the line before.
fn line(view: View<'_>, row: &Row, name: usize, before: &mut String) -> String {
    let place = if row.place == *before { "" } else { row.place.as_str() };
    let room = view
        .width
        .min(80)
        .saturating_sub(9 + name + place.chars().count() + 2 * usize::from(!place.is_empty()));
    let value = row.value(room.max(24));
    let left = format!("      {:<name$}   {value}", row.name);
    let length = left.chars().count() + place.chars().count();
    let line = if place.is_empty() {
        left
    } else {
        spread(&left, &view.paint.paint(Role::Faint, place), length, view.width.min(80))
    };
    row.place.clone_into(before);
    format!("{line}\n")
}

/// Returns the colour of an action.
fn role(action: Action) -> Role {
    match action {
        Action::Create => Role::Good,
        Action::Update | Action::Replace => Role::Careful,
        Action::Delete => Role::Bad,
        Action::Read => Role::Hint,
        Action::Keep | Action::Forget => Role::Faint,
    }
}

fn footer(view: View<'_>) -> String {
    let summary = view.plan.summary();
    if view.plan.is_empty() {
        let declared = match summary.keep {
            0 => "nothing is declared, and nothing is there".to_owned(),
            1 => "1 resource is as declared".to_owned(),
            number => format!("{number} resources are as declared"),
        };
        return format!("{} {declared}\n", view.paint.paint(Role::Good, "No changes:"));
    }
    let calls: u64 = view.prediction.calls.values().sum();
    format!(
        "{} {} create, {} update, {} replace, {} delete{} · {}, about {}\n",
        view.paint.paint(Role::Strong, "Plan:"),
        summary.create,
        summary.update,
        summary.replace,
        summary.delete,
        if summary.forget > 0 { format!(", {} forget", summary.forget) } else { String::new() },
        count(usize::try_from(calls).unwrap_or(usize::MAX), "call"),
        seconds(view.prediction.seconds),
    )
}

/// Returns where an attribute of a change is declared.
fn place(view: View<'_>, change: &Change, path: &Path) -> String {
    let origin = view.topology.and_then(|topology| {
        let declared = topology.declarations.get(&change.address)?;
        Some(topology.sources.place(declared.origin.key(path)))
    });
    clean(&origin.unwrap_or_else(|| change.place.clone())).into_owned()
}
