//! Checks whose own verdict decides what they ask next.

use std::collections::BTreeSet;

use crate::model::{About, CheckRef, Family, Target, Watch};
use crate::net::{Found, Hop, Net, Routing};

/// Returns, for each check, whether its verdict depends on itself.
///
/// Such a check may hold up what it should take down: the name it asks is answered by what its verdict chooses.
pub fn circular(net: &Net<'_>) -> Vec<bool> {
    let depends: Vec<BTreeSet<usize>> = (0..net.checks.len()).map(|check| direct(net, check)).collect();
    (0..net.checks.len()).map(|check| leads_back(check, &depends)).collect()
}

fn leads_back(check: usize, depends: &[BTreeSet<usize>]) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = depends[check].iter().copied().collect();
    while let Some(next) = open.pop() {
        if next == check {
            return true;
        }
        if seen.insert(next) {
            open.extend(&depends[next]);
        }
    }
    false
}

/// Returns the checks whose verdicts decide what a check finds.
fn direct(net: &Net<'_>, check: usize) -> BTreeSet<usize> {
    let number = |id: &CheckRef| net.check(id);
    match net.checks[check].check.map(|check| &check.watch) {
        Some(Watch::Endpoint(probe)) => match &probe.target {
            Target::Name(name) => guards(net, net.find(name, Family::V4)),
            _ => BTreeSet::new(),
        },
        Some(Watch::Calculated { children, .. }) => children.iter().filter_map(number).collect(),
        Some(Watch::Alarm { declared: Some(alarm), .. }) => {
            match net.model.alarms.get(alarm).map(|alarm| &alarm.about) {
                Some(About::Check(other)) => number(&CheckRef::Declared(other.clone())).into_iter().collect(),
                _ => BTreeSet::new(),
            }
        }
        _ => BTreeSet::new(),
    }
}

/// Returns the checks that decide what a name leads to.
fn guards(net: &Net<'_>, found: Found) -> BTreeSet<usize> {
    let mut checks = BTreeSet::new();
    let mut seen = BTreeSet::new();
    // A set that an alias evaluates matters even where its own records are not chosen by health.
    let mut open: Vec<(Found, bool)> = vec![(found, false)];
    while let Some((found, evaluated)) = open.pop() {
        let Found::Set(number) = found else { continue };
        if !seen.insert((number, evaluated)) {
            continue;
        }
        let set = &net.sets[number];
        for record in &set.records {
            if set.routing != Routing::Simple || evaluated {
                checks.extend(record.check);
            }
            for hop in &record.hops {
                match hop {
                    Hop::Set(other) => open.push((Found::Set(*other), evaluated || record.evaluate)),
                    Hop::Asked(found) => open.push((found[Family::V4 as usize], false)),
                    _ => (),
                }
            }
        }
    }
    checks
}
