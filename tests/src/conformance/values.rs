//! Values made from types, to try on an attribute.

use std::collections::BTreeMap;

use tandem_core::schema::{Presence, StringForm, check};
use tandem_core::{Argument, Attribute, Path, Type, Value, duration};

/// Returns a value in stored form; none if it does not fit the type.
pub fn stored(value: &Value, ty: &Type) -> Option<Value> {
    let (argument, mismatches) = check(&Argument::Value(value.clone()), &written_out(ty), &Path::default());
    if mismatches.is_empty() { argument.into_known() } else { None }
}

/// Returns a type without the references in it: those take any value on trust.
fn written_out(ty: &Type) -> Type {
    match ty {
        Type::OneOf(types) => {
            let rest = types.iter().filter(|ty| !matches!(ty, Type::Reference { .. }));
            Type::OneOf(rest.map(written_out).collect())
        }
        Type::List { item, min, max, unordered } => {
            Type::List { item: Box::new(written_out(item)), min: *min, max: *max, unordered: *unordered }
        }
        _ => ty.clone(),
    }
}

/// Returns values of a type worth trying, likely ones first; some may not fit.
pub fn candidates(ty: &Type, current: Option<&Value>, example: Option<&Value>) -> Vec<Value> {
    let mut values: Vec<Value> = example.cloned().into_iter().collect();
    values.extend(of_type(ty, current));
    values
}

fn of_type(ty: &Type, current: Option<&Value>) -> Vec<Value> {
    match ty {
        Type::Any => vec!["changed".into()],
        Type::String(string) => match string.form {
            StringForm::Domain => vec!["other.example.net".into(), "changed.example.com".into()],
            StringForm::Json => vec!["{\"changed\":true}".into()],
            StringForm::Plain | StringForm::CaseInsensitive => texts(current),
        },
        Type::Integer { min, max } => integers(*min, *max, current),
        Type::Number { min, max } => {
            let now = current.and_then(Value::as_number).unwrap_or(*min);
            [now + 1.0, now - 1.0, *min, *max].into_iter().map(Value::number).collect()
        }
        Type::Boolean => vec![true.into(), false.into()],
        Type::Duration { min, max, only } => {
            let usual = [60, 30, 300, 120, 600, 3_600, *min, *max];
            let all = if only.is_empty() { usual.to_vec() } else { only.to_vec() };
            all.into_iter().map(|seconds| duration::text(seconds).into()).collect()
        }
        Type::Enumeration(words) => words.iter().map(|word| (*word).into()).collect(),
        Type::List { item, .. } => lists(item, current),
        Type::Map { value, .. } => {
            of_type(value, None).into_iter().map(|value| Value::map([("changed", value)])).collect()
        }
        Type::Struct(attributes) => structs(attributes, current),
        Type::OneOf(types) => types.iter().flat_map(|ty| of_type(ty, current)).collect(),
        Type::Region => ["eu-central-1", "eu-west-3", "us-west-2"].into_iter().map(Value::from).collect(),
        Type::PortRange => vec![Value::Integer(8_443)],
        // A reference is made by a script.
        Type::Reference { .. } => Vec::new(),
    }
}

fn texts(current: Option<&Value>) -> Vec<Value> {
    let longer = current.and_then(Value::as_str).map(|text| Value::from(format!("{text}2")));
    let others = ["changed", "/changed", "arn:aws:sns:us-east-1:123456789012:changed"];
    longer.into_iter().chain(others.map(Value::from)).collect()
}

fn integers(min: i64, max: i64, current: Option<&Value>) -> Vec<Value> {
    let now = current.and_then(Value::as_integer);
    let near = now.into_iter().flat_map(|now| [now.saturating_add(1), now.saturating_sub(1)]);
    near.chain([1, 2, 10, 60, min, max]).map(Value::Integer).collect()
}

fn lists(item: &Type, current: Option<&Value>) -> Vec<Value> {
    let items = of_type(item, None);
    let mut longer = current.and_then(Value::as_list).unwrap_or_default().to_vec();
    longer.extend(items.first().cloned());
    let alone = items.iter().map(|item| Value::List(vec![item.clone()]));
    let firsts = (2..=items.len().min(4)).map(|count| Value::List(items[..count].to_vec()));
    std::iter::once(Value::List(longer)).chain(alone).chain(firsts).collect()
}

/// Returns the struct with each of its attributes changed in turn, and one of nothing but what it must have.
fn structs(attributes: &[Attribute], current: Option<&Value>) -> Vec<Value> {
    let mut values = Vec::new();
    if let Some(Value::Map(entries)) = current {
        for attribute in attributes {
            let now = entries.get(attribute.name);
            for value in candidates(&attribute.ty, now, attribute.example.as_ref()) {
                if stored(&value, &attribute.ty).is_some() && Some(&value) != now {
                    let mut entries = entries.clone();
                    entries.insert(attribute.name.to_owned(), value);
                    values.push(Value::Map(entries));
                }
            }
        }
    }
    let least = least(attributes);
    values.extend(least.clone());
    // With each of those that may be left out.
    for attribute in attributes.iter().filter(|attribute| attribute.presence != Presence::Required) {
        let Some(Value::Map(mut entries)) = least.clone() else { continue };
        let all = candidates(&attribute.ty, None, attribute.example.as_ref());
        // An empty map says as little as none.
        let says = |value: &Value| value.as_map().is_none_or(|entries| !entries.is_empty());
        if let Some(value) =
            all.into_iter().find(|value| says(value) && stored(value, &attribute.ty).is_some())
        {
            entries.insert(attribute.name.to_owned(), value);
            values.insert(0, Value::Map(entries));
        }
    }
    values
}

fn least(attributes: &[Attribute]) -> Option<Value> {
    let mut entries = BTreeMap::new();
    for attribute in attributes.iter().filter(|attribute| attribute.presence == Presence::Required) {
        let all = candidates(&attribute.ty, None, attribute.example.as_ref());
        let value = all.into_iter().find(|value| stored(value, &attribute.ty).is_some())?;
        entries.insert(attribute.name.to_owned(), value);
    }
    Some(Value::Map(entries))
}
