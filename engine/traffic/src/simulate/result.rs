//! What a simulation finds.

use std::collections::BTreeMap;

use tandem_core::Address;

use super::Pace;
use super::course::Moment;
use super::data::Data;
use super::event::{Event, events};
use super::failing::failing;
use super::landing::Site;
use super::people::{Geography, geographies};
use super::regions::{RegionCourse, regions};
use super::run::{Run, run};
use super::script::{Script, periods};
use super::traffic::{Followed, Sample};
use crate::assume::Used;
use crate::net::Net;

/// What a simulation finds; every list of values goes with [`Simulation::moments`].
#[derive(Clone, PartialEq, Debug)]
pub struct Simulation {
    /// The last second.
    pub until: f64,
    /// What happens and what is noticed, in order.
    pub events: Vec<Event>,
    /// The regions that matter.
    pub regions: Vec<RegionCourse>,
    /// Where clients are.
    pub geographies: Vec<Geography>,
    /// The moments that values are of; between them, values change in straight lines.
    pub moments: Vec<Moment>,
    /// What becomes of requests, by name.
    pub names: Vec<NameCourse>,
    /// What becomes of data.
    pub stores: Vec<StoreCourse>,
    /// What it rests on.
    pub used: Used,
}

/// What becomes of the requests for a name.
#[derive(Clone, PartialEq, Debug)]
pub struct NameCourse {
    /// The name.
    pub name: String,
    /// The seconds at which something begins or ceases to change for it.
    pub turns: Vec<f64>,
    /// The share of requests that fail.
    pub failed: Vec<f64>,
    /// The share of requests that rest on an answer that nobody is given any more.
    pub stale: Vec<f64>,
    /// The share of requests that come in somewhere: in a region, `elsewhere` or `nowhere`. They make 1 together.
    pub sites: BTreeMap<String, Vec<f64>>,
    /// The same by geography.
    pub geographies: BTreeMap<String, GeographyCourse>,
}

/// What becomes of the requests for a name from a geography.
#[derive(Clone, PartialEq, Debug)]
pub struct GeographyCourse {
    /// The share of them that fail.
    pub failed: Vec<f64>,
    /// The round trip that half of those served do not exceed, in milliseconds; `None` where none is served.
    pub p50: Vec<Option<f64>>,
    /// The round trip that 99 of 100 of those served do not exceed, in milliseconds; `None` where none is served.
    pub p99: Vec<Option<f64>>,
    /// The share of them that come in somewhere.
    pub sites: BTreeMap<String, Vec<f64>>,
    /// For how long they fail.
    pub failing: Failing,
}

/// For how long clients fail, in seconds.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Failing {
    /// The mean client, if everything is noticed after the mean time.
    pub mean: f64,
    /// The unluckiest client, if everything is noticed as late as can be.
    pub worst: f64,
}

/// What becomes of a store.
#[derive(Clone, PartialEq, Debug)]
pub struct StoreCourse {
    /// The declaration.
    pub address: Address,
    /// How many seconds of the writes of one region another does not have, by both; empty if replicas agree on each.
    pub lag: BTreeMap<(String, String), Vec<f64>>,
    /// For every region, how many seconds of its writes are nowhere else while it is gone.
    pub lost: BTreeMap<String, Vec<f64>>,
    /// For every region, whether it can write.
    pub writes: BTreeMap<String, Vec<bool>>,
    /// What is lost, each time a region is.
    pub losses: Vec<LostWrites>,
}

/// What is lost with a region, until it is back.
#[derive(Clone, PartialEq, Debug)]
pub struct LostWrites {
    /// The region.
    pub region: String,
    /// When it is lost.
    pub at: f64,
    /// How many seconds of its writes are missing elsewhere, in half of all cases at most.
    pub p50: f64,
    /// How many, in 99 of 100 cases at most.
    pub p99: f64,
}

/// Simulates a script at a pace.
pub(super) fn result(net: &Net<'_>, script: &Script, pace: Pace) -> Simulation {
    let periods = periods(net, script);
    let until = script.until as f64;
    let mut used = net.used;
    let geographies = geographies(net, &mut used);
    let at = |pace: Pace| run(net, &periods, &geographies, until, pace);
    let (mean, worst) = (at(Pace::Mean), at(Pace::Worst));
    let best = (pace == Pace::Best).then(|| at(Pace::Best));
    let shown = match pace {
        Pace::Best => best.as_ref().unwrap_or(&mean),
        Pace::Mean => &mean,
        Pace::Worst => &worst,
    };
    used.add(shown.used);
    let moments = shown.moments(&shown.seconds());
    let mut names: Vec<NameCourse> = Vec::new();
    for (at, followed) in shown.names.iter().enumerate() {
        // Many names are often answered alike, at every pace.
        let same = |run: &Run<'_>, other: usize| run.names[other].is_like(&run.names[at]);
        let alike = (0..at).find(|other| [shown, &mean, &worst].iter().all(|run| same(run, *other)));
        let failing = |geography: &Geography| failing(&mean, &worst, at, geography);
        names.push(match alike {
            Some(other) => NameCourse { name: followed.name.clone(), ..names[other].clone() },
            None => name_course(shown, followed, &geographies, &moments, &failing),
        });
    }
    let stores = shown.stores.iter().map(|data| store_course(data, &moments)).collect();
    Simulation {
        until,
        events: events(shown, script, &periods),
        regions: regions(net, &periods),
        names,
        stores,
        geographies,
        moments,
        used,
    }
}

