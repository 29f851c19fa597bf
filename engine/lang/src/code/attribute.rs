//! `attribute::…`: keys and values of object maps and positional arguments.

use tandem_core::schema::Mismatch;
use tandem_core::{Attribute, Diagnostic, Path, Span};

use super::{Explanation, did_you_mean, hinted, nearest};

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "attribute::unknown",
        "The object map has a key that the kind does not know, or one that only the cloud can set.\n\n    \
         zone.record(\"www\", #{ type: \"A\", tttl: 60 });   // did you mean `ttl`?\n\n`tandem doc KIND` lists the \
         attributes. Every managed resource also takes `after`, \
         `allow` and `protect`.",
    ),
    (
        "attribute::missing",
        "The object map lacks an attribute that has no default.\n\n    zone.record(\"www\", #{ ttl: 60 });              \
         // `type` is missing\n    zone.record(\"www\", #{ type: \"A\", ttl: 60 });",
    ),
    (
        "attribute::type",
        "The value is not of the attribute's type. Numbers are not written in quotes, a single value is not a list, \
         and a resource goes where a resource is asked for.\n\n    ttl: \"60\"              // must be an integer\n    \
         values: \"192.0.2.1\"     // must be a list\n    health_check: \"abc\"     // must be a handle",
    ),
    (
        "attribute::range",
        "The value is of the right type and outside of what the service takes: too small or large, too short or long, \
         too few or many items.\n\n    ttl: -1        // an integer from 0 to 2147483647",
    ),
    (
        "attribute::pattern",
        "The text has characters or a form that the service does not take. The message says what is expected.\n\n    \
         sns::topic(site, \"on call\");   // letters, digits, dashes and underscores",
    ),
    (
        "attribute::enumeration",
        "The attribute takes one of a few words, written with the capitals that AWS gives them.\n\n    type: \"https\"    \
         // write \"HTTPS\"",
    ),
    (
        "attribute::duration",
        "Durations are strings with a unit, so that nobody has to guess it: `\"30s\"`, `\"2m\"`, `\"1h\"`, \
         `\"7d\"`.\n\n    interval: 10       // write \"10s\"",
    ),
];

/// Returns the diagnostic for a way in which an argument does not fit, at the place it is written.
pub(crate) fn mismatch(mismatch: &Mismatch, at: Span, label: &str) -> Diagnostic {
    hinted(Diagnostic::error(mismatch.code, &mismatch.message).label(at, label), mismatch.hint.clone())
}

/// Returns the diagnostic for a key that is not among some attributes, in the words of the check in `core`.
pub(crate) fn unknown(key: &str, attributes: &[Attribute], extra: &[&str], at: Span) -> Diagnostic {
    let computed = attributes.iter().any(|attribute| attribute.name == key);
    let names = attributes.iter().filter(|attribute| attribute.is_argument()).map(|attribute| attribute.name);
    let near = nearest(key, names.chain(extra.iter().copied()));
    let (message, hint) = if computed {
        (format!("`{key}` cannot be set: it is known after apply"), None)
    } else {
        (format!("there is no attribute `{key}`"), did_you_mean(near))
    };
    hinted(Diagnostic::error("attribute::unknown", message).label(at, ""), hint)
}

/// Returns the mismatch of a value that is of no type that fits.
pub(crate) fn wrong_type(path: &Path, expected: &str, found: &str, hint: Option<String>) -> Mismatch {
    Mismatch {
        code: "attribute::type",
        path: path.clone(),
        key: false,
        message: format!("`{path}` must be {expected}, not {found}"),
        hint,
    }
}
