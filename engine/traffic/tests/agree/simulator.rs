//! A simulator of its own: Route 53 and Global Accelerator walked through step by step, as their documentation tells it.
//!
//! Nothing is computed in closed form. Where chance decides, every way it can go is walked, with its probability:
//! Route 53's three steps are to choose a record by the policy as if all were healthy, to look at its health, and to
//! choose again among the others if it is not.

use std::collections::BTreeMap;

use crate::case::{Answer, CHECKERS, Case, Policy, Record, Set, Watch, site};

/// A client, as far as it matters.
pub struct Client {
    pub continent: Option<String>,
    pub country: Option<String>,
    pub state: Option<String>,
    pub point: (f64, f64),
    pub region: String,
    pub block: Option<String>,
}

/// One of the ways that a question can go.
#[derive(Clone, Copy)]
struct Way<'a> {
    /// `A` or `AAAA`.
    kind: &'a str,
    client: &'a Client,
    chance: f64,
    /// Whether nothing was healthy somewhere on the way, so that everything was treated as if it were.
    open: bool,
    depth: usize,
}

impl Way<'_> {
    fn likely(self, probability: f64) -> Self {
        Way { chance: self.chance * probability, ..self }
    }

    fn deeper(self) -> Self {
        Way { depth: self.depth + 1, ..self }
    }

    fn ends(self, at: &str, tally: &mut Tally) {
        count(tally, at, self.open, self.chance);
    }
}

/// What is reached, in words, and how often.
pub type Tally = BTreeMap<String, f64>;

pub struct Simulator<'a> {
    pub case: &'a Case,
    /// Milliseconds between regions.
    pub rtt: &'a dyn Fn(&str, &str) -> f64,
}

