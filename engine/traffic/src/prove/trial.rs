//! A trial: some failures happen, and what becomes of every class of clients.

use std::collections::BTreeMap;

use super::bench::{Bench, NOTHING, fails};
use super::promise::Case;
use super::recovery;
use super::verdict::Trial;
use crate::fail::World;
use crate::health::{Interval, Settled, settle_after};

/// What became of the clients in a trial.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) world: World,
    pub(super) settled: Settled,
    /// The numbers of the routes in the end, each with its probability.
    pub(super) views: Vec<(usize, f64)>,
    /// For each family and class, the share of requests that fails for good.
    pub(super) failing: Vec<Vec<f64>>,
}

/// Tries some failures.
pub(super) fn attempt(bench: &mut Bench<'_>, failures: &[crate::fail::Failure]) -> Tried {
    let world = World::after(bench.net, failures);
    let settled = settle_after(bench.net, &bench.calm, &world);
    bench.used.add(settled.used);
    let mut views = Vec::new();
    for (health, probability) in settled.views() {
        let beliefs = bench.believed(&health, &world);
        views.push((bench.routes(beliefs), probability));
    }
    let mut failing = vec![vec![0.0; bench.net.classes.len()]; bench.asked.len()];
    for (asked, class) in bench.clients() {
        for (routes, probability) in &views {
            let parts = bench.parts(*routes, asked, class).iter();
            failing[asked][class] +=
                parts.map(|part| part.share * fails(part, &world)).sum::<f64>() * probability;
        }
    }
    Tried { world, settled, views, failing }
}

impl Tried {
    /// Returns the share of requests that fails for good at the clients that it hits worst.
    pub(super) fn worst(&self) -> f64 {
        self.failing.iter().flatten().copied().fold(0.0, f64::max)
    }

    /// Returns whether some clients fail for good.
    pub(super) fn breaks(&self) -> bool {
        self.worst() > NOTHING
    }

    /// Returns the share of the demand that fails for good.
    pub(super) fn share(&self, bench: &Bench<'_>) -> f64 {
        let families = self.failing.len().max(1) as f64;
        let of = |classes: &Vec<f64>| -> f64 {
            classes.iter().zip(&bench.demand.classes).map(|(failing, demand)| failing * demand).sum()
        };
        self.failing.iter().map(of).sum::<f64>() / families
    }

    /// Returns the share of the demand that each region serves in the end.
    pub(super) fn load(&self, bench: &Bench<'_>) -> BTreeMap<String, f64> {
        let families = bench.asked.len().max(1) as f64;
        let mut load: BTreeMap<usize, f64> = BTreeMap::new();
        for (asked, class) in bench.clients() {
            let demand = bench.demand.classes[class] / families;
            for (routes, probability) in &self.views {
                for part in bench.parts(*routes, asked, class) {
                    let region = part.endpoint.and_then(|at| bench.net.endpoints[at].region);
                    let served = part.share * (1.0 - fails(part, &self.world)) * demand * probability;
                    if let Some(region) = region.filter(|_| served > 0.0) {
                        *load.entry(region).or_default() += served;
                    }
                }
            }
        }
        load.into_iter().map(|(region, share)| (bench.net.regions[region].clone(), share)).collect()
    }

    /// Returns whether someone is answered with what is dead because nothing healthy was found.
    fn last_resort(&self, bench: &Bench<'_>) -> bool {
        let dead = |routes: usize, asked: usize, class: usize| {
            let parts = bench.parts(routes, asked, class).iter();
            parts.filter(|part| part.last_resort).any(|part| fails(part, &self.world) > 0.0)
        };
        bench.clients().any(|(asked, class)| self.views.iter().any(|(routes, _)| dead(*routes, asked, class)))
    }

    /// Returns what there is to say of the trial.
    pub(super) fn told(&self, bench: &mut Bench<'_>, case: &Case) -> Trial {
        let recovery = recovery::slowest(bench, self);
        Trial {
            failures: case.failures.clone(),
            promised: case.promised,
            failing: self.share(bench),
            worst: self.worst(),
            recovery: recovery.map(|slowest| slowest.map_or(Interval::default(), |slowest| slowest.takes)),
            load: self.load(bench),
            last_resort: self.last_resort(bench),
        }
    }
}
