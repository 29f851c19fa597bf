//! Compares an argument with a value by the type of their attribute, both in canonical form.

use tandem_core::schema::{OnChange, Presence, StringForm, StringType, check};
use tandem_core::{Argument, Attribute, Difference, Path, Type, Value};

use super::list;

/// The differences found so far.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) differences: Vec<Difference>,
}

impl Comparison {
    /// Compares an attribute of a kind or struct; left out is left out, not `none`.
    pub(super) fn attribute(
        &mut self,
        attribute: &Attribute,
        desired: Option<&Argument>,
        found: Option<&Value>,
        path: &Path,
        replaces: bool,
    ) {
        let replaces = replaces || attribute.on_change == OnChange::Replace;
        let desired = desired.filter(|argument| !argument.known().is_some_and(Value::is_null));
        let found = found.unwrap_or(&Value::Null);
        match desired {
            Some(desired) => self.compare(desired, found, &attribute.ty, path, replaces),
            // What the cloud chose stays; only what the user may set and did not is taken away.
            None if attribute.presence == Presence::Optional && !is_nothing(found) => {
                self.push(path, found, &Argument::Value(Value::Null), replaces);
            }
            None => (),
        }
    }

    /// Compares an argument with a value of one type.
    pub(super) fn compare(
        &mut self,
        desired: &Argument,
        found: &Value,
        ty: &Type,
        path: &Path,
        replaces: bool,
    ) {
        match desired.known() {
            Some(value) if value == found || (is_nothing(value) && is_nothing(found)) => return,
            Some(value) if is_json(ty) && means_the_same(value, found) => return,
            _ => (),
        }
        if matches!(desired, Argument::Reference(_) | Argument::Template(_)) {
            return self.push(path, found, desired, replaces);
        }
        match (ty, found) {
            (Type::Struct(attributes), Value::Map(_)) => {
                for attribute in attributes.iter().filter(|attribute| attribute.is_argument()) {
                    let (ours, theirs) = (desired.get(attribute.name), found.get(attribute.name));
                    self.attribute(attribute, ours.as_ref(), theirs, &path.key(attribute.name), replaces);
                }
            }
            (Type::Map { value, .. }, Value::Map(_)) => self.maps(desired, found, value, path, replaces),
            (Type::List { item, unordered, .. }, Value::List(items)) if is_structured(item) => {
                list::compare(
                    self,
                    desired,
                    items,
                    &list::ListType { item, unordered: *unordered },
                    path,
                    replaces,
                );
            }
            (Type::OneOf(types), _) => match types.iter().find(|ty| fits(desired, ty)) {
                Some(ty) if fits(&Argument::Value(found.clone()), ty) => {
                    self.compare(desired, found, ty, path, replaces);
                }
                _ => self.push(path, found, desired, replaces),
            },
            _ => self.push(path, found, desired, replaces),
        }
    }

    pub(super) fn push(&mut self, path: &Path, before: &Value, after: &Argument, replaces: bool) {
        let (path, before, after) = (path.clone(), before.clone(), after.clone());
        self.differences.push(Difference { path, before, after, replaces, drift: false });
    }

    fn maps(&mut self, desired: &Argument, found: &Value, ty: &Type, path: &Path, replaces: bool) {
        let (ours, theirs) = (desired.entries().unwrap_or_default(), found.as_map());
        for (key, argument) in &ours {
            let value = found.get(key).unwrap_or(&Value::Null);
            self.compare(argument, value, ty, &path.key(key), replaces);
        }
        for (key, value) in theirs.into_iter().flatten().filter(|(key, _)| !ours.contains_key(*key)) {
            self.push(&path.key(key), value, &Argument::Value(Value::Null), replaces);
        }
    }
}

/// Returns whether a value says as little as none at all: services answer with an empty list or text, or leave it out.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Secret(_) => false,
    }
}

/// Returns whether differences inside a value of a type are worth naming one by one.
fn is_structured(ty: &Type) -> bool {
    match ty {
        Type::Struct(_) | Type::Map { .. } => true,
        Type::OneOf(types) => types.iter().any(is_structured),
        _ => false,
    }
}

fn fits(argument: &Argument, ty: &Type) -> bool {
    check(argument, ty, &Path::default()).1.is_empty()
}

fn is_json(ty: &Type) -> bool {
    matches!(ty, Type::String(StringType { form: StringForm::Json, .. }))
}

fn means_the_same(a: &Value, b: &Value) -> bool {
    let parsed = |value: &Value| serde_json::from_str::<serde_json::Value>(value.as_str()?).ok();
    parsed(a).is_some_and(|document| parsed(b) == Some(document))
}
