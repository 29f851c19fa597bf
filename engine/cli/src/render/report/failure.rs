//! What failed, and why: one message a refused call, however many resources it was about.

use tandem_core::count::count;
use tandem_core::{Diagnostic, Diagnostics, Topology};
use tandem_runtime::{Failure, Reason, Report};

use crate::render::text::{clean, time_of_day};

/// How many messages are shown; the closing summary names every failure.
const SHOWN: usize = 10;

/// How many resources of one call are labelled.
const LABELLED: usize = 4;

/// Failures with one cause: those of one refused call, or one alone.
pub(super) type Group<'a> = Vec<&'a Failure>;

/// Returns the failures of a report, those of one refused call together.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for failure in report.failures() {
        match groups.iter_mut().find(|group| together(group[0], failure)) {
            Some(group) => group.push(failure),
            None => groups.push(vec![failure]),
        }
    }
    groups
}

fn together(one: &Failure, other: &Failure) -> bool {
    match (one.reason.error(), other.reason.error()) {
        // Everything that would have gone to a place where nothing answers.
        (Some(a), Some(b)) if is_unreachable(one) && is_unreachable(other) => a.message == b.message,
        (Some(a), Some(b)) => a.request.is_some() && a.request == b.request && a.message == b.message,
        _ => false,
    }
}

/// Returns whether nothing was sent because nothing there answers.
pub(super) fn is_unreachable(failure: &Failure) -> bool {
    matches!(failure.reason, Reason::Unreachable(_))
}

/// Returns what went wrong, labelled where it is declared.
pub(crate) fn diagnostics(report: &Report, topology: Option<&Topology>) -> Diagnostics {
    groups(report).iter().take(SHOWN).map(|group| one(group, report, topology)).collect()
}

fn one(group: &Group<'_>, report: &Report, topology: Option<&Topology>) -> Diagnostic {
    let failure = group[0];
    let (message, words) = told(failure, group.len());
    let mut diagnostic = Diagnostic::error(failure.reason.code(), message);
    let mut labelled = false;
    for failure in group.iter().take(LABELLED) {
        let declared = topology.and_then(|topology| topology.declarations.get(&failure.address));
        let Some(origin) = declared.map(|declared| &declared.origin) else { continue };
        if diagnostic.labels.iter().any(|label| label.span == origin.call) {
            continue;
        }
        diagnostic = diagnostic.label(origin.call, if labelled { "" } else { words.as_str() });
        if !labelled {
            diagnostic = diagnostic.traced(&origin.trace);
        }
        labelled = true;
    }
    if !labelled && !words.is_empty() {
        diagnostic = diagnostic.note(words);
    }
    if group.len() > 1 && matches!(failure.reason, Reason::Refused(_)) {
        let changes = count(group.len(), "change");
        diagnostic = diagnostic.note(format!("nothing in this batch was written ({changes}, atomic)"));
    }
    if let Some(error) = failure.reason.error() {
        let request = error.request.as_deref().map(|request| format!("request {request} · "));
        let time = time_of_day(report.ended);
        diagnostic = diagnostic.note(format!("{}{} · {time}", request.unwrap_or_default(), error.region));
    }
    diagnostic.hints.extend(failure.hint.clone());
    diagnostic
}

/// Returns the message of a failure, and the words for its label.
fn told(failure: &Failure, number: usize) -> (String, String) {
    let name = clean(failure.address.as_str()).into_owned();
    match &failure.reason {
        Reason::Refused(error) => {
            let service = service_name(error.call.split(':').next().unwrap_or_default());
            let more = if number > 1 { format!(" and {} more", number - 1) } else { String::new() };
            let words = error.message.trim_end_matches('.').to_owned();
            (format!("{service} refused `{name}`{more}: {}", error.code), words)
        }
        other => {
            let more = if number > 1 { format!(" and {} more", number - 1) } else { String::new() };
            (format!("`{name}`{more}: {other}"), String::new())
        }
    }
}

/// Returns the name that people know a service by.
fn service_name(service: &str) -> &str {
    match service {
        "route53" => "Route 53",
        "globalaccelerator" => "Global Accelerator",
        "dynamodb" => "DynamoDB",
        "cloudwatch" => "CloudWatch",
        "sns" => "SNS",
        "elb" | "elbv2" | "elasticloadbalancing" => "Elastic Load Balancing",
        "sts" => "STS",
        other => other,
    }
}
