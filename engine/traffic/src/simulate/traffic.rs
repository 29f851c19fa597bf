//! What becomes of the requests for a name, by where they come from.

use std::collections::BTreeMap;

use super::answers::{Answers, Held, Views, answers};
use super::course::Moment;
use super::landing::{Landings, Site};
use super::people::{Geography, Group, quantile};
use crate::assume::{STALE_CLIENTS, Used};
use crate::dns::Reached;
use crate::model::{Family, RecordType};
use crate::net::{Found, Net};

/// A name, with all that clients are answered over time.
pub(super) struct Followed {
    /// The name.
    pub(super) name: String,
    /// How much of its demand comes from each geography.
    pub(super) demand: Vec<f64>,
    /// For each family of addresses that it has, what each class is answered.
    families: Vec<BTreeMap<usize, Answers>>,
}

/// What becomes of the requests of a geography at a moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Sample {
    /// How many come in where.
    pub(super) sites: BTreeMap<Site, f64>,
    /// How many fail.
    pub(super) failed: f64,
    /// How many fail of the clients who keep to TTLs.
    pub(super) failing: f64,
    /// How many rest on an answer that nobody is given any more.
    pub(super) stale: f64,
    /// The round trip that half of those served do not exceed, in milliseconds.
    pub(super) p50: Option<f64>,
    /// The round trip that 99 of 100 of those served do not exceed, in milliseconds.
    pub(super) p99: Option<f64>,
}

/// Returns the names that are followed: those of the objectives, or all of them if there is none.
pub(super) fn follow(
    net: &Net<'_>,
    geographies: &[Geography],
    views: &Views,
    used: &mut Used,
) -> Vec<Followed> {
    let mut names: Vec<String> =
        net.model.objectives.iter().flat_map(|objective| &objective.names).cloned().collect();
    if names.is_empty() {
        let other = |record: &RecordType| matches!(record, RecordType::Other(_));
        let all = net.model.names.keys().filter(|name| !other(&name.record));
        names = all.map(|name| name.name.clone()).collect();
    }
    names.sort();
    names.dedup();
    names.into_iter().filter_map(|name| one(net, name, geographies, views, used)).collect()
}

fn one(
    net: &Net<'_>,
    name: String,
    geographies: &[Geography],
    views: &Views,
    used: &mut Used,
) -> Option<Followed> {
    let mut families = Vec::new();
    for family in Family::ALL {
        let found = net.find(&name, family);
        if !matches!(found, Found::Set(_)) {
            continue;
        }
        let mut classes = BTreeMap::new();
        for group in geographies.iter().flat_map(|geography| &geography.classes) {
            let class = group.class;
            classes.entry(class).or_insert_with(|| answers(net, (found, family), class, views, used));
        }
        families.push(classes);
    }
    let demand = demand(net, &name, geographies);
    (!families.is_empty()).then_some(Followed { name, demand, families })
}

/// Returns how much of the demand for a name comes from each geography: as its objective says, else evenly.
fn demand(net: &Net<'_>, name: &str, geographies: &[Geography]) -> Vec<f64> {
    let objective = net.model.objectives.iter().find(|objective| objective.names.iter().any(|of| of == name));
    let declared = objective.map(|objective| &objective.demand);
    let of = |geography: &Geography| declared?.get(&geography.id).copied();
    let shares: Vec<f64> = geographies.iter().map(|geography| of(geography).unwrap_or_default()).collect();
    let all: f64 = shares.iter().sum();
    if all <= 0.0 {
        return vec![1.0 / geographies.len().max(1) as f64; geographies.len()];
    }
    shares.into_iter().map(|share| share / all).collect()
}

impl Followed {
    /// Returns whether clients are answered alike for another name, and ask for it alike.
    pub(super) fn is_like(&self, other: &Followed) -> bool {
        self.demand == other.demand && self.families == other.families
    }

    /// Returns whether some of its clients are ever led to an accelerator.
    pub(super) fn reaches(&self, accelerator: usize) -> bool {
        let parts = self.answers().flat_map(|answers| answers.course.steps()).flat_map(|(_, parts)| parts);
        parts.into_iter().any(|part| part.to == Reached::Accelerator(accelerator))
    }

    /// Iterates over everything that clients are answered.
    pub(super) fn answers(&self) -> impl Iterator<Item = &Answers> {
        self.families.iter().flat_map(BTreeMap::values)
    }

    /// Returns what becomes of the requests of a geography at a moment; `trips` also asks how long they take.
    pub(super) fn sample(
        &self,
        net: &Net<'_>,
        geography: &Geography,
        landings: &Landings<'_>,
        moment: Moment,
        trips: bool,
    ) -> Sample {
        let mut sample = Sample::default();
        let mut taken: Vec<(f64, f64)> = Vec::new();
        let forever = net.assumptions.value(&STALE_CLIENTS) / 100.0;
        for classes in &self.families {
            for group in &geography.classes {
                let Some(answers) = classes.get(&group.class) else { continue };
                let people = group.share / self.families.len() as f64;
                let moving = Landing { net, group, landings, moment, people: people * (1.0 - forever) };
                sample.failing += people * moving.land(&answers.held(moment), trips, &mut sample, &mut taken);
                let staying = Landing { people: people * forever, ..moving };
                staying.land(&answers.first(moment), trips, &mut sample, &mut taken);
            }
        }
        sample.p50 = quantile(&mut taken, 0.50);
        sample.p99 = quantile(&mut taken, 0.99);
        sample
    }
}

/// Some people, about to send requests.
#[derive(Clone, Copy)]
struct Landing<'a> {
    net: &'a Net<'a>,
    group: &'a Group,
    landings: &'a Landings<'a>,
    moment: Moment,
    /// How many of the geography they are.
    people: f64,
}

impl Landing<'_> {
    /// Adds what becomes of their requests; returns the share of them that fails.
    fn land(self, held: &[Held], trips: bool, sample: &mut Sample, taken: &mut Vec<(f64, f64)>) -> f64 {
        let mut failing = 0.0;
        for held in held {
            if held.stale {
                sample.stale += self.people * held.share;
            }
            for landed in self.landings.at(held.to, self.group.class, self.moment) {
                let share = held.share * landed.share;
                failing += share * landed.fails;
                *sample.sites.entry(landed.site).or_default() += self.people * share;
                if trips {
                    let served = self.people * share * (1.0 - landed.fails);
                    self.group.trips(self.net, landed.site, landed.edge, served, taken);
                }
            }
        }
        sample.failed += self.people * failing;
        failing
    }
}
