//! Every place of every kind where a secret may stand, from the schemas, and those where a script puts one.

use std::collections::BTreeSet;

use tandem_core::world::ReadError;
use tandem_core::{Argument, Attribute, Registry, Topology, Type, World};

/// Returns every place where a secret may stand: `sns::topic.display_name`. Items of lists and entries of maps with
/// names of the user's choice are one place.
pub(super) fn possible(registry: &Registry) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for kind in registry.kinds() {
        let open = kind.attributes.iter().filter(|attribute| attribute.is_argument());
        for attribute in open.filter(|attribute| kind.bars_secret(attribute).is_none()) {
            places(attribute, &format!("{}.", kind.name), &mut found);
        }
    }
    found
}

fn places(attribute: &Attribute, before: &str, found: &mut BTreeSet<String>) {
    inside(&attribute.ty, &format!("{before}{}", attribute.name), found);
}

fn inside(ty: &Type, path: &str, found: &mut BTreeSet<String>) {
    match ty {
        Type::List { item, .. } => inside(item, path, found),
        Type::Map { value, .. } => inside(value, path, found),
        Type::OneOf(types) => types.iter().for_each(|ty| inside(ty, path, found)),
        Type::Struct(attributes) => {
            let open = attributes.iter().filter(|attribute| attribute.is_argument());
            open.for_each(|attribute| places(attribute, &format!("{path}."), found));
        }
        ty if ty.takes_secret() => drop(found.insert(path.to_owned())),
        _ => (),
    }
}

/// Returns what a script declares.
///
/// # Errors
/// With what is wrong with it.
pub(super) fn declared(script: &str, registry: &Registry) -> Result<Topology, Vec<String>> {
    let world = OneFile(script.to_owned());
    let (topology, diagnostics) =
        tandem_lang::evaluate(&world, registry, "main.rhai", &tandem_lang::Settings::default());
    let wrong = diagnostics.iter().filter(|found| found.is_error()).map(|found| found.message.clone());
    let wrong: Vec<String> = wrong.collect();
    if wrong.is_empty() { Ok(topology) } else { Err(wrong) }
}

/// Returns the places where a script puts a secret.
pub(super) fn used(script: &str, registry: &Registry) -> BTreeSet<String> {
    used_by(script, registry).expect("the script is sound")
}

/// Returns the places where a script puts a secret.
///
/// # Errors
/// With what is wrong with it.
pub(super) fn used_by(script: &str, registry: &Registry) -> Result<BTreeSet<String>, Vec<String>> {
    let topology = declared(script, registry)?;
    let mut found = BTreeSet::new();
    for declaration in topology.declarations.values() {
        let Some(kind) = registry.kind(declaration.address.kind()) else { continue };
        for (name, argument) in &declaration.arguments {
            if let Some(attribute) = kind.attribute(name) {
                held(argument, &attribute.ty, &format!("{}.{name}", kind.name), &mut found);
            }
        }
    }
    Ok(found)
}

fn held(argument: &Argument, ty: &Type, path: &str, found: &mut BTreeSet<String>) {
    match (argument, ty) {
        (argument, _) if !argument.holds_secret() => (),
        (_, Type::OneOf(types)) => types.iter().for_each(|ty| held(argument, ty, path, found)),
        (Argument::List(items), Type::List { item, .. }) => {
            items.iter().for_each(|argument| held(argument, item, path, found));
        }
        (Argument::Map(entries), Type::Map { value, .. }) => {
            entries.values().for_each(|argument| held(argument, value, path, found));
        }
        (Argument::Map(entries), Type::Struct(attributes)) => {
            for attribute in attributes {
                if let Some(argument) = entries.get(attribute.name) {
                    held(argument, &attribute.ty, &format!("{path}.{}", attribute.name), found);
                }
            }
        }
        (Argument::Template(_), ty) if ty.takes_secret() => drop(found.insert(path.to_owned())),
        _ => (),
    }
}

struct OneFile(String);

impl World for OneFile {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == "main.rhai" { Ok(self.0.clone().into_bytes()) } else { Err(ReadError::Missing) }
    }
}
