//! Checks an argument against a type, and brings it into the form in which it is stored and compared.

use std::collections::BTreeMap;

use super::{Attribute, Presence, StringForm, StringType, Type};
use crate::argument::Arguments;
use crate::path::Path;
use crate::suggestion::nearest;
use crate::{Argument, Value, duration};

/// One way in which an argument does not fit its type.
#[derive(Clone, PartialEq, Debug)]
pub struct Mismatch {
    /// The stable name: `attribute::type`, `::range`, `::unknown`, `::missing`, `::enumeration`, `::duration`.
    pub code: &'static str,
    /// Where, from the argument inwards.
    pub path: Path,
    /// Whether the key is at fault rather than its value.
    pub key: bool,
    /// What is wrong; lower case, no final period.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

/// Returns the argument in the form in which it is stored and compared, and every way in which it does not fit.
///
/// References and templates are taken on trust here: whoever knows the topology checks them against the attribute
/// they point at.
pub fn check(argument: &Argument, ty: &Type, path: &Path) -> (Argument, Vec<Mismatch>) {
    let mut mismatches = Vec::new();
    let checked = check_into(argument, ty, path, &mut mismatches);
    (checked, mismatches)
}

/// Returns the entries of an object map in the form in which they are stored, defaults filled in, and every mismatch:
/// unknown keys, missing ones, wrong values.
pub fn check_arguments(entries: Arguments, attributes: &[Attribute]) -> (Arguments, Vec<Mismatch>) {
    let mut mismatches = Vec::new();
    let checked = check_entries(entries, attributes, &Path::default(), &mut mismatches);
    (checked, mismatches)
}

/// Returns a value in the form in which it is stored and compared; one that does not fit stays as it is.
pub fn canonical(value: &Value, ty: &Type) -> Value {
    let (argument, _) = check(&Argument::Value(value.clone()), ty, &Path::default());
    argument.into_known().unwrap_or_else(|| value.clone())
}

fn check_into(argument: &Argument, ty: &Type, path: &Path, out: &mut Vec<Mismatch>) -> Argument {
    if matches!(argument, Argument::Reference(_) | Argument::Template(_)) {
        return argument.clone();
    }
    if let Argument::Value(Value::Secret(_)) = argument {
        // What it comes to is for the cloud to judge; what may hold one is checked where the topology is made.
        return argument.clone();
    }
    match ty {
        Type::Any | Type::Reference { .. } => argument.clone(),
        Type::List { item, min, max, unordered } => {
            check_list(argument, &ListType { item, min: *min, max: *max, unordered: *unordered }, path, out)
        }
        Type::Map { value, max } => check_map(argument, value, *max, path, out),
        Type::Struct(attributes) => check_struct(argument, attributes, path, out),
        Type::OneOf(types) => check_one_of(argument, types, path, out),
        _ => match argument.known() {
            Some(value) => check_scalar(value, ty, path, out).into(),
            None => mistyped(argument, ty, path, out),
        },
    }
}

fn check_scalar(value: &Value, ty: &Type, path: &Path, out: &mut Vec<Mismatch>) -> Value {
    match (ty, value) {
        (Type::String(string), Value::String(text)) => check_string(text, string, path, out),
        (Type::Integer { min, max }, Value::Integer(number)) => {
            if number < min || number > max {
                out.push(out_of_range(path, &number.to_string(), &ty.noun()));
            }
            value.clone()
        }
        (Type::Number { min, max }, Value::Integer(_) | Value::Number(_)) => {
            let number = value.as_number().unwrap_or_default();
            if number < *min || number > *max {
                out.push(out_of_range(path, &number.to_string(), &ty.noun()));
            }
            Value::number(number)
        }
        (Type::Boolean, Value::Bool(_)) => value.clone(),
        (Type::Duration { min, max, only }, _) => check_duration(value, (*min, *max, only), path, out),
        (Type::Enumeration(words), Value::String(text)) => check_word(text, words, path, out),
        (Type::Region, Value::String(text)) => check_region(text, path, out),
        (Type::PortRange, _) => check_ports(value, path, out),
        _ => {
            out.push(wrong_type(path, value.noun(), ty));
            value.clone()
        }
    }
}

fn check_string(text: &str, string: &StringType, path: &Path, out: &mut Vec<Mismatch>) -> Value {
    let length = text.chars().count();
    if length < string.min || length > string.max {
        let limits = match (string.min, string.max) {
            (min, usize::MAX) => format!("at least {min}"),
            (0, max) => format!("at most {max}"),
            (min, max) => format!("{min} to {max}"),
        };
        out.push(Mismatch {
            code: "attribute::range",
            path: path.clone(),
            key: false,
            message: format!("`{path}` has {length} characters; it takes {limits}"),
            hint: None,
        });
    }
    if let Some(pattern) = string.pattern.as_ref().filter(|pattern| !pattern.matches(text)) {
        out.push(Mismatch {
            code: "attribute::pattern",
            path: path.clone(),
            key: false,
            message: format!("`{path}` must be {}, not `{text}`", pattern.what),
            hint: None,
        });
    }
    match string.form {
        StringForm::Plain | StringForm::Json => Value::from(text),
        StringForm::CaseInsensitive => Value::from(text.to_ascii_lowercase()),
        StringForm::Domain => {
            let lower = text.to_ascii_lowercase();
            Value::from(lower.strip_suffix('.').filter(|rest| !rest.is_empty()).unwrap_or(&lower))
        }
    }
}

fn check_duration(
    value: &Value,
    (min, max, only): (u64, u64, &[u64]),
    path: &Path,
    out: &mut Vec<Mismatch>,
) -> Value {
    let Some(seconds) = value.as_str().and_then(duration::seconds) else {
        let hint = match value {
            Value::Integer(number) => format!("write `\"{number}s\"`"),
            _ => "write a whole number and a unit: `\"30s\"`, `\"2m\"`, `\"1h\"`, `\"7d\"`".to_owned(),
        };
        out.push(Mismatch {
            code: "attribute::duration",
            path: path.clone(),
            key: false,
            message: format!("`{path}` must be a duration with a unit, not {value}"),
            hint: Some(hint),
        });
        return value.clone();
    };
    if seconds < min || seconds > max || !(only.is_empty() || only.contains(&seconds)) {
        let allowed = if only.is_empty() {
            format!("from {} to {}", duration::text(min), duration::text(max))
        } else {
            only.iter().map(|one| format!("`\"{}\"`", duration::text(*one))).collect::<Vec<_>>().join(" or ")
        };
        out.push(out_of_range(path, &duration::text(seconds), &allowed));
    }
    Value::from(duration::text(seconds))
}

fn check_word(text: &str, words: &[&str], path: &Path, out: &mut Vec<Mismatch>) -> Value {
    if !words.contains(&text) {
        let folded = words.iter().find(|word| word.eq_ignore_ascii_case(text));
        let near = folded.copied().or_else(|| nearest(text, words.iter().copied()));
        out.push(Mismatch {
            code: "attribute::enumeration",
            path: path.clone(),
            key: false,
            message: format!("`{path}` cannot be `\"{text}\"`"),
            hint: Some(match near {
                Some(word) => format!("write `\"{word}\"`"),
                None => format!("it is one of {}", words.join(", ")),
            }),
        });
    }
    Value::from(text)
}

fn check_region(text: &str, path: &Path, out: &mut Vec<Mismatch>) -> Value {
    if crate::region::find(text).is_none() {
        let near = nearest(text, crate::region::names());
        out.push(Mismatch {
            code: "region::unknown",
            path: path.clone(),
            key: false,
            message: format!("there is no region `{text}`"),
            hint: near.map(|name| format!("did you mean `{name}`?")),
        });
    }
    Value::from(text)
}

fn check_ports(value: &Value, path: &Path, out: &mut Vec<Mismatch>) -> Value {
    let ends = match value {
        Value::Integer(port) => Some((*port, *port)),
        Value::Map(_) => {
            value.get("from").and_then(Value::as_integer).zip(value.get("to").and_then(Value::as_integer))
        }
        _ => None,
    };
    let Some((from, to)) = ends else {
        out.push(wrong_type(path, value.noun(), &Type::PortRange));
        return value.clone();
    };
    if from < 1 || to > 65_535 || from > to {
        out.push(out_of_range(path, &format!("{from}..={to}"), "ports from 1 to 65535, the lower one first"));
    }
    Value::map([("from", Value::Integer(from)), ("to", Value::Integer(to))])
}

struct ListType<'a> {
    item: &'a Type,
    min: usize,
    max: usize,
    unordered: bool,
}

