//! Data: what is lost with the regions that an objective promises to survive, and who can still write.

use std::collections::BTreeSet;

use tandem_core::topology::Objective;
use tandem_core::{Address, Path, duration};

use super::story::{span, stops};
use super::verdict::{Blame, Cause, Counterexample, Moment, Outcome};
use crate::assume::{Assumptions, Used};
use crate::fail::{Failure, Subject, World};
use crate::model::{Consistency, Model, Store};
use crate::store::{Lag, standing};

/// What a proof says of one store.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    /// Which objective speaks of it, as an index into those of the proof.
    pub objective: usize,
    /// The store.
    pub store: Address,
    /// Whether no more is lost than the objective allows; without `lose_at_most`, nothing is refuted.
    pub outcome: Outcome,
    /// By how much what was written last is missing in the worst case.
    pub lost: Lag,
    /// The failures after which that is so, or after which nobody can write.
    pub after: Vec<Failure>,
    /// Whether some region can write after all that is promised to be survived.
    pub writes: bool,
    /// What it rests on.
    pub used: Used,
}

/// Returns what is kept of every store under an objective.
pub(super) fn kept(
    model: &Model,
    number: usize,
    objective: &Objective,
    assumptions: &Assumptions,
) -> Vec<Kept> {
    model.stores.iter().map(|(address, store)| one(number, address, store, objective, assumptions)).collect()
}

fn one(
    number: usize,
    address: &Address,
    store: &Store,
    objective: &Objective,
    assumptions: &Assumptions,
) -> Kept {
    let mut kept = Kept {
        objective: number,
        store: address.clone(),
        outcome: Outcome::Proved,
        lost: Lag::default(),
        after: Vec::new(),
        writes: true,
        used: Used::default(),
    };
    let members: BTreeSet<&String> = store.replicas.keys().chain(&store.witness).collect();
    let members: Vec<&String> = members.into_iter().collect();
    let most = (objective.survive.regions as usize).min(members.len());
    for count in 1..=most {
        for lost in subsets(&members, count) {
            let world =
                World { regions: lost.iter().map(|region| (*region).clone()).collect(), ..World::default() };
            let left = standing(store, &world, assumptions);
            kept.used.add(left.used);
            let dead = || lost.iter().map(|region| Failure::dead(Subject::Region((*region).clone())));
            if left.writes.is_empty() && kept.writes {
                kept.writes = false;
                kept.after = dead().collect();
            }
            let worst = left.lost.iter().map(|(_, lag)| *lag).max_by(|a, b| a.p99.total_cmp(&b.p99));
            if let Some(lag) = worst.filter(|lag| kept.writes && lag.p99 > kept.lost.p99) {
                kept.lost = lag;
                kept.after = dead().collect();
            }
        }
        if !kept.writes {
            break;
        }
    }
    if let Some(allowed) = objective.lose_at_most {
        judge(&mut kept, store, allowed);
    }
    kept
}

/// Returns every way to choose so many of some regions.
fn subsets<'r>(regions: &[&'r String], count: usize) -> Vec<Vec<&'r String>> {
    let Some((first, rest)) = regions.split_first() else {
        return if count == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all: Vec<Vec<&String>> = subsets(rest, count - 1);
    all.iter_mut().for_each(|chosen| chosen.insert(0, first));
    all.extend(subsets(rest, count));
    all
}

/// Holds a store against what may be lost.
fn judge(kept: &mut Kept, store: &Store, allowed: u64) {
    let regions = kept.after.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    let name = kept.store.name();
    let (cause, what, path, text, hint) = if !kept.writes {
        let strong = store.consistency == Consistency::Strong;
        let what = if strong {
            format!("`{name}` takes no writes: two of its three members must be reachable")
        } else {
            format!("no replica of `{name}` is left")
        };
        let cause = if strong { Cause::Quorum } else { Cause::Lost };
        let hint = "put a replica into a region that these failures do not touch";
        (cause, what, "replicas", format!("nothing of it is left to write to without {regions}"), hint)
    } else if kept.lost.p99 > allowed as f64 {
        let lost = seconds(kept.lost.p99);
        let what = format!("up to {lost} of what {regions} wrote to `{name}` last is missing elsewhere");
        let hint = "`consistency: \"STRONG\"` loses nothing, with replicas in two regions and a witness or in three; or allow more";
        let text = format!("replicas have a write up to {lost} later");
        (Cause::Lost, what, "consistency", text, hint)
    } else {
        return;
    };
    let promise = format!("objective: lose {} at most", duration::text(allowed));
    kept.outcome = Outcome::Refuted(Box::new(Counterexample {
        failures: kept.after.clone(),
        who: format!("`{name}`"),
        class: name.clone(),
        share: 1.0,
        declared: false,
        story: vec![
            Moment { at: Some(0.0), text: stops(&kept.after) },
            Moment { at: None, text: format!("{what}; {promise}") },
        ],
        blames: vec![Blame { address: Some(kept.store.clone()), path: Path::attribute(path), text }],
        cause,
        hints: vec![hint.to_owned()],
    }));
}

/// Returns a small span of time in words: `1.6 s`.
pub fn seconds(seconds: f64) -> String {
    if seconds < 10.0 { format!("{seconds:.1} s") } else { span(seconds) }
}
