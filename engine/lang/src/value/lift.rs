//! From arguments to the values that scripts handle.

use rhai::{Array, Dynamic, Map};
use tandem_core::{Argument, Registry, Value};

use super::{Handle, Unknown};

/// Returns the script's value for an argument.
pub(crate) fn lift(argument: &Argument, registry: &Registry) -> Dynamic {
    match argument {
        Argument::Value(value) => lift_value(value),
        Argument::List(items) => {
            Dynamic::from_array(items.iter().map(|item| lift(item, registry)).collect::<Array>())
        }
        Argument::Map(entries) => {
            let lifted = entries.iter().map(|(key, entry)| (key.as_str().into(), lift(entry, registry)));
            Dynamic::from_map(lifted.collect::<Map>())
        }
        Argument::Reference(reference) if reference.path.0.is_empty() => {
            match registry.kind(reference.address.kind()) {
                Some(kind) => Dynamic::from(Handle { address: reference.address.clone(), kind: kind.name }),
                None => Dynamic::from(Unknown::reference(reference.clone())),
            }
        }
        Argument::Reference(reference) => Dynamic::from(Unknown::reference(reference.clone())),
        Argument::Template(parts) if parts.is_empty() => Dynamic::from(Unknown::Poison),
        Argument::Template(parts) => Dynamic::from(Unknown::Pending(parts.clone().into())),
    }
}

/// Returns the script's value for a known value.
pub(crate) fn lift_value(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(truth) => (*truth).into(),
        Value::Integer(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::String(text) => text.as_str().into(),
        Value::List(items) => Dynamic::from_array(items.iter().map(lift_value).collect::<Array>()),
        Value::Map(entries) => {
            let lifted = entries.iter().map(|(key, value)| (key.as_str().into(), lift_value(value)));
            Dynamic::from_map(lifted.collect::<Map>())
        }
        Value::Secret(sealed) => Dynamic::from(Unknown::Pending(sealed.parts().collect())),
    }
}
