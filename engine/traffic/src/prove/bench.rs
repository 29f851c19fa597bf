//! A name on the bench: its slice as a net, what it does while nothing fails, and where its clients are sent for
//! everything that the name servers and accelerators may believe.

use std::collections::BTreeMap;

use tandem_core::topology::Objective;

use super::demand::Demand;
use crate::assume::Used;
use crate::dns::{Health, Healthy, healthy};
use crate::fail::{World, either};
use crate::health::{Settled, calm};
use crate::model::Family;
use crate::net::{Found, Net};
use crate::serve::{Part, Served, serve};

/// A share below this is none.
pub(super) const NOTHING: f64 = 1e-6;

/// What name servers and accelerators believe.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Beliefs {
    /// Which records are healthy.
    pub(super) records: Healthy,
    /// Which endpoints accelerators find healthy; empty where there is no accelerator.
    pub(super) endpoints: Vec<bool>,
    /// Which groups they have given up.
    pub(super) lost: Vec<Vec<Vec<bool>>>,
}

/// Where the clients of every class are sent, for each family that is asked for.
pub(super) type Routes = Vec<Vec<Served>>;

/// A name on the bench.
#[derive(Debug)]
pub(super) struct Bench<'n> {
    pub(super) net: &'n Net<'n>,
    /// The families that the name has, and what a question finds.
    pub(super) asked: Vec<(Family, Found)>,
    /// What the checks say while nothing fails.
    pub(super) calm: Settled,
    pub(super) demand: Demand,
    /// What the results rest on.
    pub(super) used: Used,
    known: BTreeMap<Beliefs, usize>,
    routes: Vec<Routes>,
}

impl<'n> Bench<'n> {
    /// Puts a name on the bench.
    pub(super) fn new(net: &'n Net<'n>, objective: &Objective, name: &str) -> Bench<'n> {
        let calm = calm(net);
        let asked = Family::ALL.map(|family| (family, net.find(name, family)));
        let there = |(_, found): &&(Family, Found)| matches!(found, Found::Set(_));
        let mut asked: Vec<(Family, Found)> = asked.iter().filter(there).copied().collect();
        if asked.is_empty() {
            // A name without any record is asked for all the same, and answers nobody.
            asked.push((Family::V4, Found::Nothing));
        }
        let (known, routes) = (BTreeMap::new(), Vec::new());
        let demand = Demand::of(net, objective);
        let mut used = net.used;
        used.add(calm.used);
        let mut bench = Bench { net, asked, calm, demand, used, known, routes };
        bench.drop_empty();
        bench
    }

    /// Leaves out a family that nobody is ever answered in, unless it is the only one.
    fn drop_empty(&mut self) {
        let calm = self.calm();
        let answered = |classes: &Vec<Served>| {
            classes.iter().flat_map(|served| &served.parts).any(|part| part.endpoint.is_some())
        };
        let answers: Vec<bool> = self.routes[calm].iter().map(answered).collect();
        if answers.contains(&true) && answers.contains(&false) {
            let mut kept = answers.iter();
            self.asked.retain(|_| kept.next().is_some_and(|kept| *kept));
            self.known.clear();
            self.routes.clear();
        }
    }

    /// Returns what is believed while nothing fails.
    pub(super) fn believed(&self, health: &Health, world: &World) -> Beliefs {
        let lost = |groups: &Vec<f64>| groups.iter().map(|fails| *fails >= 1.0).collect();
        let lost = world.groups.iter().map(|listeners| listeners.iter().map(lost).collect()).collect();
        let seen = !self.net.accelerators.is_empty();
        let endpoints = if seen { health.endpoints.clone() } else { Vec::new() };
        Beliefs { records: healthy(self.net, health), endpoints, lost }
    }

    /// Returns the number of the routes while nothing fails.
    pub(super) fn calm(&mut self) -> usize {
        let health = self.calm_health();
        let beliefs = self.believed(&health, &World::after(self.net, &[]));
        self.routes(beliefs)
    }

    /// Returns what the name servers believe while nothing fails.
    pub(super) fn calm_health(&self) -> Health {
        let views = self.calm.views();
        views.into_iter().next().map_or_else(|| Health::all(self.net), |(health, _)| health)
    }

    /// Returns the number of the routes that follow from beliefs.
    pub(super) fn routes(&mut self, beliefs: Beliefs) -> usize {
        if let Some(number) = self.known.get(&beliefs) {
            return *number;
        }
        let net = self.net;
        let share = |lost: &bool| if *lost { 1.0 } else { 0.0 };
        let groups = |listeners: &Vec<Vec<bool>>| {
            listeners.iter().map(|groups| groups.iter().map(share).collect()).collect()
        };
        let world = World {
            endpoints: vec![0.0; net.endpoints.len()],
            groups: beliefs.lost.iter().map(groups).collect(),
            ..World::default()
        };
        let all = vec![true; net.endpoints.len()];
        let endpoints = if beliefs.endpoints.is_empty() { &all } else { &beliefs.endpoints };
        let mut routes = Routes::new();
        for (family, found) in &self.asked {
            let class = |class| serve(net, *found, *family, class, &beliefs.records, endpoints, &world);
            let classes: Vec<Served> = (0..net.classes.len()).map(class).collect();
            classes.iter().for_each(|served| self.used.add(served.used));
            routes.push(classes);
        }
        self.routes.push(routes);
        self.known.insert(beliefs, self.routes.len() - 1);
        self.routes.len() - 1
    }

    /// Returns where clients of a class are sent.
    pub(super) fn parts(&self, routes: usize, asked: usize, class: usize) -> &[Part] {
        &self.routes[routes][asked][class].parts
    }

    /// Iterates over the families asked for and the classes.
    pub(super) fn clients(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let classes = self.net.classes.len();
        (0..self.asked.len()).flat_map(move |asked| (0..classes).map(move |class| (asked, class)))
    }
}

/// Returns how much of a part fails in a world.
pub(super) fn fails(part: &Part, world: &World) -> f64 {
    let Some(endpoint) = part.endpoint else { return 1.0 };
    let lost = match part.through {
        Some((accelerator, listener, Some(group))) => world.groups[accelerator][listener][group],
        _ => 0.0,
    };
    either(world.endpoints[endpoint], lost)
}
