//! `reference::…`: attributes of other resources, and what is known of them when.

use tandem_core::{Diagnostic, Kind, Registry, Span};

use super::{Explanation, did_you_mean, hinted, nearest};
use crate::value::REGION;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "reference::unknown_attribute",
        "The kind has no attribute of this name, so nothing can refer to it.\n\n    web.dns_nam     // did you mean \
         `dns_name`?\n\n`tandem doc KIND` lists the attributes of a kind, those that are known after apply \
         included. A method is called with parentheses.",
    ),
    (
        "reference::known_after_apply",
        "The value is decided by the cloud: while the script runs there is only a reference to it. It can be passed \
         on, put into a list or map, and written into text with `${…}`; it cannot be compared, branched on, iterated \
         over or computed with, because nobody knows it yet.\n\n    output(\"name\", `https://${web.dns_name}/`);     // \
         fine\n    if web.dns_name == \"x\" { … }                   // known after apply\n\nDecide by what the script \
         itself knows: a name, a region, an input.",
    ),
    (
        "reference::resource_in_text",
        "A resource is not text. Write the attribute that is meant.\n\n    `https://${web}/`             // which of \
         them?\n    `https://${web.dns_name}/`",
    ),
    (
        "reference::damaged",
        "The text holds what is left of a value that is known after apply: it was turned into text in a way that \
         cannot be undone, such as printing a list into a string. Interpolate the value itself.",
    ),
    (
        "reference::read_only",
        "A resource's attributes are set in the object map of the call that declares it; a handle only reads \
         them.\n\n    zone.comment = \"shop\";                                     // error\n    \
         route53::hosted_zone(\"example.com\", #{ comment: \"shop\" });",
    ),
];

/// Returns what is wrong with reading an attribute of a kind, if anything is.
pub(crate) fn check_attribute(kind: &Kind, registry: &Registry, name: &str, at: Span) -> Option<Diagnostic> {
    if kind.attribute(name).is_some() || name == REGION {
        return None;
    }
    let receiver = tandem_core::form::Receiver::Handle(kind.name);
    if registry.form(receiver, name).is_some() {
        let message = format!("`{}` has no attribute `{name}`", kind.name);
        let diagnostic = Diagnostic::error("reference::unknown_attribute", message).label(at, "");
        return Some(diagnostic.hint(format!("it is a method: write `.{name}(…)`")));
    }
    let near = nearest(name, kind.attributes.iter().map(|attribute| attribute.name));
    let message = format!("`{}` has no attribute `{name}`", kind.name);
    let diagnostic = Diagnostic::error("reference::unknown_attribute", message).label(at, "");
    Some(hinted(diagnostic, did_you_mean(near)))
}

/// Returns the diagnostic for a use of a value that needs to know it. `cannot` completes "cannot …".
pub(crate) fn known_after_apply(cannot: &str, shown: &str, at: Span) -> Diagnostic {
    Diagnostic::error("reference::known_after_apply", format!("cannot {cannot} `{shown}`"))
        .label(at, "known after apply")
        .hint("it can be passed on and interpolated; decide by what the script itself knows")
}

pub(crate) fn resource_in_text(kind: &str, attributes: &[&str], at: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("reference::resource_in_text", format!("a `{kind}` is not text"));
    let diagnostic = diagnostic.label(at, "a resource");
    match attributes.first() {
        Some(attribute) => diagnostic.hint(format!("write one of its attributes, such as `.{attribute}`")),
        None => diagnostic,
    }
}

pub(crate) fn read_only(kind: &str, at: Span) -> Diagnostic {
    Diagnostic::error("reference::read_only", format!("an attribute of a `{kind}` cannot be assigned"))
        .label(at, "handles only read")
        .hint("set it in the object map of the call that declares the resource")
}
