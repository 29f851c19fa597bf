//! Who is routed elsewhere: the clients of one name, place by place, while nothing fails and after each failure.

use std::collections::{BTreeMap, BTreeSet};

use super::behaviour::{NOTHING, Pair, Shift};
use super::side::{Side, Site, Spread, UNANSWERED};
use super::who::who;
use crate::client::Place;
use crate::fail::{Failure, Subject, singles};
use crate::model::Family;

/// How the routing of a class of clients changes: the shares of sites, and what fails.
type Moves = (BTreeMap<String, Pair<f64>>, Pair<f64>);

/// The places whose clients are routed elsewhere in one way.
#[derive(Clone, PartialEq, Debug)]
struct Group {
    moves: Moves,
    places: BTreeSet<usize>,
}

/// Both sides of a name, over the same places.
pub(super) struct Sides<'s, 'n> {
    pub(super) before: &'s mut Side<'n>,
    pub(super) after: &'s mut Side<'n>,
    pub(super) places: &'s [Place],
}

impl Sides<'_, '_> {
    /// Returns who is routed elsewhere, and for how long answers are kept before and after.
    pub(super) fn shifts(&mut self) -> (Vec<Shift>, Pair<f64>) {
        let mut kept = Pair::default();
        let families: Vec<Family> =
            Family::ALL.into_iter().filter(|family| self.asked(*family, &mut kept)).collect();
        let calm: Vec<Vec<Group>> = families.iter().map(|family| self.groups(*family, &[])).collect();
        let mut shifts = self.told(None, &families, &calm);
        let mut known: Vec<Vec<Vec<Group>>> = Vec::new();
        for failure in self.failures() {
            let groups = |family: &Family| self.groups(*family, std::slice::from_ref(&failure));
            let mut all: Vec<Vec<Group>> = families.iter().map(groups).collect();
            // What is so anyway is not told again; nor what a larger failure does as well.
            all.iter_mut().zip(&calm).for_each(|(groups, calm)| without(groups, calm));
            if small(&failure.subject) {
                // That a check or a group alone moves clients is what it is for; that they fail is not.
                let fails = |group: &Group| differs(group.moves.1);
                all.iter_mut().for_each(|groups| groups.retain(fails));
            }
            if all.iter().all(Vec::is_empty) || known.contains(&all) {
                continue;
            }
            shifts.extend(self.told(Some(&failure), &families, &all));
            known.push(all);
        }
        (shifts, kept)
    }

    /// Returns whether anybody who asks for a family is answered, before or after.
    fn asked(&mut self, family: Family, kept: &mut Pair<f64>) -> bool {
        let answered = |spread: &Spread| spread.sites.keys().any(|site| site.region != UNANSWERED);
        let (before, after) = (self.before.spreads(family, &[]), self.after.spreads(family, &[]));
        let longest = |spreads: &[Spread]| spreads.iter().map(|spread| spread.kept).fold(0.0, f64::max);
        kept.before = kept.before.max(longest(&before));
        kept.after = kept.after.max(longest(&after));
        before.iter().chain(&after).any(answered)
    }

    /// Returns everything that can fail on both sides, regions first: what is only on one has nothing to be compared with.
    fn failures(&self) -> Vec<Failure> {
        let mut all: BTreeSet<Failure> = singles(self.before.net, &[]).into_iter().collect();
        all.extend(singles(self.after.net, &[]));
        let both = |failure: &Failure| self.before.has(&failure.subject) && self.after.has(&failure.subject);
        all.into_iter().filter(both).collect()
    }

    fn groups(&mut self, family: Family, failures: &[Failure]) -> Vec<Group> {
        let (before, after) = (self.before.spreads(family, failures), self.after.spreads(family, failures));
        let mut moved: BTreeMap<(usize, usize), Option<Moves>> = BTreeMap::new();
        let mut groups: Vec<Group> = Vec::new();
        for place in 0..self.places.len() {
            let classes = (self.before.class(place), self.after.class(place));
            let moves = moved.entry(classes).or_insert_with(|| moves(&before[classes.0], &after[classes.1]));
            let Some(moves) = moves else { continue };
            match groups.iter_mut().find(|group| alike(&group.moves, moves)) {
                Some(group) => drop(group.places.insert(place)),
                None => groups.push(Group { moves: moves.clone(), places: BTreeSet::from([place]) }),
            }
        }
        groups
    }

    fn told(&self, failure: Option<&Failure>, families: &[Family], all: &[Vec<Group>]) -> Vec<Shift> {
        let alike = all.iter().all(|groups| groups == &all[0]);
        let mut shifts = Vec::new();
        for (family, groups) in families.iter().zip(all).take(if alike { 1 } else { all.len() }) {
            for group in groups {
                let (sites, failing) = group.moves.clone();
                shifts.push(Shift {
                    failure: failure.cloned(),
                    who: who(self.places, &group.places),
                    family: (!alike).then_some(*family),
                    sites,
                    failing,
                });
            }
        }
        shifts
    }
}

/// Returns whether a failure is smaller than what serves.
fn small(subject: &Subject) -> bool {
    !matches!(subject, Subject::Region(_) | Subject::Service { .. } | Subject::Endpoint(_))
}

/// Takes the places away whose routing changes as it does while nothing fails.
fn without(groups: &mut Vec<Group>, calm: &[Group]) {
    for group in groups.iter_mut() {
        if let Some(same) = calm.iter().find(|calm| alike(&calm.moves, &group.moves)) {
            group.places.retain(|place| !same.places.contains(place));
        }
    }
    groups.retain(|group| !group.places.is_empty());
}

/// Returns how the routing of a class of clients changes: by region, and by what serves only where that is all.
fn moves(before: &Spread, after: &Spread) -> Option<Moves> {
    let by = |name: fn(&Site) -> String| {
        let mut shares: BTreeMap<String, Pair<f64>> = BTreeMap::new();
        for (site, share) in &before.sites {
            shares.entry(name(site)).or_default().before += share;
        }
        for (site, share) in &after.sites {
            shares.entry(name(site)).or_default().after += share;
        }
        shares.retain(|_, pair| differs(*pair));
        shares
    };
    let mut shares = by(|site| site.region.clone());
    if shares.is_empty() {
        shares = by(|site| match site.endpoint.as_str() {
            "" => site.region.clone(),
            endpoint => format!("{endpoint} in {}", site.region),
        });
    }
    let failing = Pair { before: before.failing, after: after.failing };
    (!shares.is_empty() || differs(failing)).then_some((shares, failing))
}

fn differs(pair: Pair<f64>) -> bool {
    (pair.before - pair.after).abs() > NOTHING
}

/// Returns whether two changes are the same but for rounding.
fn alike(one: &Moves, other: &Moves) -> bool {
    let near = |a: Pair<f64>, b: Pair<f64>| {
        (a.before - b.before).abs() < NOTHING && (a.after - b.after).abs() < NOTHING
    };
    one.0.len() == other.0.len()
        && near(one.1, other.1)
        && one.0.iter().zip(&other.0).all(|((a, pair), (b, same))| a == b && near(*pair, *same))
}
