//! What is true after some failures, whatever anybody has noticed of it.

use std::collections::BTreeSet;

use super::{Failure, Subject};
use crate::model::CheckRef;
use crate::net::Net;
use crate::plane::{self, Plane};

/// What is true after some failures.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct World {
    /// The share of its requests that each endpoint fails.
    pub endpoints: Vec<f64>,
    /// Whether what fails of an endpoint vanishes, so that clients wait for it in vain.
    pub silent: Vec<bool>,
    /// For every accelerator, listener and group, the share of requests that is lost in it.
    pub groups: Vec<Vec<Vec<f64>>>,
    /// The share of its probes that each check loses on the way.
    pub paths: Vec<f64>,
    /// The regions that are gone.
    pub regions: BTreeSet<String>,
    /// The services that are gone, each in a region.
    pub services: BTreeSet<(String, String)>,
    /// The regions whose checkers say nothing.
    pub checkers: BTreeSet<String>,
    /// The control planes that take no orders.
    pub planes: BTreeSet<Plane>,
}

impl World {
    /// Returns the world in which these failures have happened.
    pub fn after(net: &Net<'_>, failures: &[Failure]) -> World {
        let groups = |listeners: &Vec<Vec<Vec<(usize, u8)>>>| {
            listeners.iter().map(|groups| vec![0.0; groups.len()]).collect()
        };
        let mut world = World {
            endpoints: vec![0.0; net.endpoints.len()],
            silent: vec![false; net.endpoints.len()],
            groups: net.accelerators.iter().map(|node| groups(&node.endpoints)).collect(),
            paths: vec![0.0; net.checks.len()],
            ..World::default()
        };
        for failure in failures {
            world.suffer(net, failure);
        }
        world
    }

    /// Returns whether a region lives.
    pub fn lives(&self, region: &str) -> bool {
        !self.regions.contains(region)
    }

    /// Returns whether a service works in a region.
    pub fn works(&self, service: &str, region: &str) -> bool {
        self.lives(region) && !self.services.contains(&(service.to_owned(), region.to_owned()))
    }

    fn suffer(&mut self, net: &Net<'_>, failure: &Failure) {
        let share = failure.severity.share();
        let dead = share >= 1.0;
        match &failure.subject {
            Subject::Region(region) => {
                let at = net.region(region);
                self.fail_endpoints(net, share, true, |node| node.region.is_some() && node.region == at);
                if dead {
                    self.regions.insert(region.clone());
                    self.checkers.insert(region.clone());
                    self.planes.extend(plane::in_region(region));
                }
            }
            Subject::Service { service, region } => {
                let at = net.region(region);
                self.fail_endpoints(net, share, false, |node| {
                    node.region.is_some() && node.region == at && node.service == *service
                });
                if dead {
                    self.services.insert((service.clone(), region.clone()));
                }
            }
            Subject::Endpoint(id) => {
                if let Some(at) = net.endpoint(id) {
                    self.endpoints[at] = either(self.endpoints[at], share);
                }
            }
            Subject::Group(address) => self.fail_groups(net, share, |_, group| group == address),
            Subject::Listener(address) => self.fail_groups(net, share, |listener, _| listener == address),
            Subject::CheckPath(address) => {
                if let Some(check) = net.check(&CheckRef::Declared(address.clone())) {
                    self.paths[check] = either(self.paths[check], share);
                }
            }
            Subject::Checkers(region) => drop(self.checkers.insert(region.clone())),
            Subject::Plane(plane) => drop(self.planes.insert(*plane)),
        }
    }

    fn fail_endpoints(
        &mut self,
        net: &Net<'_>,
        share: f64,
        silent: bool,
        which: impl Fn(&crate::net::EndpointNode) -> bool,
    ) {
        for (at, _) in net.endpoints.iter().enumerate().filter(|(_, node)| which(node)) {
            self.endpoints[at] = either(self.endpoints[at], share);
            self.silent[at] |= silent;
        }
    }

    fn fail_groups(
        &mut self,
        net: &Net<'_>,
        share: f64,
        which: impl Fn(&tandem_core::Address, &tandem_core::Address) -> bool,
    ) {
        for (a, node) in net.accelerators.iter().enumerate() {
            for (l, listener) in node.accelerator.listeners.iter().enumerate() {
                for (g, group) in listener.groups.iter().enumerate() {
                    if which(&listener.address, &group.address) {
                        self.groups[a][l][g] = either(self.groups[a][l][g], share);
                    }
                }
            }
        }
    }
}

/// Returns how often at least one of two independent things fails.
pub(crate) fn either(a: f64, b: f64) -> f64 {
    1.0 - (1.0 - a) * (1.0 - b)
}
