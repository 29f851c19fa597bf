//! `input::…`: values that are given from outside.

use tandem_core::{Diagnostic, Span};

use super::{Explanation, did_you_mean, hinted};

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "input::missing",
        "The script asks for an input that has no value here. Give one on the command line or in the stack's \
         settings, or write what it is otherwise.\n\n    let domain = input(\"domain\", #{ otherwise: \"example.com\" \
         });\n\n    tandem plan --var domain=shop.example.com",
    ),
    (
        "input::value",
        "The text that was given for an input is not of the type that the script asks for.\n\n    input(\"size\", #{ \
         type: \"integer\" })      --var size=large\n\nLists and maps are given as JSON, lists of words also as \
         `a,b,c`.",
    ),
    (
        "input::unknown",
        "A value was given for an input that no script asks for: probably a slip in its name, and then the input has \
         another value than was meant.",
    ),
    (
        "input::twice",
        "Two places ask for the same input and describe it differently. Ask once and pass the value on.",
    ),
];

pub(crate) fn missing(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("input::missing", format!("there is no value for the input `{name}`"))
        .label(at, "no `otherwise` either")
        .hint(format!("give one: `--var {name}=…`"))
}

pub(crate) fn value(name: &str, ty: &str, text: &str, at: Span) -> Diagnostic {
    Diagnostic::error("input::value", format!("the input `{name}` must be {ty}, not `{text}`")).label(at, "")
}

pub(crate) fn otherwise(name: &str, ty: &str, found: &str, at: Span) -> Diagnostic {
    Diagnostic::error("input::value", format!("`otherwise` of the input `{name}` must be {ty}, not {found}"))
        .label(at, "")
}

pub(crate) fn unknown(name: &str, near: Option<&str>, at: Span) -> Diagnostic {
    let diagnostic = Diagnostic::warning("input::unknown", format!("no script asks for the input `{name}`"));
    hinted(diagnostic.label(at, ""), did_you_mean(near))
}

pub(crate) fn twice(name: &str, at: Span, first: Span) -> Diagnostic {
    Diagnostic::error("input::twice", format!("the input `{name}` is asked for twice, differently"))
        .label(at, "here")
        .label(first, "and here")
        .hint("ask once and pass the value on")
}
