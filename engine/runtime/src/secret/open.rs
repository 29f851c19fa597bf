//! Texts of a topology that hold the value of a secret in the open: what is written there cannot be kept from anybody.

use tandem_core::{Argument, Declaration, Diagnostic, Diagnostics, Part, Path, Topology, Value};

use super::Keeper;

/// Returns an error for every declared text that shows the value of a secret that has been fetched.
pub(super) fn exposed(keeper: &Keeper, topology: &Topology) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for declaration in topology.declarations.values() {
        if keeper.redactor().shows(&declaration.address.to_string()) {
            diagnostics.push(told(keeper, declaration, &Path::default(), "the address"));
            continue;
        }
        for (name, argument) in &declaration.arguments {
            visit(argument, &Path::attribute(name), &mut |path, text| {
                if keeper.redactor().shows(text) {
                    diagnostics.push(told(keeper, declaration, path, &format!("`{path}`")));
                }
            });
        }
    }
    diagnostics
}

fn told(keeper: &Keeper, declaration: &Declaration, path: &Path, what: &str) -> Diagnostic {
    let name = keeper.known().first().map(|(reference, _)| reference.to_string()).unwrap_or_default();
    let kind = declaration.address.kind();
    Diagnostic::error("secret::open", format!("{what} of a `{kind}` holds the value of a secret in the open"))
        .label(declaration.origin.value(path), "not written as a secret")
        .traced(&declaration.origin.trace)
        .note("nothing was sent")
        .hint(format!("write the secret itself there, such as `{name}`, or give it another value"))
}

fn visit(argument: &Argument, path: &Path, found: &mut dyn FnMut(&Path, &str)) {
    match argument {
        Argument::Value(value) => inside(value, path, found),
        Argument::Reference(_) => (),
        Argument::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| visit(item, &path.index(at), found));
        }
        Argument::Map(entries) => {
            entries.iter().for_each(|(key, entry)| visit(entry, &path.key(key), found));
        }
        Argument::Template(parts) => {
            for part in parts {
                if let Part::Text(text) = part {
                    found(path, text);
                }
            }
        }
    }
}

fn inside(value: &Value, path: &Path, found: &mut dyn FnMut(&Path, &str)) {
    match value {
        Value::String(text) => found(path, text),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| inside(item, &path.index(at), found));
        }
        Value::Map(entries) => {
            for (key, entry) in entries {
                found(&path.key(key), key);
                inside(entry, &path.key(key), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Secret(_) => (),
    }
}
