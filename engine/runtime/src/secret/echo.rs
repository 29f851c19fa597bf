//! Seals what repeats a secret in a place that nobody gave it: the cloud may answer with anything, and what it answers
//! is remembered.

use std::collections::BTreeSet;

use tandem_core::secret::Piece;
use tandem_core::state::Attributes;
use tandem_core::{Sealed, Value};
use zeroize::Zeroize;

use super::Keeper;

/// Seals every text among some attributes that holds a known secret, but for those that were declared or remembered in
/// the open: they are no secret to anybody, and sealed they would differ from what is declared for ever.
pub(super) fn seal_echoes(keeper: &Keeper, found: &mut Attributes, before: &[&Attributes]) {
    if !keeper.redactor().knows_any() {
        return;
    }
    let mut open = BTreeSet::new();
    before.iter().flat_map(|attributes| attributes.values()).for_each(|value| texts(value, &mut open));
    found.values_mut().for_each(|value| seal(keeper, value, &open));
}

fn texts<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::String(text) => drop(found.insert(text)),
        Value::List(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Map(entries) => entries.values().for_each(|entry| texts(entry, found)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Secret(_) => (),
    }
}

fn seal(keeper: &Keeper, value: &mut Value, open: &BTreeSet<&str>) {
    match value {
        Value::String(text) if keeper.redactor().finds(text) && !open.contains(text.as_str()) => {
            let sealed = sealed(keeper, text);
            text.zeroize();
            *value = Value::Secret(Box::new(sealed));
        }
        Value::List(items) => items.iter_mut().for_each(|item| seal(keeper, item, open)),
        Value::Map(entries) => entries.values_mut().for_each(|entry| seal(keeper, entry, open)),
        _ => (),
    }
}

/// Seals a text. Where the secrets stand in it as they are, it is known how it is made, and whoever refers to it gets
/// it; in any other form it is only known to be the same or another.
fn sealed(keeper: &Keeper, text: &str) -> Sealed {
    let mut pieces = vec![Piece::Text(text.to_owned())];
    for (reference, secret) in keeper.known() {
        let Some(secret) = secret.expose_text().filter(|secret| keeper.redactor().finds(secret)) else {
            continue;
        };
        let hash = keeper.hash(secret.as_bytes());
        let split = |piece: Piece| match piece {
            Piece::Text(text) => {
                let mut pieces = Vec::new();
                for (at, rest) in text.split(secret).enumerate() {
                    if at > 0 {
                        let part = tandem_core::secret::SecretPart {
                            reference: reference.clone(),
                            hash: hash.clone(),
                        };
                        pieces.push(Piece::Secret(part));
                    }
                    if !rest.is_empty() {
                        pieces.push(Piece::Text(rest.to_owned()));
                    }
                }
                pieces
            }
            part => vec![part],
        };
        pieces = pieces.into_iter().flat_map(split).collect();
    }
    let left = pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if keeper.redactor().finds(text)));
    Sealed { pieces: if left { Vec::new() } else { pieces }, hash: keeper.hash(text.as_bytes()) }
}
