//! The proof of everything that objectives name.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::topology::{Objective, Origin, Survive};

use super::bench::{Bench, NOTHING};
use super::data::{self, Kept};
use super::promise::{Case, Promise, cases};
use super::settings::Settings;
use super::slice::Index;
use super::trial::{Tried, attempt};
use super::verdict::{Counterexample, Headroom, Limit, Need, Outcome, Room, Verdict};
use super::{limits, story};
use crate::assume::{Assumptions, Used};
use crate::fail::{Failure, Severity, Subject, singles};
use crate::health::Interval;
use crate::model::{Answer, Family, Model, RecordType, Target};
use crate::net::{Found, Net};

/// What a proof says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Proof {
    /// The objectives: those of the script, or the usual one for names that lie in several regions.
    pub objectives: Vec<Objective>,
    /// Whether the script declares them.
    pub declared: bool,
    /// A verdict for every name of every objective, in their order.
    pub verdicts: Vec<Verdict>,
    /// What is kept of every store, for every objective in their order.
    pub stores: Vec<Kept>,
    /// The public names that no objective speaks of and no other name leads through.
    pub uncovered: Vec<String>,
    /// What was examined.
    pub examined: Examined,
    /// What it rests on.
    pub used: Used,
}

/// What was examined.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Examined {
    /// How many names.
    pub names: usize,
    /// How many failures alone, over all names.
    pub singles: usize,
    /// How many of several failures at once, over all names.
    pub several: usize,
    /// The most classes of clients that a name tells apart.
    pub classes: usize,
    /// The regions that something serves in, each of which was lost.
    pub regions: BTreeSet<String>,
    /// Those of them that every name survives.
    pub survived: BTreeSet<String>,
}

impl Proof {
    /// Returns whether every name has what its objective promises.
    pub fn holds(&self) -> bool {
        let kept = self.stores.iter().all(|kept| kept.outcome == Outcome::Proved);
        kept && self.verdicts.iter().all(Verdict::holds)
    }

    /// Iterates over the verdicts of names with a counterexample.
    pub fn refuted(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.refuted().is_some())
    }

    /// Iterates over the counterexamples of names and stores.
    pub fn counterexamples(&self) -> impl Iterator<Item = &Counterexample> {
        let outcomes = self.verdicts.iter().map(|verdict| &verdict.outcome);
        outcomes.chain(self.stores.iter().map(|kept| &kept.outcome)).filter_map(Outcome::refuted)
    }

    /// Puts together what single verdicts say.
    pub(super) fn of(
        model: &Model,
        assumptions: &Assumptions,
        (objectives, declared): (Vec<Objective>, bool),
        verdicts: Vec<Verdict>,
    ) -> Proof {
        let mut proof = Proof { objectives, declared, verdicts, ..Proof::default() };
        let kept = |(number, objective)| data::kept(model, number, objective, assumptions);
        proof.stores = proof.objectives.iter().enumerate().flat_map(kept).collect();
        proof.stores.iter().for_each(|kept| proof.used.add(kept.used));
        proof.examined = examined(model, &proof.verdicts);
        proof.verdicts.iter().for_each(|verdict| proof.used.add(verdict.used));
        proof.uncovered = uncovered(model, &proof.objectives);
        proof
    }
}

/// Proves everything that objectives name.
///
/// Without any objective, every name that lies in several regions or behind an accelerator is held against the usual one:
/// any one region, any one service in one region.
pub fn prove(model: &Model, assumptions: &Assumptions, settings: &Settings) -> Proof {
    let index = Index::of(model);
    let (objectives, declared) = objectives(&index);
    let mut verdicts = Vec::new();
    for (number, objective) in objectives.iter().enumerate() {
        for name in &objective.names {
            let slice = index.slice(objective, name);
            verdicts.push(verdict(&slice, number, name, assumptions, settings));
        }
    }
    Proof::of(model, assumptions, (objectives, declared), verdicts)
}

/// Returns what is held against names where the script says nothing.
pub(crate) fn usual() -> Objective {
    Objective {
        names: Vec::new(),
        survive: Survive::default(),
        recover_within: None,
        lose_at_most: None,
        demand: Default::default(),
        capacity: Default::default(),
        allow: Default::default(),
        origin: Origin::default(),
    }
}

