//! From one scene to the edges that keep it safe: all of its prefixes at once, or a few atoms at a time.

use super::atom::{Atom, Atoms};
use super::line::Line;
use super::scene::Scene;
use super::search::{Search, Set, search};
use super::together::together;
use tandem_core::Step;

/// How many atoms a mask holds with room to spare; more are taken a few at a time.
const AT_ONCE: usize = 60;
/// How many atoms are left open among each other where there are too many: their prefixes are few enough to look at all.
const FEW: usize = 6;

/// Why no order is found.
pub(super) enum Obstacle {
    /// These atoms are done in an unsafe prefix that no order avoids.
    Unsafe(Vec<usize>),
    /// There is one if each of these groups of atoms is one call.
    Together(Vec<Vec<usize>>),
}

/// Adds the edges that make every prefix of a scene safe.
///
/// # Errors
/// Says why there is no order, or what must be one call so that there is one.
pub(super) fn arrange(
    scene: &mut Scene<'_>,
    atoms: &Atoms,
    steps: &[Step],
    line: &mut Line,
) -> Result<(), Obstacle> {
    let numbers = scene.atoms.clone();
    let members: Vec<&Atom> = numbers.iter().map(|number| &atoms.all[*number]).collect();
    let after = line.order(&members);
    let before =
        |then: usize| -> Vec<usize> { (0..after.len()).filter(|first| after[*first][then]).collect() };
    let before: Vec<Vec<usize>> = (0..members.len()).map(before).collect();
    let ranks: Vec<u8> = members.iter().map(|atom| atom.rank).collect();
    if members.len() <= AT_ONCE {
        let masks: Vec<Set> = before.iter().map(|before| mask(before)).collect();
        match search(&ranks, &masks, &mut |done| scene.broken(done).is_none()) {
            Search::Edges(edges) => {
                for (first, then) in edges {
                    line.put(members[first], members[then]);
                }
                return Ok(());
            }
            Search::Unsafe(done) => {
                let numbered = |at: &usize| numbers[*at];
                if let Some(groups) = together(scene, &members, &masks, steps) {
                    let groups = groups.iter().map(|group| group.iter().map(numbered).collect());
                    return Err(Obstacle::Together(groups.collect()));
                }
                let done = (0..numbers.len()).filter(|at| done & (1 << at) != 0);
                return Err(Obstacle::Unsafe(done.map(|at| numbered(&at)).collect()));
            }
            Search::TooMany => (),
        }
    }
    in_turns(scene, &Few { numbers: &numbers, members: &members, before: &before, ranks: &ranks }, line)
}

fn mask(atoms: &[usize]) -> Set {
    atoms.iter().fold(0, |mask, atom| mask | 1 << atom)
}

/// The next few atoms, and the edges among them.
type Taken = (Vec<usize>, Vec<(usize, usize)>);

/// More atoms than can be looked at together.
struct Few<'a> {
    numbers: &'a [usize],
    members: &'a [&'a Atom],
    before: &'a [Vec<usize>],
    ranks: &'a [u8],
}

/// Takes a few atoms at a time, those that make first; the next few wait for all of them.
fn in_turns(scene: &mut Scene<'_>, few: &Few<'_>, line: &mut Line) -> Result<(), Obstacle> {
    let mut done = vec![false; few.members.len()];
    let mut last: Vec<usize> = Vec::new();
    while done.iter().any(|done| !*done) {
        let turn = few.turn(scene, &done);
        let (turn, edges) = match turn {
            Ok(turn) => turn,
            Err(next) => {
                done[next] = true;
                let done = few.numbers.iter().zip(&done).filter(|(_, done)| **done);
                return Err(Obstacle::Unsafe(done.map(|(number, _)| *number).collect()));
            }
        };
        let between = last.iter().flat_map(|first| turn.iter().map(|then| (*first, *then)));
        for (first, then) in between.chain(edges) {
            line.put(few.members[first], few.members[then]);
        }
        turn.iter().for_each(|atom| done[*atom] = true);
        last = turn;
    }
    Ok(())
}

impl Few<'_> {
    /// Returns the next few atoms and the edges among them, or one after which something is not served.
    fn turn(&self, scene: &mut Scene<'_>, done: &[bool]) -> Result<Taken, usize> {
        let candidates = self.candidates(done);
        for size in [FEW, 2] {
            let turn: Vec<usize> = candidates.iter().copied().take(size).collect();
            if let Some(edges) = self.together(scene, done, &turn) {
                return Ok((turn, edges));
            }
        }
        let ready = |atom: &usize| self.before[*atom].iter().all(|before| done[*before]);
        let safe = candidates
            .iter()
            .copied()
            .filter(ready)
            .find(|atom| self.together(scene, done, &[*atom]).is_some());
        safe.map(|atom| (vec![atom], Vec::new()))
            .ok_or_else(|| candidates.first().copied().unwrap_or_default())
    }

    /// Returns what is not done in an order that the plan allows, what makes first.
    fn candidates(&self, done: &[bool]) -> Vec<usize> {
        let mut taken = done.to_vec();
        let mut candidates = Vec::new();
        loop {
            let ready =
                |atom: &usize| !taken[*atom] && self.before[*atom].iter().all(|before| taken[*before]);
            let Some(next) = (0..taken.len()).filter(ready).min_by_key(|atom| (self.ranks[*atom], *atom))
            else {
                return candidates;
            };
            taken[next] = true;
            candidates.push(next);
        }
    }

    /// Returns the edges that make every prefix of a few atoms safe, given what is done.
    fn together(&self, scene: &mut Scene<'_>, done: &[bool], turn: &[usize]) -> Option<Vec<(usize, usize)>> {
        let masks: Vec<Set> = turn
            .iter()
            .map(|then| {
                let inside = |first: &usize| self.before[*then].contains(first);
                mask(&(0..turn.len()).filter(|at| inside(&turn[*at])).collect::<Vec<_>>())
            })
            .collect();
        let ranks: Vec<u8> = turn.iter().map(|atom| self.ranks[*atom]).collect();
        let mut safe = |set: Set| {
            let holds = |number: usize| {
                let at = self.numbers.binary_search(&number);
                at.is_ok_and(|at| {
                    done[at] || turn.iter().position(|t| *t == at).is_some_and(|at| set & (1 << at) != 0)
                })
            };
            scene.broken_by(&holds).is_none()
        };
        match search(&ranks, &masks, &mut safe) {
            Search::Edges(edges) => Some(edges.into_iter().map(|(a, b)| (turn[a], turn[b])).collect()),
            _ => None,
        }
    }
}
