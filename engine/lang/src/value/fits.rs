//! Whether references fit the types they are put in: by the declared type of the attribute they point at.

use tandem_core::schema::Mismatch;
use tandem_core::{Argument, Path, Reference, Registry, Type};

use super::unknown::is_secret;
use crate::code::attribute::wrong_type;

/// Adds every reference inside an argument that does not fit the type at its place, and every known value that
/// stands where a resource is asked for.
pub(crate) fn check_references(
    registry: &Registry,
    argument: &Argument,
    ty: &Type,
    path: &Path,
    out: &mut Vec<Mismatch>,
) {
    match (argument, ty) {
        (Argument::Template(parts), _) if parts.is_empty() => (),
        (_, Type::OneOf(types)) => one_of(registry, argument, types, path, out),
        (Argument::Reference(reference), _) => {
            if let Some(found) = misfit(registry, reference, ty) {
                out.push(wrong_type(path, &ty.noun(), &found, None));
            }
        }
        (Argument::Template(parts), _) if is_secret(parts) => {
            if !ty.takes_secret() {
                out.push(wrong_type(path, &ty.noun(), "a secret", None));
            }
        }
        (Argument::Template(_), _) => {
            if !takes_text(ty) {
                out.push(wrong_type(path, &ty.noun(), "text known after apply", None));
            }
        }
        (Argument::Value(value), Type::Reference { kinds, .. }) if !value.is_null() => {
            let hint = kinds.first().map(|kind| format!("pass the handle that `{kind}(…)` returns"));
            out.push(wrong_type(path, &ty.noun(), value.noun(), hint));
        }
        _ => inside(registry, argument, ty, path, out),
    }
}

fn inside(registry: &Registry, argument: &Argument, ty: &Type, path: &Path, out: &mut Vec<Mismatch>) {
    match ty {
        Type::List { item, .. } if may_hold(item) => {
            for (at, entry) in argument.items().iter().flatten().enumerate() {
                check_references(registry, entry, item, &path.index(at), out);
            }
        }
        Type::Map { value, .. } if may_hold(value) => {
            for (key, entry) in argument.entries().iter().flatten() {
                check_references(registry, entry, value, &path.key(key), out);
            }
        }
        Type::Struct(attributes)
            if argument.known().is_none() || attributes.iter().any(|a| may_hold(&a.ty)) =>
        {
            for attribute in attributes {
                if let Some(entry) = argument.get(attribute.name) {
                    check_references(registry, &entry, &attribute.ty, &path.key(attribute.name), out);
                }
            }
        }
        Type::List { item, .. } => {
            if let Argument::List(entries) = argument {
                for (at, entry) in entries.iter().enumerate() {
                    check_references(registry, entry, item, &path.index(at), out);
                }
            }
        }
        Type::Map { value, .. } => {
            if let Argument::Map(entries) = argument {
                for (key, entry) in entries {
                    check_references(registry, entry, value, &path.key(key), out);
                }
            }
        }
        _ => (),
    }
}

/// Returns whether a resource may be asked for inside a type, so that known values must be looked at too.
fn may_hold(ty: &Type) -> bool {
    match ty {
        Type::Reference { .. } => true,
        Type::List { item, .. } => may_hold(item),
        Type::Map { value, .. } => may_hold(value),
        Type::Struct(attributes) => attributes.iter().any(|attribute| may_hold(&attribute.ty)),
        Type::OneOf(types) => types.iter().any(may_hold),
        _ => false,
    }
}

fn one_of(registry: &Registry, argument: &Argument, types: &[Type], path: &Path, out: &mut Vec<Mismatch>) {
    let mut best: Option<Vec<Mismatch>> = None;
    for ty in types {
        let (_, mut found) = tandem_core::schema::check(argument, ty, path);
        check_references(registry, argument, ty, path, &mut found);
        if found.is_empty() {
            return;
        }
        // What the types alone find wrong is reported by the check of types.
        if !found.iter().any(|mismatch| mismatch.path == *path) && best.is_none() {
            best = Some(found);
        }
    }
    match best {
        Some(found) => out.extend(found),
        None => {
            let ty = Type::OneOf(types.to_vec());
            let found = match argument {
                Argument::Reference(reference) => {
                    misfit(registry, reference, &ty).unwrap_or_else(|| reference.to_string())
                }
                Argument::Template(parts) if is_secret(parts) => "a secret".to_owned(),
                Argument::Template(_) => "text known after apply".to_owned(),
                Argument::Value(value) => value.noun().to_owned(),
                Argument::List(_) => "a list".to_owned(),
                Argument::Map(_) => "an object map".to_owned(),
            };
            out.push(wrong_type(path, &ty.noun(), &found, None));
        }
    }
}

/// Returns what a reference is, if it does not fit a type.
fn misfit(registry: &Registry, reference: &Reference, ty: &Type) -> Option<String> {
    let kind = reference.address.kind();
    match ty {
        Type::Any => None,
        Type::OneOf(types) => {
            let all = types.iter().map(|ty| misfit(registry, reference, ty));
            all.collect::<Option<Vec<String>>>().and_then(|found| found.into_iter().next())
        }
        Type::Reference { kinds, attribute } => {
            let fits = kinds.contains(&kind) && *attribute == reference.path.to_string();
            (!fits).then(|| describe(registry, reference))
        }
        _ if reference.path.0.is_empty() => Some(format!("a `{kind}`")),
        _ => match registry.type_at(kind, &reference.path) {
            Some(found) if !compatible(found, ty) => Some(describe(registry, reference)),
            _ => None,
        },
    }
}

fn describe(registry: &Registry, reference: &Reference) -> String {
    let kind = reference.address.kind();
    if reference.path.0.is_empty() {
        return format!("a `{kind}`");
    }
    let noun =
        registry.type_at(kind, &reference.path).map_or_else(String::new, |ty| format!(", {}", ty.noun()));
    format!("`{}` of a `{kind}`{noun}", reference.path)
}

/// Returns whether a value of one type can stand where another is asked for, as far as the shapes tell.
fn compatible(found: &Type, asked: &Type) -> bool {
    match (found, asked) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::OneOf(types), _) => types.iter().any(|ty| compatible(ty, asked)),
        (_, Type::OneOf(types)) => types.iter().any(|ty| compatible(found, ty)),
        (Type::List { item: found, .. }, Type::List { item: asked, .. }) => compatible(found, asked),
        (Type::Map { value: found, .. }, Type::Map { value: asked, .. }) => compatible(found, asked),
        (Type::Integer { .. }, Type::Number { .. } | Type::PortRange) => true,
        _ => shape(found) == shape(asked),
    }
}

#[derive(PartialEq)]
enum Shape {
    Text,
    Integer,
    Number,
    Boolean,
    List,
    Map,
    Other,
}

fn shape(ty: &Type) -> Shape {
    match ty {
        Type::String(_)
        | Type::Enumeration(_)
        | Type::Duration { .. }
        | Type::Region
        | Type::Reference { .. } => Shape::Text,
        Type::Integer { .. } => Shape::Integer,
        Type::Number { .. } => Shape::Number,
        Type::Boolean => Shape::Boolean,
        Type::List { .. } => Shape::List,
        Type::Map { .. } | Type::Struct(_) => Shape::Map,
        Type::Any | Type::OneOf(_) | Type::PortRange => Shape::Other,
    }
}

fn takes_text(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::OneOf(types) => types.iter().any(takes_text),
        Type::Reference { .. } => false,
        ty => shape(ty) == Shape::Text,
    }
}
