//! Scripts of a simulation: what fails and recovers, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tandem_core::Address;

use crate::fail::{Failure, Severity, Subject, World};
use crate::net::Net;

/// What fails and recovers, and until when it is watched.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Script {
    /// What happens, in any order.
    pub incidents: Vec<Incident>,
    /// How many seconds are simulated.
    pub until: u64,
}

/// One thing that happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incident {
    /// When, in seconds.
    pub at: u64,
    /// To what.
    pub affected: Affected,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It fails so badly; what had failed already fails like this from now on.
    Fails(Severity),
    /// It is as before.
    Recovers,
}

/// What an incident happens to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Affected {
    /// What a proof lets fail too.
    Subject(Subject),
    /// The copying of a store from and to a region.
    Replication {
        /// The store.
        store: Address,
        /// The region.
        region: String,
    },
}

/// A span of time in which nothing happens.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Period {
    /// When it begins, in seconds; the first has no beginning.
    pub(super) from: f64,
    /// What is true.
    pub(super) world: World,
    /// What fails, and how badly.
    pub(super) failing: BTreeMap<Affected, Severity>,
}

impl Period {
    /// Returns the regions whose replica of a store is not copied from and to.
    pub(super) fn paused(&self, store: &Address) -> BTreeSet<&str> {
        let replications = self.failing.keys().filter_map(|affected| match affected {
            Affected::Replication { store, region } => Some((store, region.as_str())),
            Affected::Subject(_) => None,
        });
        replications.filter(|(of, _)| *of == store).map(|(_, region)| region).collect()
    }
}

/// Returns the periods of a script, the calm one before everything first.
pub(super) fn periods(net: &Net<'_>, script: &Script) -> Vec<Period> {
    let mut incidents: Vec<&Incident> = script.incidents.iter().collect();
    incidents.sort_by_key(|incident| incident.at);
    let calm = BTreeMap::new();
    let mut periods =
        vec![Period { from: f64::NEG_INFINITY, world: World::after(net, &[]), failing: calm.clone() }];
    let mut failing: BTreeMap<Affected, Severity> = calm;
    for together in incidents.chunk_by(|a, b| a.at == b.at) {
        for incident in together {
            match incident.fate {
                Fate::Fails(severity) => drop(failing.insert(incident.affected.clone(), severity)),
                Fate::Recovers => drop(failing.remove(&incident.affected)),
            }
        }
        let failures = failing.iter().filter_map(|(affected, severity)| match affected {
            Affected::Subject(subject) => Some(Failure { subject: subject.clone(), severity: *severity }),
            Affected::Replication { .. } => None,
        });
        let world = World::after(net, &failures.collect::<Vec<_>>());
        periods.push(Period { from: together[0].at as f64, world, failing: failing.clone() });
    }
    periods
}

impl Script {
    /// Returns whether what an incident lets recover has failed before it.
    pub fn has_failed(&self, recovered: &Incident) -> bool {
        let fails = |other: &Incident| matches!(other.fate, Fate::Fails(_)) && other.at < recovered.at;
        self.incidents.iter().any(|other| other.affected == recovered.affected && fails(other))
    }
}

impl Affected {
    /// Returns what people write for it on the command line.
    pub fn text(&self) -> String {
        match self {
            Affected::Replication { store, region } => format!("replication:{}@{region}", store.name()),
            Affected::Subject(subject) => match subject {
                Subject::Region(region) => region.clone(),
                Subject::Service { service, region } => format!("{service}@{region}"),
                Subject::Endpoint(id) => id.to_string(),
                Subject::Group(address) | Subject::Listener(address) => address.to_string(),
                Subject::CheckPath(address) => format!("check:{address}"),
                Subject::Checkers(region) => format!("checkers:{region}"),
                Subject::Plane(plane) => format!("plane:{}", plane.service()),
            },
        }
    }
}

impl fmt::Display for Affected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Affected::Subject(subject) => write!(f, "{subject}"),
            Affected::Replication { store, region } => {
                write!(f, "the replication of {store} from and to {region}")
            }
        }
    }
}
