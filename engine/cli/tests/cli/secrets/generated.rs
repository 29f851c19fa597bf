//! Scripts that put a secret in one place of one kind: the example of the kind with that place filled, or, where that is
//! refused because of what stands beside it, a case of the kind with one of its texts replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tandem_core::schema::Presence;
use tandem_core::{Attribute, Kind, Registry, Topology, Type, Value};

use super::positions;

/// A script with a secret in one place.
pub(super) struct Script {
    pub(super) text: String,
    /// Whether the secret gets there; else the script is refused.
    pub(super) sound: bool,
}

/// Returns a script for every place where a secret may stand, as far as its kind's example can be filled there.
pub(super) fn scripts(registry: &Registry) -> BTreeMap<String, Script> {
    let mut scripts = BTreeMap::new();
    for place in positions::possible(registry) {
        let kind = registry.kinds().filter(|kind| place.starts_with(&format!("{}.", kind.name)));
        let Some(kind) = kind.max_by_key(|kind| kind.name.len()) else { continue };
        let names: Vec<&str> = place[kind.name.len() + 1..].split('.').collect();
        let Some(text) = script(kind, &names, registry) else { continue };
        // What the form does not take, or a check refuses beside what else is there, is tried as well: it must be
        // refused without a word of the secret.
        let sound = positions::used_by(&text, registry).is_ok_and(|used| used.contains(&place));
        scripts.insert(place, Script { text, sound });
    }
    // Only what may fill a place that is still refused is worth a try.
    let open = scripts.iter().filter(|(_, script)| !script.sound);
    let open: BTreeSet<String> =
        open.filter_map(|(place, _)| Some(place.rsplit_once('.')?.1.to_owned())).collect();
    for case in cases() {
        for script in replaced(&case, &open) {
            let used = positions::used_by(&script, registry).unwrap_or_default();
            if let [place] = used.iter().collect::<Vec<_>>()[..] {
                let held = scripts.entry(place.clone());
                let held = held.or_insert_with(|| Script { text: String::new(), sound: false });
                if !held.sound {
                    *held = Script { text: script.clone(), sound: true };
                }
            }
        }
    }
    scripts
}

/// Returns the scripts of the cases of all kinds.
fn cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/kinds");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rhai"))
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| fs::read_to_string(path).expect("it can be read"));
    let script = |case: &str| case.split("\n//---").next().unwrap_or_default().to_owned();
    texts.flat_map(|text| text.split("//===").skip(1).map(script).collect::<Vec<_>>()).map(headless).collect()
}

/// Returns a case without the line of its name.
fn headless(case: String) -> String {
    case.split_once('\n').map(|(_, script)| script.to_owned()).unwrap_or_default()
}

/// Returns a script once for each of its texts under one of some keys, with the secret in the place of that one.
fn replaced(script: &str, keys: &BTreeSet<String>) -> Vec<String> {
    let mut scripts = Vec::new();
    let (mut open, mut comment) = (None, false);
    for (at, letter) in script.char_indices() {
        match (letter, open) {
            ('\n', _) => (open, comment) = (None, false),
            ('/', None) if script[at..].starts_with("//") => comment = true,
            ('"', None) if !comment => open = Some(at),
            ('"', Some(start)) => {
                let (before, after) = (&script[..start], &script[at + 1..]);
                if key(before).is_some_and(|key| keys.contains(key)) {
                    scripts.push(format!("let t = secret::env(\"CANARY\");\n{before}t{after}"));
                }
                open = None;
            }
            _ => (),
        }
    }
    scripts
}

fn script(kind: &Kind, names: &[&str], registry: &Registry) -> Option<String> {
    let attribute = kind.attribute(names[0])?;
    let value = holding(&attribute.ty, &names[1..])?;
    let before = "let t = secret::env(\"CANARY\");\n";
    let source = format!("{before}{}", kind.example);
    let topology = positions::declared(&source, registry).ok()?;
    filled(&source, kind, attribute.name, &value, &topology)
}