/// Returns the objectives of a model, or the usual one, and whether they are declared.
pub(crate) fn objectives(index: &Index<'_>) -> (Vec<Objective>, bool) {
    if !index.model.objectives.is_empty() {
        return (index.model.objectives.clone(), true);
    }
    let usual = usual();
    let several = |name: &&String| {
        let slice = index.slice(&usual, name);
        let regions: BTreeSet<&String> =
            slice.endpoints.values().filter_map(|endpoint| endpoint.region.as_ref()).collect();
        regions.len() > 1 || !slice.accelerators.is_empty()
    };
    let names: Vec<String> = public(index.model).iter().filter(several).cloned().collect();
    if names.is_empty() { (Vec::new(), false) } else { (vec![Objective { names, ..usual }], false) }
}

/// Returns the public names that have addresses.
fn public(model: &Model) -> BTreeSet<String> {
    let carries = |record: &RecordType| !matches!(record, RecordType::Other(_));
    model.names.keys().filter(|name| carries(&name.record)).map(|name| name.name.clone()).collect()
}

/// Returns the public names that no objective speaks of, and that no name or check leads through.
fn uncovered(model: &Model, objectives: &[Objective]) -> Vec<String> {
    let mut led: BTreeSet<&str> =
        objectives.iter().flat_map(|objective| &objective.names).map(String::as_str).collect();
    for member in model.names.values().flatten() {
        let targets = match &member.answer {
            Answer::Values(targets) => targets.as_slice(),
            Answer::Alias { to, .. } => std::slice::from_ref(to),
        };
        led.extend(targets.iter().filter_map(|target| match target {
            Target::Records(name) => Some(name.name.as_str()),
            Target::Name(name) => Some(name.as_str()),
            _ => None,
        }));
    }
    led.extend(model.checks.values().filter_map(|check| match &check.watch {
        crate::model::Watch::Endpoint(probe) => match &probe.target {
            Target::Name(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    }));
    public(model).into_iter().filter(|name| !led.contains(name.as_str())).collect()
}

fn examined(model: &Model, verdicts: &[Verdict]) -> Examined {
    let trials = || verdicts.iter().flat_map(|verdict| &verdict.trials);
    let homes: BTreeSet<&str> =
        model.endpoints.values().filter_map(|endpoint| endpoint.region.as_deref()).collect();
    let mut lost: BTreeMap<&str, bool> = BTreeMap::new();
    for trial in trials() {
        if let [Failure { subject: Subject::Region(region), severity: Severity::Dead }] =
            trial.failures.as_slice()
        {
            let survived = lost.entry(region.as_str()).or_insert(true);
            *survived &= trial.worst <= NOTHING;
        }
    }
    lost.retain(|region, _| homes.contains(region));
    let survived = lost.iter().filter(|(_, survived)| **survived).map(|(region, _)| (*region).to_owned());
    Examined {
        names: verdicts.len(),
        singles: trials().filter(|trial| trial.failures.len() == 1).count(),
        several: trials().filter(|trial| trial.failures.len() > 1).count(),
        classes: verdicts.iter().map(|verdict| verdict.classes).max().unwrap_or_default(),
        survived: survived.collect(),
        regions: lost.keys().map(|region| (*region).to_owned()).collect(),
    }
}

/// Returns the verdict of one name on its slice.
pub(crate) fn verdict(
    slice: &Model,
    number: usize,
    name: &str,
    assumptions: &Assumptions,
    settings: &Settings,
) -> Verdict {
    let blank = Verdict {
        objective: number,
        name: name.to_owned(),
        outcome: Outcome::Proved,
        families: Vec::new(),
        recovery: Interval::default(),
        slowest: Vec::new(),
        capacity: None,
        limits: Vec::new(),
        trials: Vec::new(),
        classes: 0,
        used: Used::default(),
    };
    let Some(objective) = slice.objectives.first() else { return blank };
    let net = Net::new(slice, assumptions);
    let mut needs: Vec<Need> = slice.unknown.iter().cloned().map(Need::Value).collect();
    if Family::ALL.map(|family| net.find(name, family)).contains(&Found::Outside) {
        needs.push(Need::Name(name.to_owned()));
    }
    if !needs.is_empty() {
        return Verdict { outcome: Outcome::Needs(needs), ..blank };
    }
    let bench = Bench::new(&net, objective, name);
    Examination { bench, objective, name, settings, verdict: blank }.run()
}

/// The examination of one name.
pub(super) struct Examination<'n> {
    pub(super) bench: Bench<'n>,
    pub(super) objective: &'n Objective,
    pub(super) name: &'n str,
    pub(super) settings: &'n Settings,
    pub(super) verdict: Verdict,
}

/// Why a case refutes an objective, the gravest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fault {
    Breaks,
    Late,
    Overload,
}

