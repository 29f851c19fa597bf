//! Takes secrets out of what the cloud answers: what stands where a secret was put is sealed again.

use tandem_core::state::Attributes;
use tandem_core::{Sealed, Value};

use zeroize::Zeroize;

use super::Keeper;

/// What is known of the secrets of some attributes: sealed texts as they were put there, and what they come to now.
pub(super) struct Known<'a> {
    keeper: &'a Keeper,
    /// The attributes as they were declared or remembered.
    before: Vec<&'a Attributes>,
    /// Hashes of sealed texts that have none of their own.
    unhashed: Vec<(&'a Sealed, tandem_core::Secret)>,
}

impl<'a> Known<'a> {
    /// Finds out what can be known.
    pub(super) async fn of(keeper: &'a Keeper, before: Vec<&'a Attributes>) -> Known<'a> {
        let mut sealed = Vec::new();
        before
            .iter()
            .flat_map(|attributes| attributes.values())
            .for_each(|value| collect(value, &mut sealed));
        let mut unhashed = Vec::new();
        for sealed in sealed.into_iter().filter(|sealed| sealed.hash.is_empty()) {
            if let Ok(text) = keeper.open(sealed).await {
                unhashed.push((sealed, text));
            }
        }
        Known { keeper, before, unhashed }
    }

    /// Seals what stands in the place of secrets.
    pub(super) fn mask(&self, found: &mut Attributes) {
        for (name, value) in found {
            let before: Vec<&Value> =
                self.before.iter().filter_map(|attributes| attributes.get(name)).collect();
            if before.iter().any(|value| value.holds_secret()) {
                self.value(value, &before);
            }
        }
    }

    /// Seals what stands in the place of secrets inside a value. Items of lists have no place of their own: what was in
    /// one is looked for in all.
    fn value(&self, found: &mut Value, before: &[&Value]) {
        match found {
            Value::String(text) => {
                if let Some(sealed) = self.text(text, before) {
                    text.zeroize();
                    *found = Value::Secret(Box::new(sealed));
                }
            }
            Value::List(items) => {
                let inside = before.iter().flat_map(|value| value.as_list().unwrap_or_default());
                let inside: Vec<&Value> = inside.collect();
                items.iter_mut().for_each(|item| self.value(item, &inside));
            }
            Value::Map(entries) => {
                for (key, entry) in entries {
                    let inside: Vec<&Value> = before.iter().filter_map(|value| value.get(key)).collect();
                    self.value(entry, &inside);
                }
            }
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Secret(_) => (),
        }
    }

    fn text(&self, text: &str, before: &[&Value]) -> Option<Sealed> {
        let sealed: Vec<&Sealed> = before.iter().filter_map(|value| secret(value)).collect();
        if sealed.is_empty() || before.iter().any(|value| value.as_str() == Some(text)) {
            return None;
        }
        let hash = self.keeper.hash(text.as_bytes());
        let same = sealed.into_iter().find(|sealed| self.comes_to(sealed, text, &hash));
        // What is there instead of a secret may be one too.
        let pieces = same.map(|sealed| sealed.pieces.clone()).unwrap_or_default();
        Some(Sealed { pieces, hash })
    }

    fn comes_to(&self, sealed: &Sealed, text: &str, hash: &str) -> bool {
        if !sealed.hash.is_empty() {
            return sealed.hash == hash;
        }
        let known = self.unhashed.iter().find(|(other, _)| std::ptr::eq(*other, sealed));
        known.is_some_and(|(_, value)| value.expose() == text.as_bytes())
    }
}

fn secret(value: &Value) -> Option<&Sealed> {
    match value {
        Value::Secret(sealed) => Some(sealed),
        _ => None,
    }
}

fn collect<'v>(value: &'v Value, found: &mut Vec<&'v Sealed>) {
    match value {
        Value::Secret(sealed) => found.push(sealed),
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(entries) => entries.values().for_each(|entry| collect(entry, found)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::String(_) => (),
    }
}
