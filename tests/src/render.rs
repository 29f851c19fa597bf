//! Outcomes as text, short and the same on every run.

use std::collections::BTreeSet;
use std::fmt::Write;

use tandem_core::schema::Mode;
use tandem_core::{Action, Address, Object, Registry, Topology, Value};
use tandem_plan::Plan;
use tandem_runtime::{Failure, Fate, Report};
use tandem_traffic::check::Checked;
use tandem_traffic::{Assumptions, remembered};

/// Writes every declaration with its arguments, and every output.
pub fn topology(topology: &Topology) -> String {
    let mut text = String::new();
    for declaration in topology.declarations.values() {
        let sign = if declaration.mode == Mode::LookUp { "= " } else { "" };
        line(&mut text, &format!("{sign}{}", declaration.address));
        for (name, argument) in &declaration.arguments {
            line(&mut text, &format!("    {name}: {argument}"));
        }
        if !declaration.after.is_empty() {
            let after: Vec<&str> = declaration.after.iter().map(Address::as_str).collect();
            line(&mut text, &format!("    after: {}", after.join(", ")));
        }
    }
    for (name, output) in &topology.outputs {
        line(&mut text, &format!("output {name}: {}", output.value));
    }
    for objective in &topology.objectives {
        let survive = objective.survive;
        let names = objective.names.join(", ");
        line(
            &mut text,
            &format!("objective {names}: regions {}, services {}", survive.regions, survive.services),
        );
    }
    text
}

/// Writes what a plan changes for clients, between what is in the cloud and what is declared.
pub fn behaviour(plan: &Plan, declared: &Topology, registry: &Registry) -> String {
    let (before, _) = tandem_traffic::read(&remembered::before(plan, registry), registry);
    let declared = Topology { recorded: plan.lookups.clone(), ..declared.clone() };
    let (after, _) = tandem_traffic::read(&declared, registry);
    let behaviour = tandem_traffic::compare::compare(&before, &after, &Assumptions::default());
    let mut text = String::new();
    for paragraph in behaviour.told() {
        let indent = if paragraph.head.is_empty() { "" } else { "    " };
        if !paragraph.head.is_empty() {
            line(&mut text, &paragraph.head);
        }
        paragraph.lines.iter().for_each(|told| line(&mut text, &format!("{indent}{told}")));
    }
    if text.is_empty() { "no behavioural change\n".to_owned() } else { text }
}

/// Writes what checks found and a script allows, with the reasons.
pub fn allowed(checked: &Checked) -> String {
    let mut text = String::new();
    for allowed in &checked.allowed {
        line(
            &mut text,
            &format!("{} {}: {}", allowed.diagnostic.code, allowed.diagnostic.message, allowed.reason),
        );
    }
    text
}

/// Writes every change that is one.
pub fn plan(plan: &Plan) -> String {
    let mut text = String::new();
    for change in plan.changes.iter().filter(|change| change.action != Action::Keep) {
        let reasons = if change.reasons.is_empty() {
            String::new()
        } else {
            format!("  {}", change.reasons.join(", "))
        };
        line(&mut text, &format!("{} {}{reasons}", change.action.sign(), change.address));
        for difference in &change.differences {
            let drift = if difference.drift { "  (drift)" } else { "" };
            let replaces = if difference.replaces { "  (replaces)" } else { "" };
            let (before, after) = (&difference.before, &difference.after);
            line(&mut text, &format!("    {}  {before} → {after}{replaces}{drift}", difference.path));
        }
    }
    if text.is_empty() {
        text.push_str("no changes\n");
    }
    text
}

/// Writes every step with what it comes after.
pub fn steps(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let items: Vec<String> =
            step.items.iter().map(|item| format!("{} {}", item.operation, item.address)).collect();
        let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
        let after = if after.is_empty() { String::new() } else { format!("  after {}", after.join(", ")) };
        line(&mut text, &format!("{} {} {}{after}", step.id, step.call, items.join(" + ")));
    }
    text
}

/// Writes what became of every step.
pub fn report(report: &Report) -> String {
    let mut text = String::new();
    for step in &report.steps {
        let addresses: Vec<&str> = step.addresses.iter().map(Address::as_str).collect();
        let fate = match &step.fate {
            Fate::Done { settled: true } => "done".to_owned(),
            Fate::Done { settled: false } => "done, not settled".to_owned(),
            Fate::Failed(failure) => failed("failed", failure),
            Fate::Skipped { because } => format!("skipped because of {because}"),
            Fate::NotStarted => "not started".to_owned(),
            Fate::InDoubt(failure) => failed("in doubt", failure),
        };
        line(&mut text, &format!("{} {}  {fate}", step.step, addresses.join(" + ")));
    }
    text
}

fn failed(word: &str, failure: &Failure) -> String {
    let place = if failure.place.is_empty() { String::new() } else { format!(" ({})", failure.place) };
    let hint = failure.hint.as_ref().map(|hint| format!("\n    hint: {hint}")).unwrap_or_default();
    format!("{word}\n    {}: [{}] {}{place}{hint}", failure.address, failure.reason.code(), failure.reason)
}

/// Writes the calls that were made, changing ones by name.
pub fn calls(report: &Report) -> String {
    report.calls.iter().map(|(call, count)| format!("{call} {count}\n")).collect()
}

/// Writes in what one object as remembered differs from itself as found.
pub fn memory(before: &Object, after: &Object) -> String {
    let mut text = format!("{}\n", before.address);
    for (what, before, after) in [
        ("attribute", &before.attributes, &after.attributes),
        ("argument", &before.arguments, &after.arguments),
    ] {
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
            let shown = |value: Option<&Value>| value.map_or("none".to_owned(), ToString::to_string);
            let (before, after) = (shown(before.get(name)), shown(after.get(name)));
            line(&mut text, &format!("    {what} {name}  {before} → {after}"));
        }
    }
    if before.dependencies != after.dependencies || before.parent != after.parent {
        line(&mut text, &format!("    needs {:?} → {:?}", before.dependencies, after.dependencies));
    }
    if (before.protect, before.settled) != (after.protect, after.settled) {
        line(&mut text, &format!("    settled {} → {}", before.settled, after.settled));
    }
    text
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
