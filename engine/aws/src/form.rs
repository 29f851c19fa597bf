//! Options of forms, taken from schemas.

use tandem_core::schema::Presence;
use tandem_core::{Attribute, Kind};

/// Returns the attributes of a kind that a script may set, as the options of its form.
pub(crate) fn options(kind: &Kind) -> Vec<Attribute> {
    kind.arguments().cloned().collect()
}

/// Returns options of which one may be left out, because a positional parameter or the form gives it.
pub(crate) fn with_optional(mut options: Vec<Attribute>, name: &str) -> Vec<Attribute> {
    for option in options.iter_mut().filter(|option| option.name == name) {
        option.presence = Presence::Optional;
    }
    options
}

/// Returns options without some, because positional parameters or the form give them.
pub(crate) fn without(options: Vec<Attribute>, names: &[&str]) -> Vec<Attribute> {
    options.into_iter().filter(|option| !names.contains(&option.name)).collect()
}
