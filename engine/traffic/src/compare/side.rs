//! One side of a comparison: where the clients of a name are routed, before or after.

use std::collections::BTreeMap;

use tandem_core::Address;

use super::behaviour::NOTHING;
use crate::assume::Used;
use crate::dns::healthy;
use crate::fail::{Failure, Subject, World};
use crate::health::{Settled, calm, settle_after};
use crate::model::{EndpointId, Family};
use crate::net::{Found, Net};
use crate::read::balancer_of;
use crate::serve::serve;

/// What clients are told who get no answer.
pub(super) const UNANSWERED: &str = "no answer";

/// Where clients end up: a region, or what is in none, and what serves them there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Site {
    pub(super) region: String,
    pub(super) endpoint: String,
}

/// Where the clients of a class are routed.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Spread {
    pub(super) sites: BTreeMap<Site, f64>,
    /// The share of requests that fails.
    pub(super) failing: f64,
    /// For how long resolvers keep the answer.
    pub(super) kept: f64,
}

/// One side of a comparison.
#[derive(Debug)]
pub(super) struct Side<'n> {
    pub(super) net: &'n Net<'n>,
    pub(super) used: Used,
    calm: Settled,
    found: [Found; 2],
    /// The class of each place.
    classes: Vec<usize>,
}

impl<'n> Side<'n> {
    /// Takes the side of a net; `places` is how many places its classes are made of, by label.
    pub(super) fn new(net: &'n Net<'n>, name: &str, places: &[String]) -> Side<'n> {
        let calm = calm(net);
        let mut by_label: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, class) in net.classes.iter().enumerate() {
            by_label.extend(class.places.iter().map(|place| (place.label.as_str(), number)));
        }
        let classes = places.iter().map(|label| by_label.get(label.as_str()).copied().unwrap_or_default());
        let mut used = net.used;
        used.add(calm.used);
        Side {
            net,
            used,
            found: Family::ALL.map(|family| net.find(name, family)),
            classes: classes.collect(),
            calm,
        }
    }

    /// Returns the class of a place.
    pub(super) fn class(&self, place: usize) -> usize {
        self.classes[place]
    }

    /// Returns where each class of clients that asks for a family is routed after some failures.
    pub(super) fn spreads(&mut self, family: Family, failures: &[Failure]) -> Vec<Spread> {
        let found = self.found[family as usize];
        let world = World::after(self.net, failures);
        let settled = settle_after(self.net, &self.calm, &world);
        self.used.add(settled.used);
        let mut spreads = vec![Spread::default(); self.net.classes.len()];
        for (health, probability) in settled.views() {
            let records = healthy(self.net, &health);
            for (class, spread) in spreads.iter_mut().enumerate() {
                let served = serve(self.net, found, family, class, &records, &health.endpoints, &world);
                self.used.add(served.used);
                for part in served.parts.iter().filter(|part| part.share * probability > NOTHING) {
                    let share = part.share * probability;
                    *spread.sites.entry(self.site(part.endpoint)).or_default() += share;
                    spread.failing += share * part.fails;
                    spread.kept = spread.kept.max(part.ttl);
                }
            }
        }
        spreads
    }

    /// Returns whether there is something that can fail so; regions and services are everywhere, control planes carry no
    /// clients.
    pub(super) fn has(&self, subject: &Subject) -> bool {
        let accelerators = self.net.model.accelerators.values();
        let mut listeners = accelerators.flat_map(|accelerator| &accelerator.listeners);
        match subject {
            Subject::Region(_) | Subject::Service { .. } | Subject::Checkers(_) => true,
            Subject::Endpoint(id) => self.net.endpoint(id).is_some(),
            Subject::CheckPath(check) => self.net.model.checks.contains_key(check),
            Subject::Listener(address) => listeners.any(|listener| listener.address == *address),
            Subject::Group(address) => {
                listeners.any(|listener| listener.groups.iter().any(|group| group.address == *address))
            }
            Subject::Plane(_) => false,
        }
    }

    fn site(&self, endpoint: Option<usize>) -> Site {
        let Some(node) = endpoint.map(|at| &self.net.endpoints[at]) else {
            return Site { region: UNANSWERED.to_owned(), endpoint: String::new() };
        };
        let endpoint = label(&node.id);
        let region = node.region.map_or_else(|| endpoint.clone(), |at| self.net.regions[at].clone());
        Site { region, endpoint }
    }
}

/// Returns what people call an endpoint, however it was named: a load balancer by its name.
fn label(id: &EndpointId) -> String {
    let declared = id.0.parse::<Address>().ok().map(|address| address.name());
    declared.or_else(|| balancer_of(&id.0)).unwrap_or_else(|| id.0.clone())
}