fn check_list(argument: &Argument, list: &ListType<'_>, path: &Path, out: &mut Vec<Mismatch>) -> Argument {
    let Some(items) = argument.items() else {
        let whole = Type::List { item: Box::new(list.item.clone()), min: 0, max: 0, unordered: false };
        return mistyped(argument, &whole, path, out);
    };
    if items.len() < list.min || items.len() > list.max {
        let limits = match (list.min, list.max) {
            (min, usize::MAX) => format!("at least {min}"),
            (0, max) => format!("at most {max}"),
            (min, max) => format!("{min} to {max}"),
        };
        out.push(Mismatch {
            code: "attribute::range",
            path: path.clone(),
            key: false,
            message: format!("`{path}` has {}; it takes {limits}", crate::count::count(items.len(), "item")),
            hint: None,
        });
    }
    let checked =
        items.iter().enumerate().map(|(at, item)| check_into(item, list.item, &path.index(at), out));
    let mut checked: Vec<Argument> = checked.collect();
    if list.unordered {
        checked.sort_by_cached_key(order);
        checked.dedup();
    }
    Argument::list(checked)
}

/// Returns what items of a set are sorted by. Secrets look alike, so their hashes decide.
fn order(item: &Argument) -> (String, String) {
    let hash = match item {
        Argument::Value(Value::Secret(sealed)) => sealed.hash.clone(),
        _ => String::new(),
    };
    (item.to_string(), hash)
}

