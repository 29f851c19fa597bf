//! How much a value holds, and whether anything in it is unknown.

use rhai::{Array, Dynamic, Map};

use super::Unknown;

/// Returns how many values a value holds, itself included; counting stops at `limit`.
pub(crate) fn size(value: &Dynamic, limit: usize) -> usize {
    let mut count = 0;
    visit(value, &mut |_| {
        count += 1;
        count < limit
    });
    count
}

/// Returns the first unknown value that a value holds.
pub(crate) fn holds_unknown(value: &Dynamic) -> Option<Unknown> {
    let mut found = None;
    visit(value, &mut |value| {
        found = value.read_lock::<Unknown>().map(|unknown| unknown.clone());
        found.is_none()
    });
    found
}

/// Returns the first secret that a value holds.
pub(crate) fn holds_secret(value: &Dynamic) -> Option<Unknown> {
    let mut found = None;
    visit(value, &mut |value| {
        let unknown = value.read_lock::<Unknown>().map(|unknown| unknown.clone());
        found = unknown.filter(Unknown::is_secret);
        found.is_none()
    });
    found
}

/// Visits a value and all it holds, until the visitor says no.
fn visit(value: &Dynamic, visitor: &mut impl FnMut(&Dynamic) -> bool) -> bool {
    if !visitor(value) {
        return false;
    }
    if let Some(items) = value.read_lock::<Array>() {
        return items.iter().all(|item| visit(item, visitor));
    }
    if let Some(entries) = value.read_lock::<Map>() {
        return entries.values().all(|entry| visit(entry, visitor));
    }
    true
}