/// Puts a value into the first call that declares one of a kind.
fn filled(source: &str, kind: &Kind, name: &str, value: &str, topology: &Topology) -> Option<String> {
    let mut declared = topology.declarations.values().filter(|it| it.address.kind() == kind.name);
    let origin = &declared.next()?.origin;
    if let Some(spans) = origin.attributes.get(&tandem_core::Path::attribute(name)) {
        let (start, end) = (spans.value.start as usize, spans.value.end as usize);
        return Some(format!("{}{value}{}", &source[..start], &source[end..]));
    }
    let open = origin.call.start as usize + source[origin.call.start as usize..].find('(')?;
    let close = open + closing(&source[open..])?;
    let inside = source[open..close].trim_end();
    let entry = format!("{name}: {value}");
    Some(match inside.strip_suffix('}') {
        Some(map) => {
            let separator = if map.trim_end().ends_with(['{', ',']) { " " } else { ", " };
            let map = map.trim_end();
            format!("{}{map}{separator}{entry} }}{}", &source[..open], &source[close..])
        }
        None => format!("{}{inside}, #{{ {entry} }}{}", &source[..open], &source[close..]),
    })
}

/// Returns where the parenthesis is closed that a text begins with.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => (),
        }
    }
    None
}

/// Returns the key that stands last in a text.
fn key(before: &str) -> Option<&str> {
    let (before, _) = before.rsplit_once(':')?;
    before.rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()
}

/// Returns a value of a type that holds the secret at a path, and else as little as it must.
fn holding(ty: &Type, names: &[&str]) -> Option<String> {
    match ty {
        Type::List { item, .. } => Some(format!("[{}]", holding(item, names)?)),
        Type::Map { value, .. } => Some(format!("#{{ \"us-east-1\": {} }}", holding(value, names)?)),
        Type::OneOf(types) => types.iter().find_map(|ty| holding(ty, names)),
        Type::Struct(attributes) => {
            let (first, rest) = names.split_first()?;
            let held = attributes.iter().find(|attribute| attribute.name == *first)?;
            let mut entries = vec![format!("{first}: {}", holding(&held.ty, rest)?)];
            let needed = attributes.iter().filter(|other| other.name != *first);
            let needed = needed.filter(|other| other.presence == Presence::Required);
            entries.extend(needed.filter_map(|other| Some(format!("{}: {}", other.name, sample(other)?))));
            Some(format!("#{{ {} }}", entries.join(", ")))
        }
        ty if names.is_empty() && ty.takes_secret() => Some("t".to_owned()),
        _ => None,
    }
}

/// Returns some value of an attribute.
fn sample(attribute: &Attribute) -> Option<String> {
    match &attribute.example {
        Some(example) => Some(literal(example)),
        None => of_type(&attribute.ty),
    }
}

fn of_type(ty: &Type) -> Option<String> {
    match ty {
        Type::Any | Type::String(_) | Type::Reference { .. } => Some("\"some\"".to_owned()),
        Type::Integer { min, .. } => Some(min.to_string()),
        Type::Number { min, .. } => Some(format!("{min:.1}")),
        Type::Boolean => Some("true".to_owned()),
        Type::Duration { .. } => Some("\"1m\"".to_owned()),
        Type::Enumeration(words) => words.first().map(|word| format!("{word:?}")),
        Type::List { item, .. } => Some(format!("[{}]", of_type(item)?)),
        Type::Map { .. } => Some("#{}".to_owned()),
        Type::OneOf(types) => types.iter().find_map(of_type),
        Type::Region => Some("\"eu-west-1\"".to_owned()),
        Type::PortRange => Some("443".to_owned()),
        Type::Struct(attributes) => {
            let needed = attributes.iter().filter(|attribute| attribute.presence == Presence::Required);
            let entries: Option<Vec<String>> =
                needed.map(|attribute| Some(format!("{}: {}", attribute.name, sample(attribute)?))).collect();
            Some(format!("#{{ {} }}", entries?.join(", ")))
        }
    }
}

/// Returns a value as a script spells it.
fn literal(value: &Value) -> String {
    match value {
        Value::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key:?}: {}", literal(value)));
            format!("#{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => format!("{text:?}"),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
