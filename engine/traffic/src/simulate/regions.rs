//! What becomes of regions.

use super::script::{Affected, Period};
use crate::fail::{Severity, Subject};
use crate::geo::{self, Point};
use crate::net::Net;

/// What becomes of a region.
#[derive(Clone, PartialEq, Debug)]
pub struct RegionCourse {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// What it is like, from each second on.
    pub states: Vec<(f64, State)>,
}

/// What a region is like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// It serves.
    Live,
    /// Some of it fails, or some requests.
    Partial,
    /// It is gone.
    Failed,
}

/// Returns what becomes of the regions where something serves or is kept, and of those that the script speaks of.
pub(super) fn regions(net: &Net<'_>, periods: &[Period]) -> Vec<RegionCourse> {
    let serving =
        net.endpoints.iter().filter_map(|node| node.region).map(|region| net.regions[region].as_str());
    let stores = net.model.stores.values();
    let keeping = stores.flat_map(|store| store.replicas.keys().chain(&store.witness)).map(String::as_str);
    let failing = periods.iter().flat_map(|period| period.failing.keys()).filter_map(region_of);
    let mut names: Vec<&str> = serving.chain(keeping).chain(failing).collect();
    names.sort_unstable();
    names.dedup();
    let course = |name: &str| {
        let mut states: Vec<(f64, State)> = vec![(0.0, State::Live)];
        for period in periods.iter().skip(1) {
            let state = state(period, name);
            match states.last_mut() {
                Some(last) if last.0 == period.from => last.1 = state,
                Some(last) if last.1 == state => (),
                _ => states.push((period.from, state)),
            }
        }
        Some(RegionCourse { name: name.to_owned(), point: geo::of_region(name)?, states })
    };
    names.into_iter().filter_map(course).collect()
}

fn region_of(affected: &Affected) -> Option<&str> {
    match affected {
        Affected::Replication { region, .. } => Some(region),
        Affected::Subject(Subject::Region(region) | Subject::Service { region, .. }) => Some(region),
        Affected::Subject(Subject::Endpoint(_) | Subject::Listener(_) | Subject::CheckPath(_)) => None,
        Affected::Subject(Subject::Group(address)) => address.region(),
        Affected::Subject(Subject::Checkers(_) | Subject::Plane(_)) => None,
    }
}

fn state(period: &Period, region: &str) -> State {
    let of = |(affected, severity): (&Affected, &Severity)| match affected {
        Affected::Subject(Subject::Region(name)) if name == region && *severity == Severity::Dead => {
            State::Failed
        }
        other if region_of(other) == Some(region) => State::Partial,
        _ => State::Live,
    };
    period.failing.iter().map(of).max().unwrap_or(State::Live)
}
