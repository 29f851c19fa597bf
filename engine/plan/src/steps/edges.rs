//! The order among steps, each rule with how much depends on it.

use std::collections::BTreeSet;

use tandem_core::{Address, Change};

use super::chain::{Chains, Halves};
use crate::Graph;

/// How much depends on an order. Where orders contradict each other, the weaker ones give way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Strength {
    /// It only fails earlier and leaves less undone.
    Prudent,
    /// The cloud may refuse otherwise, or something is without what it needs for a while.
    Usual,
    /// It cannot work otherwise.
    Necessary,
}

/// One step before another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) first: usize,
    pub(super) then: usize,
    pub(super) strength: Strength,
}

/// Returns the order among the steps of some changes.
pub(super) fn edges(changes: &[Change], graph: Option<&Graph>, chains: &Chains) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut add = |first: usize, then: usize, strength| edges.push(Edge { first, then, strength });
    for (first, then) in &chains.links {
        add(*first, *then, Strength::Necessary);
    }
    for (change, halves) in changes.iter().zip(&chains.halves) {
        if let (Some(make), Some(unmake)) = (halves.make, halves.unmake) {
            if halves.delete_first {
                add(unmake.last, make.first, Strength::Necessary);
            } else {
                add(make.last, unmake.first, Strength::Necessary);
            }
        }
        if halves.make.is_some() {
            after_dependencies(change, halves, graph, chains, &mut add);
        }
        if halves.make.is_some() || halves.unmake.is_some() {
            before_deletions(change, halves, chains, &mut add);
        }
    }
    left_over_last(chains, &mut add);
    edges
}

/// What is made comes after everything it needs is made or changed.
fn after_dependencies(
    change: &Change,
    halves: &Halves,
    graph: Option<&Graph>,
    chains: &Chains,
    add: &mut impl FnMut(usize, usize, Strength),
) {
    // The graph knows the look-ups, the change what those look-ups need in turn.
    let mut needed: BTreeSet<&Address> = change.dependencies.iter().collect();
    needed.extend(graph.map(|graph| graph.dependencies(&change.address)).into_iter().flatten());
    for other in needed.into_iter().flat_map(|address| of(chains, address)) {
        let (Some(before), Some(make)) = (other.make, halves.make) else { continue };
        add(before.last, make.first, Strength::Necessary);
        // Without what it needs the new object cannot come: then the old one had better stay.
        if let Some(unmake) = halves.unmake.filter(|_| halves.delete_first && !other.delete_first) {
            add(before.last, unmake.first, Strength::Prudent);
        }
    }
}

/// What is deleted goes after everything that needed it is deleted, or changed to need it no longer.
fn before_deletions(
    change: &Change,
    halves: &Halves,
    chains: &Chains,
    add: &mut impl FnMut(usize, usize, Strength),
) {
    let Some(prior) = &change.prior else { return };
    let needed: BTreeSet<&Address> = prior.dependencies.iter().chain(&prior.parent).collect();
    for address in needed.into_iter().filter(|address| **address != change.address) {
        for other in of(chains, address) {
            let Some(gone) = other.unmake else { continue };
            let belongs = prior.parent.as_ref() == Some(address);
            if let Some(unmake) = halves.unmake {
                let strength = if belongs { Strength::Necessary } else { Strength::Usual };
                add(unmake.last, gone.first, strength);
            } else if let Some(make) = halves.make.filter(|_| !other.delete_first) {
                add(make.last, gone.first, Strength::Usual);
            }
        }
    }
}

/// An object left over from a replacement goes after whatever happens to its successor, unless both share a name.
fn left_over_last(chains: &Chains, add: &mut impl FnMut(usize, usize, Strength)) {
    let several = chains.by_address.values().filter(|indexes| indexes.len() > 1);
    for indexes in several {
        let makes = indexes.iter().filter_map(|at| chains.halves[*at].make);
        for make in makes {
            for halves in indexes.iter().map(|at| &chains.halves[*at]).filter(|halves| halves.make.is_none())
            {
                match halves.unmake {
                    Some(unmake) if halves.in_the_way => add(unmake.last, make.first, Strength::Usual),
                    Some(unmake) => add(make.last, unmake.first, Strength::Usual),
                    None => (),
                }
            }
        }
    }
}

fn of<'a>(chains: &'a Chains, address: &Address) -> impl Iterator<Item = &'a Halves> {
    chains.by_address.get(address).into_iter().flatten().map(|at| &chains.halves[*at])
}
