//! One diagnostic for what every iteration of a loop does alike.

use std::collections::BTreeMap;

use tandem_core::{Diagnostic, Severity, Span};

use super::Finding;

/// How many other iterations are named; further ones are counted.
const NAMED: usize = 4;

/// Returns the diagnostics of some findings; those that differ in nothing but how the run came there become one.
pub(super) fn merged(findings: Vec<Finding>) -> Vec<Diagnostic> {
    let mut merged: Vec<(Diagnostic, Vec<String>)> = Vec::new();
    let mut places: BTreeMap<Words, usize> = BTreeMap::new();
    for Finding { diagnostic, .. } in findings {
        let Some(at) = places.get(&words(&diagnostic)) else {
            places.insert(words(&diagnostic), merged.len());
            merged.push((diagnostic, Vec::new()));
            continue;
        };
        let (first, others) = &mut merged[*at];
        let innermost = diagnostic.trace.first().map(|point| point.text.clone());
        let new = innermost.filter(|text| first.trace.first().is_none_or(|point| point.text != *text));
        others.extend(new.filter(|text| !others.contains(text)));
    }
    merged.into_iter().map(|(diagnostic, others)| with(diagnostic, &others)).collect()
}

/// Everything that a diagnostic says, without how the run came there.
type Words = (Severity, Vec<(Span, String)>, Vec<String>);

fn words(diagnostic: &Diagnostic) -> Words {
    let labels = diagnostic.labels.iter().map(|label| (label.span, label.text.clone())).collect();
    let texts = [diagnostic.code.as_ref(), &diagnostic.message].into_iter();
    let texts = texts.chain(diagnostic.notes.iter().chain(&diagnostic.hints).map(String::as_str));
    (diagnostic.severity, labels, texts.map(str::to_owned).collect())
}

fn with(mut diagnostic: Diagnostic, others: &[String]) -> Diagnostic {
    if others.is_empty() {
        return diagnostic;
    }
    let named = others.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = others.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    diagnostic.notes.push(format!("the same {named}{more}"));
    diagnostic
}

#[cfg(test)]
mod tests {
    use tandem_core::{Severity, Span, Tracepoint};

    use super::merged;
    use crate::check::Finding;

    fn found(iteration: &str) -> Finding {
        let mut found = Finding::new("AA000", Severity::Error, "wrong");
        let point = Tracepoint { span: Span::default(), text: iteration.to_owned() };
        found.diagnostic = found.diagnostic.label(Span::default(), "here").traced(&[point]);
        found
    }

    #[test]
    fn iterations_of_a_loop_are_told_once() {
        let texts = ["for n = 1 (1 of 2)", "for n = 2 (2 of 2)", "for n = 1 (1 of 2)"];
        let all = merged(texts.map(found).to_vec());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].trace[0].text, "for n = 1 (1 of 2)");
        assert_eq!(all[0].notes, ["the same for n = 2 (2 of 2)"]);
    }

    #[test]
    fn other_words_are_another_finding() {
        let mut other = found("for n = 2 (2 of 2)");
        other.diagnostic.message = "wrong too".to_owned();
        assert_eq!(merged(vec![found("for n = 1 (1 of 2)"), other]).len(), 2);
    }
}
