//! What a world changes for a topology: worlds with one effect are one failure.

use std::collections::BTreeSet;

use super::World;
use crate::model::Watch;
use crate::net::Net;
use crate::plane::Plane;

/// What a world changes for a topology; what the topology has no part in is left out.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Effect {
    /// Endpoints that fail, how often, and whether without a word.
    endpoints: Vec<(usize, u64, bool)>,
    /// Groups of listeners of accelerators that fail, and how often.
    groups: Vec<(usize, usize, usize, u64)>,
    /// Checks that lose probes on the way, and how many.
    paths: Vec<(usize, u64)>,
    /// Services that are gone and that something depends on beside its endpoints.
    services: BTreeSet<(String, String)>,
    /// Regions whose checkers are asked by somebody.
    checkers: BTreeSet<String>,
    planes: BTreeSet<Plane>,
}

impl Effect {
    /// Returns what a world changes.
    pub(super) fn of(net: &Net<'_>, world: &World) -> Effect {
        let failing = |(_, fails): &(usize, &f64)| **fails > 0.0;
        let endpoints = world.endpoints.iter().enumerate().filter(failing);
        let paths = world.paths.iter().enumerate().filter(failing);
        let mut groups = Vec::new();
        for (a, listeners) in world.groups.iter().enumerate() {
            for (l, fails) in listeners.iter().enumerate() {
                let failing = fails.iter().enumerate().filter(failing);
                groups.extend(failing.map(|(g, fails)| (a, l, g, fails.to_bits())));
            }
        }
        Effect {
            endpoints: endpoints.map(|(at, fails)| (at, fails.to_bits(), world.silent[at])).collect(),
            groups,
            paths: paths.map(|(at, fails)| (at, fails.to_bits())).collect(),
            services: services(net, world),
            checkers: asking(net).filter(|region| world.checkers.contains(*region)).cloned().collect(),
            planes: world.planes.clone(),
        }
    }
}

/// Returns the services that do not work where stores and alarms need them.
fn services(net: &Net<'_>, world: &World) -> BTreeSet<(String, String)> {
    let mut needed: Vec<(&str, &String)> = Vec::new();
    for store in net.model.stores.values() {
        let regions = store.replicas.keys().chain(&store.witness);
        needed.extend(regions.map(|region| (store.service.as_str(), region)));
    }
    for check in net.model.checks.values() {
        if let Watch::Alarm { region, .. } = &check.watch {
            needed.push(("cloudwatch", region));
        }
    }
    let gone = needed.into_iter().filter(|(service, region)| !world.works(service, region));
    gone.map(|(service, region)| (service.to_owned(), region.clone())).collect()
}

/// Iterates over the regions that some check is asked from.
fn asking<'a>(net: &'a Net<'_>) -> impl Iterator<Item = &'a String> {
    let regions = |watch: &'a Watch| match watch {
        Watch::Endpoint(probe) => probe.regions.as_slice(),
        _ => &[],
    };
    net.model.checks.values().flat_map(move |check| regions(&check.watch))
}