impl Simulator<'_> {
    fn balancer_works(&self, balancer: usize) -> bool {
        self.case.region != Some(self.case.balancers[balancer]) && self.case.dead != Some(balancer)
    }

    /// A checker is a probe; the check is healthy if more than 18 % of the checkers that can report find it so.
    fn check_is_healthy(&self, check: usize) -> bool {
        let check = &self.case.checks[check];
        let healthy = match &check.watch {
            _ if check.disabled => true,
            Watch::Balancer(balancer) | Watch::Site(balancer) => {
                let (mut reports, mut good) = (0, 0);
                for region in CHECKERS {
                    for _ in 0..2 {
                        if self.case.region != Some(region) {
                            reports += 1;
                            good += usize::from(self.balancer_works(*balancer));
                        }
                    }
                }
                good * 100 > reports * 18
            }
            Watch::Count(wanted, children) => {
                children.iter().filter(|child| self.check_is_healthy(**child)).count() >= *wanted
            }
            Watch::Control => true,
        };
        healthy != check.inverted
    }

    fn record_is_healthy(&self, record: &Record) -> bool {
        let mut healthy = true;
        if let Some(check) = record.check {
            healthy = healthy && self.check_is_healthy(check);
        }
        match record.answer {
            Answer::Balancer(balancer, true) => healthy && self.balancer_works(balancer),
            Answer::Records(set, true) => {
                healthy && self.case.sets[set].records.iter().any(|record| self.record_is_healthy(record))
            }
            _ => healthy,
        }
    }

    /// Asks for a name; `kind` is `A` or `AAAA`.
    pub fn ask(&self, name: &str, kind: &str, client: &Client) -> Tally {
        let mut tally = Tally::new();
        self.resolve(name, Way { kind, client, chance: 1.0, open: false, depth: 0 }, &mut tally);
        tally.retain(|_, share| *share > 0.0);
        tally
    }

    fn resolve(&self, name: &str, way: Way<'_>, tally: &mut Tally) {
        if !name.ends_with(".t.example") && name != "t.example" {
            return way.ends(name, tally);
        }
        if let Some(balancer) = (0..self.case.balancers.len()).find(|balancer| site(*balancer) == name) {
            if way.kind == "A" {
                return way.ends(&format!("balancer {balancer}"), tally);
            }
            return way.ends("nothing", tally);
        }
        match self.look_up(name, way.kind) {
            None => way.ends("nothing", tally),
            Some(_) if way.depth > 40 => way.ends("nothing", tally),
            Some(set) => self.answer(set, way, tally),
        }
    }

    /// The name and type, a CNAME in its place, or the wildcard of the nearest name above that exists.
    fn look_up(&self, name: &str, kind: &str) -> Option<&Set> {
        let at = |name: &str| {
            let is = |kind: &'_ str| self.case.sets.iter().find(|set| set.name == name && set.kind == kind);
            is(kind).or_else(|| is("CNAME"))
        };
        if let Some(set) = at(name) {
            return Some(set);
        }
        let exists = |name: &str| {
            let below = format!(".{name}");
            let sites = (0..self.case.balancers.len()).map(site);
            let mut all = self.case.sets.iter().map(|set| set.name.clone()).chain(sites);
            all.any(|other| other == name || other.ends_with(&below))
        };
        if exists(name) {
            return None;
        }
        let mut above = name;
        while let Some((_, rest)) = above.split_once('.') {
            above = rest;
            if above == "t.example" || exists(above) {
                return at(&format!("*.{above}"));
            }
        }
        None
    }

    fn answer(&self, set: &Set, way: Way<'_>, tally: &mut Tally) {
        let all: Vec<usize> = (0..set.records.len()).collect();
        let mut chosen = Vec::new();
        let healthy =
            |at: usize| set.records[at].policy == Policy::Simple || self.record_is_healthy(&set.records[at]);
        self.choose(set, &all, way.client, &healthy, 1.0, &mut chosen);
        let mut way = way;
        if chosen.is_empty() {
            // Nothing is healthy: all of them are treated as if they were.
            self.choose(set, &all, way.client, &|_| true, 1.0, &mut chosen);
            way.open |= !chosen.is_empty();
        }
        if chosen.is_empty() {
            return way.ends("nothing", tally);
        }
        for (at, probability) in chosen {
            self.enter(&set.records[at].answer, way.likely(probability), tally);
        }
    }

    fn enter(&self, answer: &Answer, way: Way<'_>, tally: &mut Tally) {
        match answer {
            Answer::Balancer(balancer, _) => way.ends(&format!("balancer {balancer}"), tally),
            Answer::Addresses(addresses) => {
                for address in addresses {
                    way.likely(1.0 / addresses.len() as f64).ends(&format!("address {address}"), tally);
                }
            }
            Answer::Accelerator(_) if way.kind == "AAAA" => way.ends("nothing", tally),
            Answer::Accelerator(_) => way.ends("accelerator", tally),
            Answer::Records(set, _) => {
                self.answer(&self.case.sets[*set], way.deeper(), tally);
            }
            Answer::Name(name) => self.resolve(name, way.deeper(), tally),
        }
    }

    /// Chooses among what is left by the policy, as if all were healthy; what is not healthy is put aside, and the choice
    /// is made again.
    fn choose(
        &self,
        set: &Set,
        left: &[usize],
        client: &Client,
        healthy: &dyn Fn(usize) -> bool,
        chance: f64,
        chosen: &mut Vec<(usize, f64)>,
    ) {
        for (at, probability) in self.by_policy(set, left, client) {
            if healthy(at) {
                chosen.push((at, chance * probability));
            } else {
                let left: Vec<usize> = left.iter().copied().filter(|other| *other != at).collect();
                self.choose(set, &left, client, healthy, chance * probability, chosen);
            }
        }
    }

    /// Says which record the policy would choose, health aside.
    fn by_policy(&self, set: &Set, left: &[usize], client: &Client) -> Vec<(usize, f64)> {
        let policy = |at: usize| &set.records[at].policy;
        let Some(first) = left.first().copied() else { return Vec::new() };
        let smallest = |value: &dyn Fn(usize) -> Option<f64>| {
            let mut best: Option<(usize, f64)> = None;
            for at in left.iter().copied() {
                if let Some(value) = value(at)
                    && best.is_none_or(|(_, smallest)| value < smallest)
                {
                    best = Some((at, value));
                }
            }
            best.map(|(at, _)| (at, 1.0)).into_iter().collect::<Vec<_>>()
        };
        match policy(first) {
            Policy::Simple => vec![(first, 1.0)],
            Policy::Several => left.iter().map(|at| (*at, 1.0 / left.len() as f64)).collect(),
            Policy::Weight(_) => {
                let weight = |at: usize| match policy(at) {
                    Policy::Weight(weight) => f64::from(*weight),
                    _ => 0.0,
                };
                let sum: f64 = left.iter().map(|at| weight(*at)).sum();
                let share = |at: usize| if sum > 0.0 { weight(at) / sum } else { 1.0 / left.len() as f64 };
                left.iter().map(|at| (*at, share(*at))).filter(|(_, share)| *share > 0.0).collect()
            }
            Policy::Latency(_) => smallest(&|at| match policy(at) {
                Policy::Latency(region) => Some((self.rtt)(&client.region, region)),
                _ => None,
            }),
            Policy::Primary | Policy::Secondary => {
                smallest(&|at| Some(if *policy(at) == Policy::Primary { 0.0 } else { 1.0 }))
            }
            Policy::State(..) | Policy::Country(_) | Policy::Continent(_) | Policy::Anywhere => {
                let is = |mine: &Option<String>, code: &str| mine.as_deref() == Some(code);
                smallest(&|at| match policy(at) {
                    Policy::State(country, state) => {
                        (is(&client.country, country) && is(&client.state, state)).then_some(0.0)
                    }
                    Policy::Country(country) => is(&client.country, country).then_some(1.0),
                    Policy::Continent(continent) => is(&client.continent, continent).then_some(2.0),
                    _ => Some(3.0),
                })
            }
            Policy::Near(..) => smallest(&|at| match policy(at) {
                Policy::Near(north, east, bias) => {
                    let distance = kilometres(client.point, (*north, *east));
                    let bias = f64::from(*bias);
                    Some(if bias > 0.0 {
                        distance * (1.0 - bias / 100.0)
                    } else {
                        distance / (1.0 - bias.abs() / 100.0)
                    })
                }
                _ => None,
            }),
            Policy::Block(_) | Policy::NoBlock => smallest(&|at| match policy(at) {
                Policy::Block(block) => (client.block.as_deref() == Some(*block)).then_some(0.0),
                _ => Some(1.0),
            }),
        }
    }

    /// Sends 1 through the accelerator from a client.
    pub fn accelerate(&self, client: &Client) -> Tally {
        let mut tally = Tally::new();
        let groups = &self.case.groups;
        let mut order: Vec<usize> = (0..groups.len()).collect();
        let far = |at: &usize| (self.rtt)(&client.region, groups[*at].region);
        order.sort_by(|a, b| far(a).total_cmp(&far(b)));
        if order.is_empty() {
            count(&mut tally, "nothing", false, 1.0);
        }
        let mut left = 1.0;
        for (place, at) in order.iter().enumerate() {
            let others_on = order[place + 1..].iter().any(|other| groups[*other].dial > 0.0);
            let all_off = order.iter().all(|other| groups[*other].dial == 0.0);
            let takes = match groups[*at].dial {
                _ if all_off && place == 0 => left,
                dial if dial > 0.0 && !others_on => left,
                dial => left * dial / 100.0,
            };
            left -= takes;
            if takes > 0.0 {
                self.group(*at, &order, takes, &mut tally);
            }
        }
        tally
    }

    fn group(&self, group: usize, order: &[usize], takes: f64, tally: &mut Tally) {
        let tried = order.iter().filter(|other| **other != group).take(3);
        for at in std::iter::once(&group).chain(tried) {
            let able: Vec<&(usize, u8)> = self.case.groups[*at]
                .endpoints
                .iter()
                .filter(|(balancer, weight)| *weight > 0 && self.balancer_works(*balancer))
                .collect();
            let sum: f64 = able.iter().map(|(_, weight)| f64::from(*weight)).sum();
            for (balancer, weight) in &able {
                count(tally, &format!("balancer {balancer}"), false, takes * f64::from(*weight) / sum);
            }
            if !able.is_empty() {
                return;
            }
        }
        let endpoints = &self.case.groups[order[0]].endpoints;
        for (balancer, _) in endpoints {
            count(tally, &format!("balancer {balancer}"), true, takes / endpoints.len() as f64);
        }
    }
}

fn count(tally: &mut Tally, what: &str, open: bool, chance: f64) {
    let what = if open { format!("{what}, last resort") } else { what.to_owned() };
    *tally.entry(what).or_default() += chance;
}

/// The spherical law of cosines: another formula than the one that is checked.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north_a, north_b) = (a.0.to_radians(), b.0.to_radians());
    let east = (b.1 - a.1).to_radians();
    let cosine = north_a.sin() * north_b.sin() + north_a.cos() * north_b.cos() * east.cos();
    6_371.0 * cosine.clamp(-1.0, 1.0).acos()
}
