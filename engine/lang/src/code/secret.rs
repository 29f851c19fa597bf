//! `secret::…`: values that a script passes on and never sees.

use rhai::Dynamic;
use tandem_core::{Diagnostic, Part, Path, Span};

use super::Explanation;
use crate::native;
use crate::value::{Unknown, holds_secret, is_secret, show_parts};

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "secret::use",
        "A secret is passed on and nothing else: a script holds a reference to it, never its value, so it cannot be \
         compared, branched on, iterated over, computed with, printed, or used to name something. Text that a secret \
         is written into is secret as well.\n\n    let token = secret::env(\"PAGER_TOKEN\");\n    \
         oncall.subscription(\"pager\", #{ protocol: \"https\", endpoint: `https://pager.example.com/${token}` });\n    \
         if token == \"\" { … }                    // error\n\nDecide by what is no secret: an `input`, a name, a \
         region.",
    ),
    (
        "secret::place",
        "The attribute is shown by the cloud or by Tandem, so that a secret in it would be none: it names the object, \
         it is a DNS name or a document that is compared by its meaning, it is published, or something is looked up by \
         it.\n\nGive the secret to an attribute that takes text and that nothing is named by.",
    ),
    (
        "secret::reference",
        "Where a secret is kept must be known while the script runs: the name of the variable, parameter or secret, its \
         version and its key. It cannot be known after apply, and it cannot be a secret itself.\n\n    \
         secret::env(\"PAGER_TOKEN\")\n    secret::ssm(region(\"eu-west-1\"), \"/shop/pager\")\n    \
         secret::manager(region(\"eu-west-1\"), \"shop/pager\", #{ key: \"token\" })",
    ),
];

/// Returns the diagnostic for a use of a value that needs to know it: a secret, or one known after apply. `cannot`
/// completes "cannot …".
pub(crate) fn unknown(cannot: &str, parts: &[Part], at: Span) -> Diagnostic {
    let shown = show_parts(parts);
    if is_secret(parts) {
        used(cannot, &shown, at)
    } else {
        super::reference::known_after_apply(cannot, &shown, at)
    }
}

/// Returns the diagnostic for a use of a value of a script that is not known, or holds what is not.
pub(crate) fn unknown_value(cannot: &str, value: &Dynamic, at: Span) -> Diagnostic {
    match holds_secret(value).or_else(|| crate::value::holds_unknown(value)) {
        Some(Unknown::Pending(parts)) => unknown(cannot, &parts, at),
        _ => super::reference::known_after_apply(cannot, &native::shown(value), at),
    }
}

pub(crate) fn used(cannot: &str, shown: &str, at: Span) -> Diagnostic {
    Diagnostic::error("secret::use", format!("cannot {cannot} the secret `{shown}`"))
        .label(at, "a secret")
        .hint("it can be passed on and interpolated; decide by what is no secret")
}

pub(crate) fn place(path: &Path, kind: &str, reason: &str, at: Span) -> Diagnostic {
    Diagnostic::error("secret::place", format!("`{path}` of a `{kind}` cannot be secret: {reason}"))
        .label(at, "a secret")
        .hint("give the secret to an attribute that takes text and that nothing is named by")
}
