//! Every failure that touches a topology, one and two at a time.

use std::collections::BTreeSet;

use super::effect::Effect;
use super::world::World;
use super::{Failure, Severity, Subject};
use crate::model::Watch;
use crate::net::Net;
use crate::plane::Plane;

/// Returns every single failure that touches something, dead, and grey at each of these percentages where that means
/// anything. Of several that do the same, the first is kept: regions come first.
pub fn singles(net: &Net<'_>, grey: &[u8]) -> Vec<Failure> {
    let mut all: Vec<Failure> = Vec::new();
    for subject in subjects(net) {
        let can_be_grey = !matches!(subject, Subject::Plane(_) | Subject::Checkers(_));
        all.push(Failure::dead(subject.clone()));
        if can_be_grey {
            let partly =
                |percent: &u8| Failure { subject: subject.clone(), severity: Severity::Grey(*percent) };
            all.extend(grey.iter().map(partly));
        }
    }
    let mut seen = BTreeSet::from([Effect::of(net, &World::after(net, &[]))]);
    all.retain(|failure| seen.insert(Effect::of(net, &World::after(net, std::slice::from_ref(failure)))));
    all
}

/// Returns every two of some failures that do not concern the same thing.
pub fn pairs(singles: &[Failure]) -> impl Iterator<Item = [&Failure; 2]> {
    let later = |at: usize| singles.get(at + 1..).unwrap_or_default();
    singles.iter().enumerate().flat_map(move |(at, a)| {
        later(at).iter().filter(move |b| a.subject != b.subject).map(move |b| [a, b])
    })
}

/// Returns everything that can fail, regions first.
fn subjects(net: &Net<'_>) -> BTreeSet<Subject> {
    let mut all: BTreeSet<Subject> = net.regions.iter().cloned().map(Subject::Region).collect();
    let service = |service: &str, region: &str| Subject::Service {
        service: service.to_owned(),
        region: region.to_owned(),
    };
    for node in &net.endpoints {
        let region = node.region.map(|at| net.regions[at].as_str());
        if let Some(region) = region.filter(|_| !node.service.is_empty()) {
            all.insert(service(&node.service, region));
        }
        all.insert(Subject::Endpoint(node.id.clone()));
    }
    for store in net.model.stores.values() {
        all.extend(store.replicas.keys().chain(&store.witness).map(|region| service(&store.service, region)));
    }
    for listener in net.accelerators.iter().flat_map(|node| &node.accelerator.listeners) {
        all.insert(Subject::Listener(listener.address.clone()));
        all.extend(listener.groups.iter().map(|group| Subject::Group(group.address.clone())));
    }
    for (address, check) in &net.model.checks {
        match &check.watch {
            Watch::Endpoint(probe) => {
                all.insert(Subject::CheckPath(address.clone()));
                all.extend(probe.regions.iter().cloned().map(Subject::Checkers));
            }
            Watch::Alarm { region, .. } => drop(all.insert(service("cloudwatch", region))),
            Watch::Calculated { .. } | Watch::Control(_) => (),
        }
    }
    if !net.model.names.is_empty() {
        all.insert(Subject::Plane(Plane::Route53));
    }
    if !net.accelerators.is_empty() {
        all.insert(Subject::Plane(Plane::GlobalAccelerator));
    }
    all
}
