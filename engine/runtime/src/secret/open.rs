//! Texts of a topology that hold the value of a secret in the open: what is written there cannot be kept from anybody.

use tandem_core::{Argument, Diagnostic, Diagnostics, Origin, Part, Path, Topology, Value};

use super::Keeper;

/// Returns an error for every declared text that shows the value of a secret that has been fetched.
pub(super) fn exposed(keeper: &Keeper, topology: &Topology) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for declaration in topology.declarations.values() {
        let address = declaration.address.to_string();
        if keeper.redactor().shows(&address) {
            let what = format!("the address of a `{}`", declaration.address.kind());
            let found = Exposed { text: &address, path: &Path::default(), what: &what };
            diagnostics.push(told(keeper, &declaration.origin, found));
            continue;
        }
        for (name, argument) in &declaration.arguments {
            visit(argument, &Path::attribute(name), &mut |path, text| {
                if keeper.redactor().shows(text) {
                    let what = format!("`{path}` of a `{}`", declaration.address.kind());
                    let found = Exposed { text, path, what: &what };
                    diagnostics.push(told(keeper, &declaration.origin, found));
                }
            });
        }
    }
    for (name, output) in &topology.outputs {
        visit(&output.value, &Path::attribute("value"), &mut |path, text| {
            if keeper.redactor().shows(text) {
                let found = Exposed { text, path, what: &format!("the output `{name}`") };
                diagnostics.push(told(keeper, &output.origin, found));
            }
        });
    }
    diagnostics
}

/// A text that shows a value.
struct Exposed<'a> {
    text: &'a str,
    path: &'a Path,
    /// What the text is, for people.
    what: &'a str,
}

fn told(keeper: &Keeper, origin: &Origin, found: Exposed<'_>) -> Diagnostic {
    let name = keeper.shown_in(found.text);
    let instead = name.map_or_else(String::new, |reference| format!(", `{reference}`,"));
    Diagnostic::error("secret::open", format!("{} holds the value of a secret in the open", found.what))
        .label(origin.value(found.path), "not written as a secret")
        .traced(&origin.trace)
        .note("nothing was sent")
        .hint(format!(
            "write the secret itself there{instead} or give it another value; then run the same command again"
        ))
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
