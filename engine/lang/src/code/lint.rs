//! `lint::…`: what Rhai lets slip.

use tandem_core::{Diagnostic, Span};

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "lint::interpolation",
        "`${…}` means something in backticks only; in double quotes it is text.\n\n    \"web-${site.name}\"    // the \
         text as it stands\n    `web-${site.name}`",
    ),
    (
        "lint::for_each",
        "The closure given to `for_each` gets the index as its parameter; the item is `this`.\n\n    sites.for_each(|s| \
         print(s));       // 0, 1, 2\n    for s in sites { print(s); }         // the items",
    ),
    (
        "lint::comparison",
        "Values of two types are never equal, and the language does not say so: `\"1\" == 1` is `false`. Compare \
         values of one type.",
    ),
    (
        "lint::handle_comparison",
        "Handles stand for resources, and two handles are never compared. Compare names or regions.\n\n    if zone == \
         other { … }                 // error\n    if zone.name == other.name { … }",
    ),
    (
        "lint::closure_call",
        "A closure is called with `.call`: the name alone looks for a function.\n\n    let alarm = |site| \
         …;\n    alarm(site);         // looks for `fn alarm`\n    alarm.call(site);",
    ),
];

pub(crate) fn interpolation(at: Span) -> Diagnostic {
    Diagnostic::warning("lint::interpolation", "`${…}` is plain text in double quotes")
        .label(at, "")
        .hint("write the string in backticks")
}

pub(crate) fn for_each(name: &str, at: Span) -> Diagnostic {
    Diagnostic::warning("lint::for_each", format!("`{name}` is the index here, not the item"))
        .label(at, "0, 1, 2, …")
        .hint("write `for item in list { … }`, or use `this` for the item")
}

pub(crate) fn comparison(left: &str, right: &str, operator: &str, at: Span) -> Diagnostic {
    let always = if operator == "==" { "false" } else { "true" };
    Diagnostic::warning("lint::comparison", format!("{left} never equals {right}"))
        .label(at, format!("always `{always}`"))
        .hint("compare values of one type")
}

pub(crate) fn handle_comparison(operator: &str, kind: &str, at: Span) -> Diagnostic {
    Diagnostic::error("lint::handle_comparison", format!("a `{kind}` cannot be compared with `{operator}`"))
        .label(at, "resources are not values")
        .hint("compare attributes that are known, such as names")
}

pub(crate) fn closure_call(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("lint::closure_call", format!("`{name}` is a variable, not a function"))
        .label(at, "")
        .hint(format!("if it holds a closure, write `{name}.call(…)`"))
}
