//! From the values that scripts handle to arguments, led by the type that is asked for.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use rhai::{Array, Dynamic, FnPtr, ImmutableString, Map};
use tandem_core::schema::Mismatch;
use tandem_core::{Argument, Path, Reference, Type, Value};

use super::{Handle, MARK, Pair, Region, Unknown};
use crate::code::attribute::wrong_type;

/// The deepest nesting of lists and maps that makes an argument.
const DEPTH: usize = 64;

/// What a conversion finds beside the arguments.
#[derive(Debug, Default)]
pub(crate) struct Conversion {
    /// The values that fit nowhere.
    pub(crate) mismatches: Vec<Mismatch>,
    /// Whether some value follows from a mistake that has been reported.
    pub(crate) poisoned: bool,
}

impl Conversion {
    /// Returns the argument that a value makes where a type is asked for. What cannot be one is noted and becomes an
    /// empty template, which fits everywhere.
    pub(crate) fn argument(&mut self, value: &Dynamic, ty: &Type, path: &Path) -> Argument {
        if path.0.len() > DEPTH {
            return self.wrong(path, ty, "something nested so deeply", None);
        }
        if let Some(known) = scalar(value) {
            return Argument::Value(known);
        }
        if let Some(text) = value.read_lock::<ImmutableString>() {
            return self.text(&text, path);
        }
        if let Some(items) = value.read_lock::<Array>() {
            let item_type = item_type(ty);
            let items = items.iter().enumerate();
            return Argument::list(
                items.map(|(at, item)| self.argument(item, item_type, &path.index(at))).collect(),
            );
        }
        if let Some(entries) = value.read_lock::<Map>() {
            let entries = entries.iter();
            let converted = entries.map(|(key, entry)| {
                let argument = self.argument(entry, entry_type(ty, key), &path.key(key));
                (key.to_string(), argument)
            });
            return Argument::map(converted.collect::<BTreeMap<_, _>>());
        }
        self.special(value, ty, path)
    }

    fn text(&mut self, text: &str, path: &Path) -> Argument {
        if text.contains(MARK) {
            self.mismatches.push(Mismatch {
                code: "reference::damaged",
                path: path.clone(),
                key: false,
                message: format!("`{path}` holds what is left of a value known after apply"),
                hint: Some("interpolate the value itself: `${…}`".to_owned()),
            });
            self.poisoned = true;
            return Unknown::Poison.argument();
        }
        Argument::from(text)
    }

    /// Handles, regions, ranges, closures and what is unknown.
    fn special(&mut self, value: &Dynamic, ty: &Type, path: &Path) -> Argument {
        if let Some(unknown) = value.read_lock::<Unknown>() {
            self.poisoned |= matches!(*unknown, Unknown::Poison);
            return unknown.argument();
        }
        if let Some(handle) = value.read_lock::<Handle>() {
            return self.handle(&handle, ty, path);
        }
        if let Some(region) = value.read_lock::<Region>() {
            if takes_region(ty) {
                return Argument::from(region.0.name);
            }
            return self.wrong(path, ty, "a region", Some("write `.name` for its name".to_owned()));
        }
        if let Some((from, to)) = range(value) {
            return Argument::Value(Value::map([("from", Value::Integer(from)), ("to", Value::Integer(to))]));
        }
        self.wrong(path, ty, &noun(value), None)
    }

    fn handle(&mut self, handle: &Handle, ty: &Type, path: &Path) -> Argument {
        if let Some(attribute) = passed_on(ty, handle.kind) {
            let path = if attribute.is_empty() { Path::default() } else { Path::attribute(attribute) };
            return Argument::Reference(Reference { address: handle.address.clone(), path });
        }
        let hint = match ty {
            Type::Reference { .. } | Type::List { .. } | Type::Struct(_) | Type::Map { .. } => None,
            _ => Some("pass one of its attributes".to_owned()),
        };
        self.wrong(path, ty, &format!("a `{}`", handle.kind), hint)
    }

