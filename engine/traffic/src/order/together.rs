//! What must be one call: where no order of some atoms is safe, but one is once those of a record set change at once.
//!
//! Route 53 carries out a batch of changes as a whole or not at all, so records that change places can do so at once.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Step;

use super::atom::Atom;
use super::scene::Scene;
use super::search::{Search, Set, search};

/// Returns groups of atoms, as few as do, that must be one call each so that there is a safe order.
pub(super) fn together(
    scene: &mut Scene<'_>,
    members: &[&Atom],
    before: &[Set],
    steps: &[Step],
) -> Option<Vec<Vec<usize>>> {
    let sets = |scene: &Scene<'_>, at: usize| scene.record_sets(at);
    let by_set = groups(members, before, steps, |at| sets(scene, at));
    let by_call = groups(members, before, steps, |_| BTreeSet::new());
    [by_set, by_call].into_iter().find_map(|groups| fewest(scene, before, groups))
}

/// Returns the atoms that one call can carry and that share something more; those that wait for each other stay apart.
fn groups(
    members: &[&Atom],
    before: &[Set],
    steps: &[Step],
    share: impl Fn(usize) -> BTreeSet<String>,
) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<([&str; 4], BTreeSet<String>), Vec<usize>> = BTreeMap::new();
    for (at, atom) in members.iter().enumerate().filter(|(_, atom)| atom.first == atom.last) {
        let Some(step) = steps.get(atom.first.0 as usize) else { continue };
        let Some(batch) = &step.batch else { continue };
        let call = [&batch.key, &step.call, &step.region, &step.account].map(String::as_str);
        let group = groups.entry((call, share(at))).or_default();
        let waits = |a: usize, b: usize| before[a] & (1 << b) != 0;
        if group.iter().all(|other| !waits(at, *other) && !waits(*other, at)) {
            group.push(at);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// Leaves out every group without which there is an order too; nothing if there is none with all of them.
fn fewest(scene: &mut Scene<'_>, before: &[Set], mut groups: Vec<Vec<usize>>) -> Option<Vec<Vec<usize>>> {
    if groups.is_empty() || !passable(scene, before, &groups) {
        return None;
    }
    let mut at = 0;
    while at < groups.len() {
        let group = groups.remove(at);
        if groups.is_empty() || !passable(scene, before, &groups) {
            groups.insert(at, group);
            at += 1;
        }
    }
    Some(groups)
}

/// Returns whether there is a safe order if each group is one atom.
fn passable(scene: &mut Scene<'_>, before: &[Set], groups: &[Vec<usize>]) -> bool {
    let grouped: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let alone = (0..before.len()).filter(|at| !grouped.contains(at)).map(|at| vec![at]);
    let all: Vec<Vec<usize>> = groups.iter().cloned().chain(alone).collect();
    let bits = |group: &Vec<usize>| group.iter().fold(0, |bits: Set, at| bits | 1 << at);
    let bits: Vec<Set> = all.iter().map(bits).collect();
    let waits = |then: &Vec<usize>| {
        let needed = then.iter().fold(0, |needed: Set, at| needed | before[*at]);
        let firsts = bits.iter().enumerate().filter(|(_, first)| needed & **first != 0);
        firsts.fold(0, |mask: Set, (at, _)| mask | 1 << at)
    };
    let masks: Vec<Set> = all.iter().map(waits).collect();
    if masks.iter().enumerate().any(|(at, mask)| mask & (1 << at) != 0) {
        return false;
    }
    let mut safe = |set: Set| {
        let done = bits.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
        scene.broken(done.fold(0, |done: Set, (_, bits)| done | bits)).is_none()
    };
    matches!(search(&vec![0; all.len()], &masks, &mut safe), Search::Edges(_))
}
