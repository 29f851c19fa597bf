//! `address::…`: identities of resources.

use tandem_core::{Address, Diagnostic, Span};

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "address::duplicate",
        "Two declarations have the same address, so they would be one resource with two descriptions. Addresses are \
         made of kind, names and region, never of position.\n\n    for site in sites {\n        sns::topic(sites[0], \
         \"oncall\");    // the same topic each time\n        sns::topic(site, \"oncall\");        // one a region\n    \
         }\n\nGive them different names, or put them into different scopes: `scope(\"shop\", || …)`.",
    ),
    (
        "address::moved_missing",
        "`moved` says what a resource is called now, and no such resource is declared.\n\n    moved(\"storefront\", \
         front);     // `front` is the handle of the resource under its new name",
    ),
    (
        "address::moved_declared",
        "`moved` says that a resource has another name now, but the old name is declared too. Then these are two \
         resources. Take one of the two away.",
    ),
    (
        "address::moved_kind",
        "A resource keeps its kind when its name changes: both addresses of `moved` must be of the same kind.",
    ),
];

pub(crate) fn duplicate(address: &Address, at: Span, first: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("address::duplicate", format!("{address} is declared twice"));
    if at == first {
        return diagnostic
            .label(at, "declared again each time this runs")
            .hint("make its name differ each time");
    }
    diagnostic
        .label(at, "declared again here")
        .label(first, "first declared here")
        .hint("give one another name")
}

pub(crate) fn moved_missing(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("address::moved_missing", format!("nothing that is declared is called `{name}`"))
        .label(at, "")
        .hint("the second argument is the resource as it is called now: its handle, name or address")
}

pub(crate) fn moved_declared(address: &Address, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("address::moved_declared", format!("{address} is still declared"))
        .label(at, "said to have another name now")
        .label(declared, "declared here")
}

pub(crate) fn moved_kind(from: &Address, to: &Address, at: Span) -> Diagnostic {
    let message = format!("a `{}` cannot become a `{}`", from.kind(), to.kind());
    Diagnostic::error("address::moved_kind", message).label(at, "")
}
