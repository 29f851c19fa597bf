//! Object maps at the end of a call: taken, converted and checked against attributes.

use rhai::{Dynamic, Map};
use tandem_core::argument::Arguments;
use tandem_core::schema::{Mismatch, check_arguments};
use tandem_core::{Argument, Attribute, Path, Span, Type};

use crate::code;
use crate::run::{Session, Written};
use crate::value::{Conversion, Unknown, check_references, noun};

/// Returns the object map at an index of the arguments; `None` if something else stands there, which is reported.
pub(crate) fn options_map(
    session: &Session,
    written: &Written<'_>,
    index: usize,
    name: &str,
    arguments: &mut [&mut Dynamic],
) -> Option<Map> {
    let Some(value) = arguments.get_mut(index) else { return Some(Map::new()) };
    // Rhai passes a variable in first place as it is, not as a copy.
    let value = (**value).clone();
    let value = match value.try_cast_result::<Map>() {
        Ok(map) => return Some(map),
        Err(value) => value,
    };
    let found = match value.read_lock::<Unknown>() {
        Some(unknown) if unknown.parts().is_none() => return None,
        _ => noun(&value),
    };
    let message = format!("the attributes of `{name}` must be an object map, not {found}");
    let diagnostic =
        tandem_core::Diagnostic::error("attribute::type", message).label(written.argument(index), "");
    session.report(diagnostic.hint("write `#{ attribute: value }`"));
    None
}

/// Returns the entries of an object map in the form in which they are stored, and whether nothing is wrong with them.
pub(crate) fn take_map(
    session: &Session,
    written: &Written<'_>,
    index: usize,
    attributes: &[Attribute],
    map: &Map,
) -> (Arguments, bool) {
    let mut conversion = Conversion::default();
    let entries = map.iter().map(|(key, value)| {
        let attribute = attributes.iter().find(|attribute| attribute.name == key.as_str());
        let argument = match attribute {
            Some(attribute) => conversion.argument(value, &attribute.ty, &Path::attribute(key)),
            None => tandem_core::Value::Null.into(),
        };
        (key.to_string(), argument)
    });
    let entries: Arguments = entries.collect();
    let (checked, more) = check_arguments(entries, attributes);
    let Conversion { mut mismatches, poisoned } = conversion;
    mismatches.extend(more);
    for attribute in attributes {
        if let Some(argument) = checked.get(attribute.name) {
            refer(session, argument, &attribute.ty, &Path::attribute(attribute.name), &mut mismatches);
        }
    }
    for mismatch in &mismatches {
        let (at, label) = place(written, index, mismatch);
        session.report(code::attribute::mismatch(mismatch, at, &label));
    }
    (checked, !poisoned && mismatches.is_empty())
}

/// Adds the references that do not fit, unless the same place is wrong already.
pub(super) fn refer(session: &Session, argument: &Argument, ty: &Type, path: &Path, out: &mut Vec<Mismatch>) {
    let mut found = Vec::new();
    check_references(&session.registry, argument, ty, path, &mut found);
    let near = |a: &Path, b: &Path| a.0.starts_with(&b.0) || b.0.starts_with(&a.0);
    found.retain(|mismatch| !out.iter().any(|told| near(&told.path, &mismatch.path)));
    out.extend(found);
}

/// Returns the smallest range that shows a mismatch in the object map, and what to say there.
pub(super) fn place(written: &Written<'_>, index: usize, mismatch: &Mismatch) -> (Span, String) {
    let missing = mismatch.code == "attribute::missing";
    if missing && mismatch.path.0.is_empty() {
        return (written.name, String::new());
    }
    match written.inside(index, &mismatch.path) {
        Some(spans) if mismatch.key && !missing => (spans.key, String::new()),
        Some(spans) => (spans.value, String::new()),
        None => {
            let key = mismatch.path.first_key().unwrap_or_default();
            let label = written.variable(index).map(|variable| format!("`{key}` comes from `{variable}`"));
            (written.argument(index), label.unwrap_or_else(|| format!("`{key}` comes from here")))
        }
    }
}
