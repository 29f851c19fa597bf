//! What a change does to the global indexes of a table: AWS takes one at a time, and changes none but in capacity.

use std::collections::BTreeMap;

use tandem_core::argument::Arguments;
use tandem_core::state::Attributes;
use tandem_core::{Argument, Change, Value};

use crate::arguments::Named;

/// What makes an index another one.
const IDENTITY: [&str; 3] = ["key", "projection", "non_key_attributes"];
/// What can be changed at a table or an index.
pub(super) const CAPACITY: [&str; 4] =
    ["read_capacity", "write_capacity", "max_read_requests", "max_write_requests"];

/// What happens to the global indexes.
pub(super) struct IndexChanges {
    /// Those that go; one that becomes another goes first.
    pub(super) dropped: Vec<String>,
    /// Those that come.
    pub(super) added: Vec<String>,
    /// Whether any that stays has another capacity.
    pub(super) resized: bool,
}

impl IndexChanges {
    /// Returns what happens to the global indexes of a table.
    pub(super) fn of(change: &Change) -> IndexChanges {
        let prior = change.prior.as_ref().map(|object| &object.attributes);
        let before = prior.map(found).unwrap_or_default();
        let after = wanted(&change.desired);
        let same = |name: &str| match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) => alike(before, after, &IDENTITY),
            _ => false,
        };
        let dropped = before.keys().filter(|name| !same(name)).cloned();
        let added = after.keys().filter(|name| !same(name)).cloned();
        let resized = |name: &&String| same(name) && !alike(before[*name], &after[*name], &CAPACITY);
        IndexChanges {
            dropped: dropped.collect(),
            added: added.collect(),
            resized: after.keys().filter(resized).count() > 0,
        }
    }
}

fn found(attributes: &Attributes) -> BTreeMap<String, &Attributes> {
    let entries = attributes.value("global_secondary_indexes").and_then(Value::as_map).into_iter().flatten();
    entries.filter_map(|(name, index)| Some((name.clone(), index.as_map()?))).collect()
}

fn wanted(desired: &Arguments) -> BTreeMap<String, Arguments> {
    let entries = desired.get("global_secondary_indexes").and_then(Argument::entries).unwrap_or_default();
    entries.into_iter().filter_map(|(name, index)| Some((name, index.entries()?))).collect()
}

fn alike(before: &Attributes, after: &Arguments, names: &[&str]) -> bool {
    names.iter().all(|name| before.get(*name) == after.get(*name).and_then(Argument::known))
}
