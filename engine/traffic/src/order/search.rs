//! The search for an order of a few atoms in which every prefix is safe.
//!
//! A prefix is an *ideal* of the order: with an atom, everything that comes before it. All ideals are asked for; where
//! some are unsafe, edges are added, each the one that excludes the most unsafe ideals, until only safe ones are left.
//! As long as there is one way from nothing to everything over safe ideals, such edges exist: those of that way, in a row.

use std::collections::BTreeMap;

/// How many ideals are looked at; more atoms are taken a few at a time.
const IDEALS: usize = 4_096;

/// A set of atoms, a bit each.
pub(super) type Set = u64;

/// What comes of a search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Search {
    /// Every prefix is safe if these come first and then, in addition to what is asked for.
    Edges(Vec<(usize, usize)>),
    /// Every way from nothing to everything leads over an unsafe prefix, such as this one.
    Unsafe(Set),
    /// There are too many prefixes to look at them all.
    TooMany,
}

/// Every ideal of an order, and whether it is safe.
struct Ideals {
    sets: Vec<Set>,
    safe: Vec<bool>,
    number: BTreeMap<Set, usize>,
    /// For each, the next ones by one atom.
    next: Vec<Vec<usize>>,
}

/// Searches an order of `ranks.len()` atoms; `before[b]` are those that come before `b`.
///
/// `ranks` decides where several edges do equally well: lower ranks go first.
pub(super) fn search(ranks: &[u8], before: &[Set], safe: &mut dyn FnMut(Set) -> bool) -> Search {
    let Some(ideals) = ideals(before, safe) else { return Search::TooMany };
    let all: Set = ideals.sets.iter().copied().max_by_key(|set| set.count_ones()).unwrap_or_default();
    let mut alive = vec![true; ideals.sets.len()];
    if !ideals.passable(&alive, all) {
        return Search::Unsafe(ideals.obstacle());
    }
    let mut edges = Vec::new();
    while ideals.safe.iter().zip(&alive).any(|(safe, alive)| *alive && !*safe) {
        let Some((first, then)) = best(&ideals, &alive, all, ranks) else {
            return Search::Unsafe(ideals.obstacle());
        };
        edges.push((first, then));
        ideals.exclude(&mut alive, first, then);
    }
    Search::Edges(edges)
}

/// Returns every ideal, smaller ones first.
fn ideals(before: &[Set], safe: &mut dyn FnMut(Set) -> bool) -> Option<Ideals> {
    let mut ideals =
        Ideals { sets: vec![0], safe: Vec::new(), number: BTreeMap::from([(0, 0)]), next: Vec::new() };
    let mut at = 0;
    while at < ideals.sets.len() {
        let set = ideals.sets[at];
        ideals.safe.push(safe(set));
        let mut next = Vec::new();
        for (atom, before) in before.iter().enumerate() {
            let with = set | 1 << atom;
            if with == set || before & !set != 0 {
                continue;
            }
            let number = *ideals.number.entry(with).or_insert_with(|| {
                ideals.sets.push(with);
                ideals.sets.len() - 1
            });
            next.push(number);
        }
        ideals.next.push(next);
        at += 1;
        if ideals.sets.len() > IDEALS {
            return None;
        }
    }
    Some(ideals)
}

impl Ideals {
    /// Returns whether safe ideals lead from nothing to everything.
    fn passable(&self, alive: &[bool], all: Set) -> bool {
        let mut leads = vec![false; self.sets.len()];
        // Larger ones come later, because they were found by adding to smaller ones.
        for at in (0..self.sets.len()).rev().filter(|at| alive[*at] && self.safe[*at]) {
            leads[at] = self.sets[at] == all || self.next[at].iter().any(|next| leads[*next]);
        }
        leads[0]
    }

    fn exclude(&self, alive: &mut [bool], first: usize, then: usize) {
        for (at, set) in self.sets.iter().enumerate() {
            alive[at] &= set & (1 << then) == 0 || set & (1 << first) != 0;
        }
    }

    /// Returns a smallest unsafe ideal that safe ones lead to.
    fn obstacle(&self) -> Set {
        let mut reached = vec![false; self.sets.len()];
        reached[0] = true;
        for at in 0..self.sets.len() {
            if !reached[at] {
                continue;
            }
            if !self.safe[at] {
                return self.sets[at];
            }
            self.next[at].iter().for_each(|next| reached[*next] = true);
        }
        0
    }
}

/// Returns the edge that excludes the most unsafe ideals and leaves a way.
fn best(ideals: &Ideals, alive: &[bool], all: Set, ranks: &[u8]) -> Option<(usize, usize)> {
    let count = ranks.len();
    let mut unsafe_without = vec![0_usize; count * count];
    let mut safe_without = vec![0_usize; count * count];
    for (at, set) in ideals.sets.iter().enumerate().filter(|(at, _)| alive[*at]) {
        let sums = if ideals.safe[at] { &mut safe_without } else { &mut unsafe_without };
        for then in (0..count).filter(|atom| set & (1 << atom) != 0) {
            for first in (0..count).filter(|atom| set & (1 << atom) == 0) {
                sums[first * count + then] += 1;
            }
        }
    }
    let pairs = (0..count).flat_map(|first| (0..count).map(move |then| (first, then)));
    let mut pairs: Vec<(usize, usize)> =
        pairs.filter(|(first, then)| unsafe_without[first * count + then] > 0).collect();
    pairs.sort_by_key(|(first, then)| {
        let at = first * count + then;
        (
            std::cmp::Reverse(unsafe_without[at]),
            safe_without[at],
            ranks[*first],
            std::cmp::Reverse(ranks[*then]),
            *first,
            *then,
        )
    });
    pairs.into_iter().find(|(first, then)| {
        let mut alive = alive.to_vec();
        ideals.exclude(&mut alive, *first, *then);
        ideals.passable(&alive, all)
    })
}

#[cfg(test)]
mod tests {
    use super::{Search, search};

    #[track_caller]
    fn check(ranks: &[u8], before: &[u64], safe: impl Fn(u64) -> bool, expected: Search) {
        assert_eq!(search(ranks, before, &mut |set| safe(set)), expected);
    }

    #[test]
    fn nothing_is_added_where_everything_is_safe() {
        check(&[0, 1, 2], &[0, 0, 0], |_| true, Search::Edges(Vec::new()));
    }

    #[test]
    fn what_makes_comes_before_what_breaks() {
        check(&[2, 0], &[0, 0], |set| set != 0b01, Search::Edges(vec![(1, 0)]));
    }

    #[test]
    fn a_row_is_found_where_only_one_way_is_safe() {
        let way = [0b000, 0b100, 0b101, 0b111];
        let Search::Edges(edges) = search(&[0, 0, 0], &[0; 3], &mut |set| way.contains(&set)) else {
            panic!("there is a way");
        };
        let excluded = |set: u64| edges.iter().any(|(a, b)| set & (1 << b) != 0 && set & (1 << a) == 0);
        for set in 0..8 {
            assert_eq!(excluded(set), !way.contains(&set), "{set:b}");
        }
    }

    #[test]
    fn where_no_way_is_safe_the_obstacle_is_told() {
        let swapped = |set: u64| set == 0 || set == 0b11;
        check(&[1, 1], &[0, 0], swapped, Search::Unsafe(0b01));
    }

    #[test]
    fn what_the_order_forbids_is_never_looked_at() {
        check(&[0, 2], &[0, 0b01], |set| set != 0b10, Search::Edges(Vec::new()));
        check(&[0, 2], &[0b10, 0], |set| set != 0b10, Search::Unsafe(0b10));
    }
}
