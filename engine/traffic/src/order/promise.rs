//! Promises: who is served, in the calm world and after each failure.

use std::collections::{BTreeMap, BTreeSet};

use crate::assume::Assumptions;
use crate::client::Place;
use crate::dns::{Health, healthy};
use crate::fail::{Failure, Subject, World};
use crate::health::{Settled, calm, settle_after};
use crate::model::{CheckRef, Family, Model};
use crate::net::{Found, Net};
use crate::serve::serve;

/// A share of failing requests below this is none: sums of shares are not exact.
const NONE: f64 = 1e-6;

/// Under which circumstances, and for whom, promises are made.
#[derive(Clone, Debug)]
pub(super) struct Circumstances {
    /// What fails: nothing first.
    pub(super) failures: Vec<Option<Failure>>,
    /// Where clients are.
    pub(super) places: Vec<Place>,
}

/// Whether clients are served: for every failure, family of addresses and place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Promise(Vec<bool>);

/// One client that a promise speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Case {
    /// What fails, as a number.
    pub(super) failure: usize,
    /// Where the client is, as a number.
    pub(super) place: usize,
}

impl Promise {
    /// Returns the promise of nothing.
    pub(super) fn nothing(circumstances: &Circumstances) -> Promise {
        Promise(vec![false; circumstances.failures.len() * Family::ALL.len() * circumstances.places.len()])
    }

    /// Returns what both promise.
    pub(super) fn and(&self, other: &Promise) -> Promise {
        Promise(self.0.iter().zip(&other.0).map(|(a, b)| *a && *b).collect())
    }

    /// Returns what either promises.
    pub(super) fn or(&self, other: &Promise) -> Promise {
        Promise(self.0.iter().zip(&other.0).map(|(a, b)| *a || *b).collect())
    }

    /// Returns whether it promises nothing.
    pub(super) fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// Returns the first case that is owed and not kept.
    pub(super) fn broken(&self, kept: &Promise, places: usize) -> Option<Case> {
        let at = self.0.iter().zip(&kept.0).position(|(owed, kept)| *owed && !*kept)?;
        Some(Case { failure: at / places / Family::ALL.len(), place: at % places })
    }
}

impl Circumstances {
    /// Returns the calm world, and every region and every service of a region that a name can be served from.
    pub(super) fn of(regions: &BTreeSet<(String, String)>, places: Vec<Place>) -> Circumstances {
        let alone: BTreeSet<&String> = regions.iter().map(|(region, _)| region).collect();
        let mut failures = vec![None];
        failures
            .extend(alone.into_iter().cloned().map(|region| Some(Failure::dead(Subject::Region(region)))));
        let services = regions.iter().filter(|(_, service)| !service.is_empty()).cloned();
        failures.extend(
            services.map(|(region, service)| Some(Failure::dead(Subject::Service { service, region }))),
        );
        Circumstances { failures, places }
    }

    /// Returns what a model promises to those who ask for a name.
    ///
    /// A record that names a check which is not there promises nothing: what Route 53 makes of it is not said.
    pub(super) fn promise(&self, model: &Model, name: &str, assumptions: &Assumptions) -> Promise {
        let net = Net::among(model, assumptions, self.places.clone());
        let mut promise = Promise::nothing(self);
        let found = Family::ALL.map(|family| net.find(name, family));
        let dangling = |node: &crate::net::CheckNode<'_>| {
            node.check.is_none() && matches!(node.id, CheckRef::Declared(_))
        };
        if net.checks.iter().any(dangling) || found.iter().all(|found| !matches!(found, Found::Set(_))) {
            return promise;
        }
        let classes = self.classes(&net);
        let calm = calm(&net);
        for (number, failure) in self.failures.iter().enumerate() {
            let world = World::after(&net, failure.as_slice());
            let settled = if failure.is_none() { calm.clone() } else { settle_after(&net, &calm, &world) };
            let believed = Believed::new(&net, &settled);
            for (family, found) in Family::ALL.into_iter().zip(found) {
                let first = (number * Family::ALL.len() + family as usize) * self.places.len();
                for (class, members) in classes.iter().enumerate() {
                    let served = believed.failed(&net, found, family, class, &world) < NONE;
                    members.iter().for_each(|place| promise.0[first + place] = served);
                }
            }
        }
        promise
    }

    /// Returns the places of each class, by number.
    fn classes(&self, net: &Net<'_>) -> Vec<Vec<usize>> {
        let numbers: BTreeMap<&str, usize> =
            self.places.iter().enumerate().map(|(at, place)| (place.label.as_str(), at)).collect();
        let members = |class: &crate::client::Class| {
            class.places.iter().filter_map(|place| numbers.get(place.label.as_str()).copied()).collect()
        };
        net.classes.iter().map(members).collect()
    }
}

/// What the name servers and accelerators believe once everything is noticed.
struct Believed {
    views: Vec<(Health, f64)>,
    endpoints: Vec<bool>,
    records: Vec<crate::dns::Healthy>,
}

impl Believed {
    fn new(net: &Net<'_>, settled: &Settled) -> Believed {
        let views = settled.views();
        let records = views.iter().map(|(view, _)| healthy(net, view)).collect();
        Believed { views, endpoints: settled.endpoints.clone(), records }
    }

    /// Returns the share of requests that fail.
    fn failed(&self, net: &Net<'_>, found: Found, family: Family, class: usize, world: &World) -> f64 {
        let each = self.views.iter().zip(&self.records).map(|((_, probability), records)| {
            probability * serve(net, found, family, class, records, &self.endpoints, world).failed()
        });
        each.sum()
    }
}