fn check_map(
    argument: &Argument,
    value: &Type,
    max: usize,
    path: &Path,
    out: &mut Vec<Mismatch>,
) -> Argument {
    let Some(entries) = argument.entries() else {
        let whole = Type::Map { value: Box::new(value.clone()), max };
        return mistyped(argument, &whole, path, out);
    };
    if entries.len() > max {
        out.push(Mismatch {
            code: "attribute::range",
            path: path.clone(),
            key: false,
            message: format!("`{path}` has {} entries; it takes at most {max}", entries.len()),
            hint: None,
        });
    }
    let checked =
        entries.iter().map(|(key, entry)| (key.clone(), check_into(entry, value, &path.key(key), out)));
    Argument::map(checked.collect())
}

fn check_struct(
    argument: &Argument,
    attributes: &[Attribute],
    path: &Path,
    out: &mut Vec<Mismatch>,
) -> Argument {
    match argument.entries() {
        Some(entries) => Argument::map(check_entries(entries, attributes, path, out)),
        None => mistyped(argument, &Type::Struct(Vec::new()), path, out),
    }
}

/// Checks the entries of an object map against attributes: unknown keys, missing ones, every value; fills in defaults.
fn check_entries(
    mut entries: Arguments,
    attributes: &[Attribute],
    path: &Path,
    out: &mut Vec<Mismatch>,
) -> Arguments {
    let mut checked = BTreeMap::new();
    for attribute in attributes.iter().filter(|attribute| attribute.is_argument()) {
        let here = path.key(attribute.name);
        match (entries.remove(attribute.name), &attribute.presence) {
            (Some(argument), _) if argument.known().is_some_and(Value::is_null) => {
                if attribute.presence == Presence::Required {
                    out.push(missing(path, attribute));
                }
            }
            (Some(argument), _) => {
                checked.insert(attribute.name.to_owned(), check_into(&argument, &attribute.ty, &here, out));
            }
            (None, Presence::Required) => out.push(missing(path, attribute)),
            (None, Presence::Default(value)) => {
                checked.insert(attribute.name.to_owned(), value.clone().into());
            }
            (None, _) => (),
        }
    }
    for key in entries.keys() {
        out.push(unknown(key, attributes, path));
    }
    checked
}

