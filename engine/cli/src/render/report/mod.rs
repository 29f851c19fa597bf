//! What came of an apply, as people read it: what failed and why, what was done, what is next.

mod beside;
mod failure;

use std::collections::BTreeMap;

use tandem_core::Address;
use tandem_core::count::count;
use tandem_plan::Plan;
use tandem_runtime::{End, Failure, Fate, Reason, Report};

use super::paint::{Paint, Role};
use super::text::{clean, seconds, spread, wrap};
pub(crate) use failure::diagnostics as failures;

/// How a report is shown.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// The colours.
    pub(crate) paint: Paint,
    /// How many columns there are.
    pub(crate) width: usize,
    /// Whether everything that was skipped is listed.
    pub(crate) verbose: bool,
    /// The command, for what is next.
    pub(crate) command: &'a str,
}

/// Returns the closing summary.
pub(crate) fn text(report: &Report, plan: &Plan, view: View<'_>) -> String {
    if report.end == End::Complete {
        return format!("{}{}", complete(report, plan, view), beside::text(report, view));
    }
    let mut text = stopped(report, view);
    for group in failure::groups(report) {
        text.push_str(&failure_lines(&group, view));
    }
    text.push_str(&skipped(report, view));
    text.push_str(&beside::text(report, view));
    let left = report.steps.len() - report.count().done;
    let next = format!("Next: tandem {}", view.command);
    let why = format!("(same command; resumes, {} left)", count(left, "step"));
    text.push_str(&format!("{next}     {}\n", view.paint.paint(Role::Faint, &why)));
    text
}

fn complete(report: &Report, plan: &Plan, view: View<'_>) -> String {
    let summary = plan.summary();
    let counts = [
        (summary.create, "created"),
        (summary.update, "updated"),
        (summary.replace, "replaced"),
        (summary.delete, "deleted"),
        (plan.moved.len(), "renamed"),
        (summary.forget, "forgotten"),
    ];
    let done: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if done.is_empty() {
        return String::new();
    }
    let head = if plan.destroy { "Destroyed:" } else { "Applied:" };
    let calls = usize::try_from(report.calls.values().sum::<u64>()).unwrap_or(usize::MAX);
    let took = report.ended.saturating_sub(report.started).div_ceil(1_000);
    let head = view.paint.paint(Role::Good, head);
    // The local cloud's waits cost no time; what is told is how long they would take.
    let clock = if plan.cloud == "local" { " (virtual)" } else { "" };
    format!("{head} {} · {} in {}{clock}\n", done.join(", "), count(calls, "call"), seconds(took))
}

fn stopped(report: &Report, view: View<'_>) -> String {
    let count = report.count();
    let mut parts = vec![format!("{} done", count.done)];
    let more = [(count.failed, "failed"), (count.skipped, "skipped"), (count.not_started, "not started")];
    parts.extend(
        more.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")),
    );
    let doubt = match count.in_doubt {
        0 => "nothing in doubt".to_owned(),
        number => format!("{number} in doubt, found out by the next run"),
    };
    format!("{} {} · {doubt}\n", view.paint.paint(Role::Bad, "Stopped:"), parts.join(", "))
}

/// Returns the lines of what failed with one cause: the first resource, how many more, and why.
fn failure_lines(group: &[&Failure], view: View<'_>) -> String {
    let failure = group[0];
    let word = if matches!(failure.reason, Reason::InDoubt(_)) { "in doubt" } else { "failed  " };
    let left = format!("  {word} {}", clean(failure.address.as_str()));
    let length = left.chars().count() + failure.place.chars().count();
    let place = view.paint.paint(Role::Faint, &clean(&failure.place));
    let head = spread(&left, &place, length, view.width.min(80));
    let mut why = match failure.reason.error().filter(|_| !failure::is_unreachable(failure)) {
        Some(error) => error.code.clone(),
        None => failure.reason.to_string(),
    };
    if failure.tries > 1 {
        let tries = count(failure.tries as usize, "try");
        why.push_str(&format!(" after {tries} ({})", seconds(failure.took.div_ceil(1_000))));
    }
    if group.len() > 1 {
        let together = if failure::is_unreachable(failure) { "" } else { " in the same call" };
        why.push_str(&format!(", and {} more{together}", group.len() - 1));
    }
    let indent = " ".repeat(11);
    let mut text =
        format!("{}\n{}", head.trim_end(), wrap(&clean(&why), &indent, &indent, view.width.min(80)));
    if view.verbose {
        text.extend(
            group[1..].iter().map(|failure| format!("{indent}{}\n", clean(failure.address.as_str()))),
        );
    }
    text
}

/// Returns what was skipped: how many, and because of what.
fn skipped(report: &Report, view: View<'_>) -> String {
    let mut causes: BTreeMap<&Address, Vec<&Address>> = BTreeMap::new();
    for step in &report.steps {
        if let Fate::Skipped { because } = &step.fate {
            causes.entry(because).or_default().extend(&step.addresses);
        }
    }
    let only = causes.len() == 1;
    let mut text = String::new();
    for (because, mut addresses) in causes {
        addresses.sort_unstable();
        addresses.dedup();
        let needs = if addresses.len() == 1 { "needs" } else { "need" };
        let it = if only { "it".to_owned() } else { clean(because.as_str()).into_owned() };
        let hint = if view.verbose { "" } else { " (-v lists them)" };
        text.push_str(&format!("  skipped  {} that {needs} {it}{hint}\n", nouns(&addresses)));
        if view.verbose {
            text.extend(addresses.iter().map(|address| format!("           {}\n", clean(address.as_str()))));
        }
    }
    text
}

/// Returns `3 alarms` where all are of one kind, else `3 resources`.
fn nouns(addresses: &[&Address]) -> String {
    let kinds: std::collections::BTreeSet<&str> = addresses.iter().map(|address| address.kind()).collect();
    let only = kinds.first().filter(|_| kinds.len() == 1);
    let noun = only.and_then(|kind| kind.split_once("::")).map_or("resource", |(_, kind)| kind);
    count(addresses.len(), &noun.replace('_', " "))
}
