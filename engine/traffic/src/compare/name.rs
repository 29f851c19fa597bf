//! One name before and after, on its slices of both models.

use std::collections::BTreeSet;
use std::mem::discriminant;

use super::behaviour::{Change, NOTHING, Pair};
use super::shift::Sides;
use super::side::Side;
use crate::assume::{Assumptions, Used};
use crate::client::{Place, candidates};
use crate::fail::{Failure, Subject};
use crate::health::Interval;
use crate::model::{Model, RecordType};
use crate::net::Net;
use crate::prove::{Settings, Verdict, verdict};

/// A longer or shorter cache by less than this many seconds is none.
const MOMENT: f64 = 0.5;

/// One name before and after.
pub(super) struct Both<'a> {
    pub(super) before: Model,
    pub(super) after: Model,
    pub(super) name: &'a str,
    pub(super) guarded: bool,
}

/// What was found of a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared {
    /// What changes; without the name.
    pub(super) change: Change,
    /// Whether the name is there now and was not before, or the other way.
    pub(super) comes: Option<bool>,
    pub(super) exposed: Vec<Failure>,
    pub(super) covered: Vec<Failure>,
    pub(super) unknown: bool,
    pub(super) used: Used,
}

impl Compared {
    /// Returns whether clients are routed elsewhere, or fail for another time.
    pub(super) fn changes(&self) -> bool {
        let longer = |pair: Pair<Interval>| {
            pair.before.most != pair.after.most && (pair.before.most - pair.after.most).abs() > MOMENT
        };
        !self.change.shifts.is_empty()
            || self.change.kept.is_some()
            || self.change.recovery.is_some_and(longer)
    }
}

impl Both<'_> {
    /// Returns what names have in common that are made alike: everything but their own name.
    pub(super) fn shape(&self) -> String {
        let text = format!("{} {:?} {:?}", self.guarded, self.before, self.after);
        let domains = self.before.zones.values().chain(self.after.zones.values());
        let within = |domain: &str| self.name.strip_suffix(domain)?.strip_suffix('.');
        let label = domains.filter_map(|zone| within(&zone.domain)).min_by_key(|label| label.len());
        let text = text.replace(&format!("\"{}\"", self.name), "\"@\"");
        match label.filter(|label| !label.is_empty()) {
            Some(label) => text.replace(&format!("/{label}/"), "/@/"),
            None => text,
        }
    }

    /// Compares what becomes of the name's clients.
    pub(super) fn compare(&self, assumptions: &Assumptions) -> Compared {
        let mut compared = Compared::default();
        if !self.after.unknown.is_empty() || !self.before.unknown.is_empty() {
            return Compared { unknown: true, ..compared };
        }
        let (was, is) = (self.there(&self.before), self.there(&self.after));
        if was != is {
            compared.comes = Some(is);
        }
        if self.guarded && is {
            self.weigh(was, assumptions, &mut compared);
        }
        if !(was && is) {
            return compared;
        }
        let places = places(&self.before, &self.after);
        let (before, after) = (
            Net::among(&self.before, assumptions, places.clone()),
            Net::among(&self.after, assumptions, places.clone()),
        );
        let labels: Vec<String> = places.iter().map(|place| place.label.clone()).collect();
        let (mut before, mut after) =
            (Side::new(&before, self.name, &labels), Side::new(&after, self.name, &labels));
        let mut sides = Sides { before: &mut before, after: &mut after, places: &places };
        let (shifts, kept) = sides.shifts();
        compared.change.shifts = shifts;
        compared.change.kept = ((kept.before - kept.after).abs() > MOMENT).then_some(kept);
        compared.used.add(before.used);
        compared.used.add(after.used);
        compared
    }

    /// Returns whether a model has records of the name that answer with addresses.
    fn there(&self, model: &Model) -> bool {
        let carries = |record: &RecordType| !matches!(record, RecordType::Other(_));
        model.names.keys().any(|name| name.name == self.name && carries(&name.record))
    }

    /// Holds what is survived, and in how long, against what was.
    fn weigh(&self, was: bool, assumptions: &Assumptions, compared: &mut Compared) {
        let settings = Settings { failures: 1, grey: Vec::new() };
        let judge = |slice: &Model| verdict(slice, 0, self.name, assumptions, &settings);
        let after = judge(&self.after);
        compared.used.add(after.used);
        let now = broken(&after);
        let before = was.then(|| judge(&self.before));
        let then = before.as_ref().map(broken).unwrap_or_default();
        compared.exposed = now.difference(&then).cloned().collect();
        compared.covered = then.difference(&now).cloned().collect();
        without_namesakes(&mut compared.exposed, &mut compared.covered);
        if let Some(before) = before {
            compared.used.add(before.used);
            compared.change.recovery = Some(Pair { before: takes(&before), after: takes(&after) });
        }
    }
}

/// Returns how long clients fail at most: for ever, if something that is promised is not survived.
fn takes(verdict: &Verdict) -> Interval {
    let never = verdict.trials.iter().any(|trial| trial.promised && trial.worst > NOTHING);
    if never { Interval::exactly(f64::INFINITY) } else { verdict.recovery }
}

/// Takes away what only bears another name: a thing that nothing stands in for, in the place of another such.
fn without_namesakes(exposed: &mut Vec<Failure>, covered: &mut Vec<Failure>) {
    exposed.retain(|failure| {
        let named = !matches!(failure.subject, Subject::Region(_) | Subject::Service { .. });
        let alike = |other: &Failure| discriminant(&other.subject) == discriminant(&failure.subject);
        match covered.iter().position(alike).filter(|_| named) {
            Some(at) => {
                covered.remove(at);
                false
            }
            None => true,
        }
    });
}

/// Returns the single failures that a name does not survive although that is promised; only the largest of each region.
fn broken(verdict: &Verdict) -> BTreeSet<Failure> {
    let fails = verdict.trials.iter().filter(|trial| trial.promised && trial.worst > NOTHING);
    let single = fails.filter_map(|trial| match trial.failures.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    });
    let all: BTreeSet<Failure> = single.collect();
    let region = |failure: &Failure| match &failure.subject {
        Subject::Service { region, .. } => Some(region.clone()),
        Subject::Group(address) => address.region().map(str::to_owned),
        Subject::Endpoint(id) => id.0.rsplit_once("\"]@").map(|(_, place)| place.to_owned()),
        _ => None,
    };
    let within = |failure: &Failure| {
        region(failure).is_some_and(|region| all.contains(&Failure::dead(Subject::Region(region))))
    };
    all.iter().filter(|failure| !within(failure)).cloned().collect()
}

/// Returns the places that either model tells apart.
fn places(before: &Model, after: &Model) -> Vec<Place> {
    let mut seen = BTreeSet::new();
    let mut all = candidates(before);
    all.extend(candidates(after));
    all.retain(|place| seen.insert(place.label.clone()));
    all
}