    fn wrong(&mut self, path: &Path, ty: &Type, found: &str, hint: Option<String>) -> Argument {
        let mismatch = match ty {
            Type::Any => Mismatch {
                message: format!("`{path}` cannot be {found}"),
                ..wrong_type(path, "", found, hint)
            },
            ty => wrong_type(path, &ty.noun(), found, hint),
        };
        self.mismatches.push(mismatch);
        self.poisoned = true;
        Unknown::Poison.argument()
    }
}

/// Returns what a value is, with its article, for messages.
pub(crate) fn noun(value: &Dynamic) -> String {
    if let Some(known) = scalar(value) {
        return known.noun().to_owned();
    }
    if let Some(handle) = value.read_lock::<Handle>() {
        return format!("a `{}`", handle.kind);
    }
    let noun = if value.is_string() {
        "a string"
    } else if value.is_array() {
        "a list"
    } else if value.is_map() {
        "an object map"
    } else if value.is::<Region>() {
        "a region"
    } else if value.is::<Pair>() {
        "a pair"
    } else if value.is::<FnPtr>() {
        "a function"
    } else if range(value).is_some() {
        "a range"
    } else if value.is::<Unknown>() {
        "a value known after apply"
    } else {
        return format!("a `{}`", value.type_name());
    };
    noun.to_owned()
}

fn scalar(value: &Dynamic) -> Option<Value> {
    if value.is_unit() {
        return Some(Value::Null);
    }
    if let Ok(truth) = value.as_bool() {
        return Some(Value::Bool(truth));
    }
    if let Ok(number) = value.as_int() {
        return Some(Value::Integer(number));
    }
    if let Ok(number) = value.as_float() {
        return Some(Value::number(number));
    }
    value.as_char().ok().map(|character| Value::String(character.to_string()))
}

/// Returns both ends of a range, the upper one included.
fn range(value: &Dynamic) -> Option<(i64, i64)> {
    if let Some(range) = value.read_lock::<RangeInclusive<i64>>() {
        return Some((*range.start(), *range.end()));
    }
    value.read_lock::<Range<i64>>().map(|range| (range.start, range.end.saturating_sub(1)))
}

/// Returns the alternatives of a type.
fn alternatives(ty: &Type) -> &[Type] {
    match ty {
        Type::OneOf(types) => types,
        other => std::slice::from_ref(other),
    }
}

fn item_type(ty: &Type) -> &Type {
    let found = alternatives(ty).iter().find_map(|ty| match ty {
        Type::List { item, .. } => Some(item.as_ref()),
        Type::OneOf(_) => Some(item_type(ty)),
        _ => None,
    });
    found.unwrap_or(&Type::Any)
}

fn entry_type<'t>(ty: &'t Type, key: &str) -> &'t Type {
    let found = alternatives(ty).iter().find_map(|ty| match ty {
        Type::Map { value, .. } => Some(value.as_ref()),
        Type::Struct(attributes) => {
            attributes.iter().find(|attribute| attribute.name == key).map(|attribute| &attribute.ty)
        }
        _ => None,
    });
    found.unwrap_or(&Type::Any)
}

fn takes_region(ty: &Type) -> bool {
    alternatives(ty).iter().any(|ty| match ty {
        Type::Region | Type::Any => true,
        Type::OneOf(_) => takes_region(ty),
        _ => false,
    })
}

/// Returns the attribute that is passed on where a handle of a kind is given; empty for the resource itself.
fn passed_on(ty: &Type, kind: &str) -> Option<&'static str> {
    alternatives(ty).iter().find_map(|ty| match ty {
        Type::Reference { kinds, attribute } if kinds.contains(&kind) => Some(*attribute),
        // A value of a form that takes anything holds the resource itself.
        Type::Any => Some(""),
        Type::OneOf(_) => passed_on(ty, kind),
        _ => None,
    })
}
