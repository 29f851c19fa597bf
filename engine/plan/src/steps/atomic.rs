//! Changes that must be one call: a routing policy changes for all records of a name at once.

use std::collections::BTreeMap;

use tandem_core::{Action, Change, Provider};

use super::chain::{Chain, Chains};

/// Merges the steps of groups in which something is deleted and something else is made; returns, for every step, the
/// one it went into.
///
/// A member of several steps cannot be merged, and a child that moves to a new parent is not in one group with
/// itself; such groups stay as they are.
pub(super) fn merge(changes: &[Change], chains: &mut Chains, provider: &dyn Provider) -> Vec<usize> {
    let mut into: Vec<usize> = (0..chains.protos.len()).collect();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        let calls = chains.halves[at].make.is_some() || chains.halves[at].unmake.is_some();
        if calls
            && !follows_parent(change, changes, chains)
            && let Some(group) = provider.atomic_group(change)
        {
            groups.entry(group).or_default().push(at);
        }
    }
    for members in groups.into_values() {
        let has = |wanted: &[Action]| members.iter().any(|at| wanted.contains(&changes[*at].action));
        if !has(&[Action::Delete, Action::Replace]) || !has(&[Action::Create]) {
            continue;
        }
        let halves = members.iter().flat_map(|at| [chains.halves[*at].unmake, chains.halves[*at].make]);
        let parts: Vec<Chain> = halves.flatten().collect();
        let call = |part: &Chain| {
            let draft = &chains.protos[part.first].draft;
            (draft.call.clone(), draft.region.clone())
        };
        let one_call = parts.windows(2).all(|pair| call(&pair[0]) == call(&pair[1]));
        if !one_call || parts.iter().any(|part| part.first != part.last) {
            continue;
        }
        let Some((target, others)) = parts.split_first() else { continue };
        for other in others {
            let (left, right) = chains.protos.split_at_mut(target.first.max(other.first));
            match (target.first < other.first, left.get_mut(target.first.min(other.first))) {
                (true, Some(low)) => low.absorb(&mut right[0]),
                (false, Some(low)) => right[0].absorb(low),
                (_, None) => (),
            }
            into[other.first] = target.first;
        }
    }
    into
}

/// Returns whether a change only follows its parent, which is made anew: its halves lie in different parents.
fn follows_parent(change: &Change, changes: &[Change], chains: &Chains) -> bool {
    let indexes = change.parent.as_ref().and_then(|parent| chains.by_address.get(parent));
    change.action == Action::Replace
        && indexes
            .into_iter()
            .flatten()
            .any(|at| matches!(changes[*at].action, Action::Create | Action::Replace))
}
