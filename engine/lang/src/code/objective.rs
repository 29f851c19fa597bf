//! `objective::…`: what a topology must survive.

use tandem_core::{Diagnostic, Span};

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "objective::names",
        "An objective is about names that clients use: DNS names, as text that is known when the script runs.\n\n    \
         objective([\"api.example.com\"], #{ survive: #{ regions: 1 }, recover_within: \"2m\" });",
    ),
    (
        "objective::shares",
        "`demand` says which share of all clients comes from where, so its shares make up one together.\n\n    demand: \
         #{ EU: 0.6, NA: 0.4 }",
    ),
];

pub(crate) fn empty(at: Span) -> Diagnostic {
    Diagnostic::error("objective::names", "an objective needs at least one name")
        .label(at, "")
        .hint("write the DNS names that clients use: `[\"api.example.com\"]`")
}

pub(crate) fn shares(sum: f64, at: Span) -> Diagnostic {
    Diagnostic::error("objective::shares", format!("the shares of `demand` make up {sum}, not 1"))
        .label(at, "")
}
