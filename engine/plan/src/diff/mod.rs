//! How an object differs from what is declared, attribute by attribute.

mod compare;
mod list;

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::schema::canonical;
use tandem_core::state::Attributes;
use tandem_core::{Argument, Attribute, Difference, Kind, Path, Value};

use compare::Comparison;

/// Returns every attribute, and every place inside one, where an object is not as declared.
///
/// `desired` holds the arguments as far as they are known, defaults filled in; what is not known now counts as a
/// difference. `remembered` holds the arguments of the last apply: where the script still says the same, the cloud has
/// moved, and the difference is marked as drift.
pub(crate) fn differences(
    kind: &Kind,
    desired: &Arguments,
    remembered: &Attributes,
    found: &Attributes,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    for attribute in kind.arguments() {
        let mut here = against(attribute, desired, found);
        if !here.is_empty() {
            let rewritten: BTreeSet<Path> = against(attribute, desired, remembered)
                .into_iter()
                .map(|difference| difference.path)
                .collect();
            for difference in &mut here {
                difference.drift = !rewritten.contains(&difference.path);
            }
            differences.append(&mut here);
        }
    }
    differences
}

/// Returns every place in what can be set of an object where it is otherwise than it was seen before: where, what was
/// seen, what is there. What the cloud fills in does not count.
pub fn drifted(kind: &Kind, seen: &Attributes, now: &Attributes) -> Vec<(Path, Value, Value)> {
    let seen: Arguments =
        seen.iter().map(|(name, value)| (name.clone(), Argument::Value(value.clone()))).collect();
    let differences = kind.arguments().flat_map(|attribute| against(attribute, &seen, now));
    let values = differences.map(|it| (it.path, it.after.known().cloned().unwrap_or_default(), it.before));
    values.collect()
}

fn against(attribute: &Attribute, desired: &Arguments, attributes: &Attributes) -> Vec<Difference> {
    let (argument, value) = (desired.get(attribute.name), attributes.get(attribute.name));
    // Most attributes of most objects are as they should be; bringing them into canonical form costs more.
    match argument {
        None if value.is_none() => return Vec::new(),
        Some(argument) if value.is_some() && argument.known() == value => return Vec::new(),
        _ => (),
    }
    let path = Path::attribute(attribute.name);
    let argument = argument.map(|argument| tandem_core::schema::check(argument, &attribute.ty, &path).0);
    let value = value.map(|value| canonical(value, &attribute.ty));
    let mut comparison = Comparison::default();
    comparison.attribute(attribute, argument.as_ref(), value.as_ref(), &path, false);
    comparison.differences
}
