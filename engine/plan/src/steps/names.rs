//! Names that the cloud has once: what takes one comes after what lets go of it.

use std::collections::HashMap;
use std::fmt::Write as _;

use tandem_core::{Action, Address, Change, Kind, Registry, Value};

use super::chain::Chains;
use super::edges::{Edge, Strength};

/// Returns the order between resources of which one takes the natural key that another lets go of.
pub(super) fn handed_on(changes: &[Change], chains: &Chains, registry: &Registry) -> Vec<Edge> {
    let kind = |change: &Change| {
        registry.kind(change.address.kind()).filter(|kind| !kind.identity.natural_key.is_empty())
    };
    let mut left: HashMap<String, (&Address, usize)> = HashMap::new();
    for (change, halves) in changes.iter().zip(&chains.halves) {
        let Some(step) = halves.unmake.or(halves.make.filter(|_| change.action == Action::Update)) else {
            continue;
        };
        let lets_go = |kind: &&Kind| halves.unmake.is_some() || renames(kind, change);
        if let Some(name) = kind(change).filter(lets_go).and_then(|kind| left_name(kind, change)) {
            left.insert(name, (&change.address, step.last));
        }
    }
    if left.is_empty() {
        return Vec::new();
    }
    let taken = changes.iter().zip(&chains.halves).filter_map(|(change, halves)| {
        let make = halves.make?;
        let takes = |kind: &&Kind| change.action != Action::Update || renames(kind, change);
        let (other, step) = left.get(&taken_name(kind(change).filter(takes)?, change)?)?;
        let strength = Strength::Usual;
        (**other != change.address).then_some(Edge { first: *step, then: make.first, strength })
    });
    taken.collect()
}

/// Returns whether an update gives an object another natural key.
fn renames(kind: &Kind, change: &Change) -> bool {
    kind.identity.natural_key.iter().any(|name| change.differs(name))
}

/// Returns the name that an object has and will not have any more.
fn left_name(kind: &Kind, change: &Change) -> Option<String> {
    let prior = change.prior.as_ref()?;
    let nothing = Value::Null;
    let value = |name: &&str| Some(prior.attributes.get(*name).unwrap_or(&nothing).to_string());
    name(kind, &change.address, prior.parent.as_ref(), value)
}

/// Returns the name that an object is to have; none if part of it is known only after apply.
fn taken_name(kind: &Kind, change: &Change) -> Option<String> {
    let value = |name: &&str| match change.desired.get(*name) {
        Some(argument) => argument.known().map(Value::to_string),
        None => Some(Value::Null.to_string()),
    };
    name(kind, &change.address, change.parent.as_ref(), value)
}

/// Returns a natural key within its kind, place and parent.
fn name(
    kind: &Kind,
    address: &Address,
    parent: Option<&Address>,
    value: impl Fn(&&str) -> Option<String>,
) -> Option<String> {
    let place = address.place();
    let mut text = format!("{} {:?} {:?} {:?}", kind.name, place.account, place.region, parent);
    for part in kind.identity.natural_key.iter().map(value) {
        // Writing to a string cannot fail.
        let _ = write!(text, " {}", part?);
    }
    Some(text)
}
