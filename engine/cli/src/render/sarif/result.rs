//! One finding as a result.

use serde_json::{Value as Json, json};
use tandem_core::{Severity, Span};

use super::region::physical;
use crate::findings::Finding;
use crate::render::text::clean;

/// Returns a finding as a result; `codes` are the rules in their order.
pub(super) fn result(finding: &Finding, codes: &[&str], prefix: &str) -> Json {
    let diagnostic = &finding.diagnostic;
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": message(finding) },
    });
    let place = |span, text: &str| location(finding, span, text, prefix);
    let mut labels = diagnostic.labels.iter();
    if let Some(primary) = labels.find_map(|label| place(label.span, &label.text)) {
        result["locations"] = json!([primary]);
    }
    let related: Vec<Json> = labels.filter_map(|label| place(label.span, &label.text)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    let flows: Vec<Json> = [trace(finding, prefix), story(finding)].into_iter().flatten().collect();
    if !flows.is_empty() {
        result["codeFlows"] = flows.into();
    }
    if let Some(reason) = &finding.allowed {
        let suppression = json!({ "kind": "inSource", "status": "accepted", "justification": clean(reason) });
        result["suppressions"] = json!([suppression]);
    }
    result
}

/// Returns the word for a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// Returns what is wrong, the facts, and the ways out: services show little else.
fn message(finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let mut parts = vec![clean(&diagnostic.message).into_owned()];
    if !diagnostic.notes.is_empty() {
        parts.push(diagnostic.notes.iter().map(|note| clean(note)).collect::<Vec<_>>().join("\n"));
    }
    let hints: Vec<String> = diagnostic.hints.iter().map(|hint| format!("help: {}", clean(hint))).collect();
    if !hints.is_empty() {
        parts.push(hints.join("\n"));
    }
    parts.join("\n\n")
}

fn location(finding: &Finding, span: Span, text: &str, prefix: &str) -> Option<Json> {
    let place = physical(span, &finding.sources, prefix)?;
    Some(match text {
        "" => json!({ "physicalLocation": place }),
        text => json!({ "physicalLocation": place, "message": { "text": clean(text) } }),
    })
}

/// Returns the calls and iterations that led to the place, the outermost first.
fn trace(finding: &Finding, prefix: &str) -> Option<Json> {
    let diagnostic = &finding.diagnostic;
    let outside_in = diagnostic.trace.iter().rev().map(|point| (point.span, point.text.as_str()));
    let place = diagnostic.labels.first().map(|label| (label.span, label.text.as_str()));
    let steps = outside_in.chain(place).filter_map(|(span, text)| location(finding, span, text, prefix));
    let steps: Vec<Json> = steps.map(|location| json!({ "location": location })).collect();
    (!diagnostic.trace.is_empty() && !steps.is_empty())
        .then(|| flow(steps, "how the script comes to this place"))
}

/// Returns the story of an outage: notes that begin with a moment.
fn story(finding: &Finding) -> Option<Json> {
    let moments = finding.diagnostic.notes.iter().filter(|note| is_moment(note));
    let steps: Vec<Json> =
        moments.map(|note| json!({ "location": { "message": { "text": clean(note) } } })).collect();
    (!steps.is_empty()).then(|| flow(steps, "what happens"))
}

fn flow(steps: Vec<Json>, what: &str) -> Json {
    json!({ "message": { "text": what }, "threadFlows": [{ "locations": steps }] })
}

/// Returns whether a note tells what happens at a time: `10 s  …`, `forever  …`.
fn is_moment(note: &str) -> bool {
    let mut words = note.split_whitespace();
    match (words.next(), words.next()) {
        (Some("forever"), Some(_)) => true,
        (Some(number), Some(unit)) => {
            number.parse::<f64>().is_ok() && matches!(unit, "s" | "m" | "min" | "h")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_moment;

    #[test]
    fn moments_are_told_from_facts() {
        assert!(is_moment("10 s     DNS still answers eu-west-1"));
        assert!(is_moment("forever  EU clients fail"));
        assert!(!is_moment("10 records are like it"));
    }
}
