//! `output::…`: values that a topology hands out.

use tandem_core::{Diagnostic, Span};

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "output::duplicate",
        "Two outputs bear the same name; only one of them could be read. Give them different names.",
    ),
    (
        "output::value",
        "An output is text, a number, a truth value, or a list or map of those; values known after apply are fine. A \
         resource is not a value: write the attribute that is meant.\n\n    output(\"zone\", zone);              // which \
         attribute?\n    output(\"nameservers\", zone.name_servers);",
    ),
];

pub(crate) fn duplicate(name: &str, at: Span, first: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("output::duplicate", format!("there are two outputs `{name}`"));
    if at == first {
        return diagnostic.label(at, "declared again each time this runs");
    }
    diagnostic.label(at, "declared again here").label(first, "first declared here")
}

pub(crate) fn value(name: &str, found: &str, at: Span) -> Diagnostic {
    Diagnostic::error("output::value", format!("the output `{name}` cannot be {found}"))
        .label(at, "")
        .hint("write the attribute that is meant")
}
