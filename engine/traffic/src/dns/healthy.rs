//! Which records count as healthy.

use crate::net::{Hop, Net};

/// What the name servers believe of checks and endpoints.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Health {
    /// The verdict of each check.
    pub checks: Vec<bool>,
    /// Whether each endpoint is healthy, as aliases that evaluate it see it.
    pub endpoints: Vec<bool>,
}

impl Health {
    /// Returns that everything is healthy.
    pub fn all(net: &Net<'_>) -> Health {
        Health { checks: vec![true; net.checks.len()], endpoints: vec![true; net.endpoints.len()] }
    }
}

/// Whether each record is healthy, by its number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Healthy {
    /// By the number of the record.
    pub records: Vec<bool>,
}

/// Returns which records count as healthy: one pass, what aliases stand for first.
pub fn healthy(net: &Net<'_>, health: &Health) -> Healthy {
    // What leads back to itself is taken as healthy where the circle is entered.
    let mut records = vec![true; net.records];
    for set in net.bottom_up.iter().map(|set| &net.sets[*set]) {
        for (at, record) in set.records.iter().enumerate() {
            let checked = record.check.is_none_or(|check| health.checks[check]);
            let target = !record.evaluate || record.hops.iter().all(|hop| alive(net, *hop, health, &records));
            records[set.first + at] = checked && target;
        }
    }
    Healthy { records }
}

/// Returns whether the target of an alias counts as healthy.
fn alive(net: &Net<'_>, hop: Hop, health: &Health, records: &[bool]) -> bool {
    match hop {
        Hop::Set(set) => {
            let set = &net.sets[set];
            records[set.first..set.first + set.records.len()].iter().any(|healthy| *healthy)
        }
        Hop::Endpoint(endpoint) => !net.endpoints[endpoint].evaluated || health.endpoints[endpoint],
        // An accelerator always counts as healthy: it fails over by itself.
        Hop::Accelerator(_) | Hop::Asked(_) => true,
        Hop::Nothing => false,
    }
}