fn unknown(key: &str, attributes: &[Attribute], path: &Path) -> Mismatch {
    let computed = attributes.iter().any(|attribute| attribute.name == key && !attribute.is_argument());
    let names = attributes.iter().filter(|attribute| attribute.is_argument()).map(|attribute| attribute.name);
    let near = nearest(key, names);
    let (message, hint) = if computed {
        (format!("`{key}` cannot be set: it is known after apply"), None)
    } else {
        (format!("there is no attribute `{key}`"), near.map(|name| format!("did you mean `{name}`?")))
    };
    Mismatch { code: "attribute::unknown", path: path.key(key), key: true, message, hint }
}

fn missing(path: &Path, attribute: &Attribute) -> Mismatch {
    Mismatch {
        code: "attribute::missing",
        path: path.clone(),
        key: true,
        message: format!("`{}` is missing", path.key(attribute.name)),
        hint: Some(format!("it is {}", attribute.ty.noun())),
    }
}

fn check_one_of(argument: &Argument, types: &[Type], path: &Path, out: &mut Vec<Mismatch>) -> Argument {
    let tries = types.iter().map(|ty| check(argument, ty, path));
    let mut best: Option<(Argument, Vec<Mismatch>)> = None;
    for (checked, mismatches) in tries {
        if mismatches.is_empty() {
            return checked;
        }
        // The type that got furthest inside knows best what is wrong; a plain type mismatch at the top knows least.
        let depth = |found: &[Mismatch]| found.iter().map(|mismatch| mismatch.path.0.len()).max();
        let right_shape =
            |found: &[Mismatch]| found.iter().all(|m| m.code != "attribute::type" || m.path != *path);
        let better = best.as_ref().is_none_or(|(_, before)| {
            (right_shape(&mismatches), depth(&mismatches)) > (right_shape(before), depth(before))
        });
        if better {
            best = Some((checked, mismatches));
        }
    }
    match best {
        Some((checked, mismatches))
            if mismatches.iter().any(|m| m.code != "attribute::type" || m.path != *path) =>
        {
            out.extend(mismatches);
            checked
        }
        _ => mistyped(argument, &Type::OneOf(types.to_vec()), path, out),
    }
}

fn mistyped(argument: &Argument, ty: &Type, path: &Path, out: &mut Vec<Mismatch>) -> Argument {
    let noun = match argument {
        Argument::Value(value) => value.noun(),
        Argument::List(_) => "a list",
        Argument::Map(_) => "an object map",
        Argument::Reference(_) | Argument::Template(_) => "a reference",
    };
    out.push(wrong_type(path, noun, ty));
    argument.clone()
}

fn wrong_type(path: &Path, noun: &str, ty: &Type) -> Mismatch {
    Mismatch {
        code: "attribute::type",
        path: path.clone(),
        key: false,
        message: format!("`{path}` must be {}, not {noun}", ty.noun()),
        hint: None,
    }
}

fn out_of_range(path: &Path, value: &str, allowed: &str) -> Mismatch {
    Mismatch {
        code: "attribute::range",
        path: path.clone(),
        key: false,
        message: format!("`{path}` is {value}; it must be {allowed}"),
        hint: None,
    }
}