fn name_course(
    run: &Run<'_>,
    followed: &Followed,
    geographies: &[Geography],
    moments: &[Moment],
    failing: &dyn Fn(&Geography) -> Failing,
) -> NameCourse {
    let mut course = NameCourse {
        name: followed.name.clone(),
        turns: run.turns(followed),
        failed: vec![0.0; moments.len()],
        stale: vec![0.0; moments.len()],
        sites: BTreeMap::new(),
        geographies: BTreeMap::new(),
    };
    for (geography, demand) in geographies.iter().zip(&followed.demand) {
        let sample = |moment: &Moment| followed.sample(run.net, geography, &run.landings, *moment, true);
        let samples: Vec<Sample> = moments.iter().map(sample).collect();
        for (at, sample) in samples.iter().enumerate() {
            course.failed[at] += demand * sample.failed;
            course.stale[at] += demand * sample.stale;
        }
        let sites = sites(run.net, &samples);
        for (site, shares) in &sites {
            let all = course.sites.entry(site.clone()).or_insert_with(|| vec![0.0; moments.len()]);
            all.iter_mut().zip(shares).for_each(|(all, share)| *all += demand * share);
        }
        let each = GeographyCourse {
            failed: samples.iter().map(|sample| sample.failed).collect(),
            p50: samples.iter().map(|sample| sample.p50).collect(),
            p99: samples.iter().map(|sample| sample.p99).collect(),
            sites,
            failing: failing(geography),
        };
        course.geographies.insert(geography.id.clone(), each);
    }
    course
}

/// Returns the share of requests that come in at every site that takes any, by name.
fn sites(net: &Net<'_>, samples: &[Sample]) -> BTreeMap<String, Vec<f64>> {
    let mut sites: BTreeMap<Site, Vec<f64>> = BTreeMap::new();
    for (at, sample) in samples.iter().enumerate() {
        for (site, share) in sample.sites.iter().filter(|(_, share)| **share > 0.0) {
            sites.entry(*site).or_insert_with(|| vec![0.0; samples.len()])[at] = *share;
        }
    }
    let name = |site: Site| match site {
        Site::Region(region) => net.regions[region].clone(),
        Site::Elsewhere => "elsewhere".to_owned(),
        Site::Nowhere => "nowhere".to_owned(),
    };
    sites.into_iter().map(|(site, shares)| (name(site), shares)).collect()
}

fn store_course(data: &Data<'_>, moments: &[Moment]) -> StoreCourse {
    let lag = data.lag.iter().map(|((from, to), behind)| {
        let values = moments.iter().map(|moment| behind.at(*moment)).collect();
        (((*from).to_owned(), (*to).to_owned()), values)
    });
    let lost = data.lost.iter().map(|(region, course)| {
        ((*region).to_owned(), moments.iter().map(|moment| *course.at(*moment)).collect())
    });
    let writes = data.writes.iter().map(|(region, course)| {
        ((*region).to_owned(), moments.iter().map(|moment| *course.at(*moment)).collect())
    });
    StoreCourse {
        address: data.address.clone(),
        lag: lag.collect(),
        lost: lost.collect(),
        writes: writes.collect(),
        losses: losses(data),
    }
}

fn losses(data: &Data<'_>) -> Vec<LostWrites> {
    let mut losses = Vec::new();
    for (region, course) in &data.lost {
        // What the slowest of a hundred writes takes longer than the usual one, it also takes after a pause.
        let pairs = data.lag.iter().filter(|((from, _), _)| from == region);
        let more = pairs.map(|(_, behind)| behind.usual.p99 - behind.usual.p50).fold(0.0, f64::max);
        for (at, p50) in course.steps().iter().filter(|(_, lost)| *lost > 0.0) {
            losses.push(LostWrites { region: (*region).to_owned(), at: *at, p50: *p50, p99: p50 + more });
        }
    }
    losses
}
