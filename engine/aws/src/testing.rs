//! Tests over the whole registry: what every kind and form must keep to.

use std::collections::BTreeSet;

use tandem_core::form::Receiver;
use tandem_core::schema::{Mode, Presence, StringType};
use tandem_core::{Attribute, Registry, Type, Value};

/// The words that Rhai keeps for itself, now or later: no script could write them as a name.
const KEYWORDS: &[&str] = &[
    "Fn",
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "exit",
    "export",
    "false",
    "fn",
    "for",
    "global",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Visits every attribute, those inside structs too, with where it is.
fn each_attribute(registry: &Registry, mut visit: impl FnMut(&str, &Attribute)) {
    for kind in registry.kinds() {
        kind.attributes.iter().for_each(|attribute| inside(kind.name, attribute, &mut visit));
    }
    for form in registry.forms() {
        form.options.iter().for_each(|option| inside(&format!("{form:?}"), option, &mut visit));
    }
}

fn inside(place: &str, attribute: &Attribute, visit: &mut impl FnMut(&str, &Attribute)) {
    visit(place, attribute);
    let place = format!("{place}.{}", attribute.name);
    each_struct(&attribute.ty, &mut |attributes| {
        attributes.iter().for_each(|attribute| inside(&place, attribute, visit));
    });
}

fn each_struct(ty: &Type, visit: &mut impl FnMut(&[Attribute])) {
    match ty {
        Type::Struct(attributes) => visit(attributes),
        Type::List { item, .. } => each_struct(item, visit),
        Type::Map { value, .. } => each_struct(value, visit),
        Type::OneOf(types) => types.iter().for_each(|ty| each_struct(ty, visit)),
        _ => (),
    }
}

#[test]
fn no_name_is_a_keyword() {
    let registry = crate::registry();
    each_attribute(&registry, |place, attribute| {
        assert!(!KEYWORDS.contains(&attribute.name), "{place}: {}", attribute.name);
    });
    for form in registry.forms() {
        assert!(!KEYWORDS.contains(&form.name), "{form:?}");
    }
    for kind in registry.kinds() {
        let (service, name) = kind.name.split_once("::").expect("a kind has a service");
        assert!(!KEYWORDS.contains(&service) && !KEYWORDS.contains(&name), "{}", kind.name);
    }
}

#[test]
fn everything_is_documented() {
    let registry = crate::registry();
    each_attribute(&registry, |place, attribute| {
        assert!(attribute.doc.ends_with('.'), "{place}: {}", attribute.name);
    });
    for form in registry.forms() {
        assert!(!form.doc.is_empty(), "{form:?}");
        for parameter in &form.parameters {
            assert!(parameter.doc.ends_with('.'), "{form:?}: {}", parameter.name);
        }
    }
    for kind in registry.kinds() {
        assert!(!kind.doc.is_empty() && kind.example.ends_with('\n'), "{}", kind.name);
    }
}

#[test]
fn every_pattern_compiles_and_every_example_fits() {
    let registry = crate::registry();
    each_attribute(&registry, |place, attribute| {
        if let Type::String(StringType { pattern: Some(pattern), .. }) = &attribute.ty {
            let example = attribute.example.as_ref().and_then(Value::as_str);
            let example = example.unwrap_or_else(|| panic!("{place}: {} needs an example", attribute.name));
            assert!(pattern.matches(example), "{place}: {}", attribute.name);
        }
        let given = match &attribute.presence {
            Presence::Default(value) => Some(value),
            _ => attribute.example.as_ref(),
        };
        if let Some(value) = given {
            let path = tandem_core::Path::attribute(attribute.name);
            let (_, mismatches) = tandem_core::schema::check(&value.clone().into(), &attribute.ty, &path);
            assert_eq!(mismatches, [], "{place}");
        }
    });
}

#[test]
fn attributes_have_one_meaning_each() {
    for kind in crate::registry().kinds() {
        let names: BTreeSet<&str> = kind.attributes.iter().map(|attribute| attribute.name).collect();
        assert_eq!(names.len(), kind.attributes.len(), "{}", kind.name);
        for key in kind.identity.natural_key {
            assert!(names.contains(key), "{}: {key}", kind.name);
        }
    }
}

#[test]
fn forms_and_kinds_belong_together() {
    let registry = crate::registry();
    for form in registry.forms() {
        if let Receiver::Handle(kind) = form.receiver {
            assert!(registry.kind(kind).is_some(), "{form:?}");
        }
    }
    for kind in registry.kinds().filter(|kind| kind.mode == Mode::Managed) {
        assert!(kind.arguments().next().is_some(), "{}", kind.name);
        if let Some(parent) = kind.parent {
            assert!(registry.kind(parent).is_some(), "{}", kind.name);
        }
    }
}

#[test]
fn every_code_is_explained_once() {
    let codes = crate::codes();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(unique.len(), codes.len());
    for code in codes {
        assert!(crate::explain(code).is_some_and(|text| text.ends_with('.')), "{code}");
    }
}