/// How a case that refutes an objective compares with others: the smallest is told.
type Rank = (usize, Fault, Promise, f64);

impl Examination<'_> {
    fn run(mut self) -> Verdict {
        self.verdict.families = self.bench.asked.iter().map(|(family, _)| *family).collect();
        self.verdict.classes = self.bench.net.classes.len();
        let calm = Case { failures: Vec::new(), promised: true };
        let mut worst: Option<(Rank, Case)> = None;
        let tried = self.one(&calm, &mut worst);
        drop(tried);
        // What fails while nothing else does would fail in every trial.
        if worst.is_none() {
            let all = singles(self.bench.net, &self.settings.grey);
            let cases = cases(self.bench.net, &all, self.objective.survive, self.settings.failures);
            for case in &cases.all {
                self.one(case, &mut worst);
            }
            self.verdict.limits.extend(cases.untried.map(Limit::Untried));
        }
        let refuted = worst.as_ref().map(|((_, fault, ..), case)| story::tell(&mut self, case, *fault));
        limits::report(&mut self, refuted.is_some());
        if let Some(example) = refuted {
            self.verdict.outcome = Outcome::Refuted(Box::new(example));
        }
        self.verdict.used.add(self.bench.used);
        self.verdict
    }

    /// Tries one case, and keeps it if it is the worst.
    fn one(&mut self, case: &Case, worst: &mut Option<(Rank, Case)>) -> Tried {
        let tried = attempt(&mut self.bench, &case.failures);
        let trial = tried.told(&mut self.bench, case);
        let overload = self.room(case, &trial.load);
        let within = self.objective.recover_within.map(|seconds| seconds as f64);
        let late = trial.recovery.is_some_and(|takes| within.is_some_and(|within| takes.most > within));
        if let Some(takes) =
            trial.recovery.filter(|takes| case.promised && takes.most > self.verdict.recovery.most)
        {
            self.verdict.recovery = takes;
            self.verdict.slowest.clone_from(&case.failures);
        }
        let fault = match () {
            () if tried.breaks() => Some(Fault::Breaks),
            () if late => Some(Fault::Late),
            () if overload => Some(Fault::Overload),
            () => None,
        };
        if let Some(fault) = fault.filter(|_| case.promised) {
            let kind = case.failures.first().map(|failure| Promise::of(failure, self.bench.net));
            let weight = match fault {
                Fault::Breaks => trial.failing,
                Fault::Late => trial.recovery.map_or(0.0, |takes| takes.most),
                Fault::Overload => 0.0,
            };
            let rank = (case.failures.len(), fault, kind.unwrap_or(Promise::Region), -weight);
            if worst.as_ref().is_none_or(|(other, _)| rank < *other) {
                *worst = Some((rank, case.clone()));
            }
        }
        self.verdict.trials.push(trial);
        tried
    }

    /// Counts what regions carry after a case; returns whether one of them carries too much.
    fn room(&mut self, case: &Case, load: &BTreeMap<String, f64>) -> bool {
        if self.objective.capacity.is_empty() || !case.promised {
            return false;
        }
        let mut too_much = false;
        let headroom = self.verdict.capacity.get_or_insert_with(Headroom::default);
        for (region, load) in load {
            let Some(capacity) = self.objective.capacity.get(region).copied() else {
                let uncounted = Limit::Uncounted(region.clone());
                if !self.verdict.limits.contains(&uncounted) {
                    self.verdict.limits.push(uncounted);
                }
                continue;
            };
            let calm = if case.failures.is_empty() { *load } else { 0.0 };
            let blank = Room { capacity, calm, load: calm, after: Vec::new() };
            let room = headroom.regions.entry(region.clone()).or_insert(blank);
            if *load > room.load {
                room.load = *load;
                room.after.clone_from(&case.failures);
            }
            too_much |= *load > capacity + NOTHING;
        }
        too_much
    }
}
