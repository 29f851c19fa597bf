//! `region::…`: regions.

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "region::unknown",
        "AWS has no region of this name, as far as this version knows.\n\n    region(\"eu-west-11\")    // did you mean \
         `eu-west-1`?",
    ),
    (
        "region::twice",
        "The list names a region twice. Everything that is declared for each of its regions would be declared twice.",
    ),
];

use tandem_core::{Diagnostic, Span};

pub(crate) fn twice(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("region::twice", format!("`{name}` is in the list twice")).label(at, "")
}
