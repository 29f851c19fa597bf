//! How long clients fail: what turns when, and what becomes of them after every turn.
//!
//! The turns are put into an order three times: as each comes as early as it can, in the mean, and as late as it can.
//! After each, clients are sent where the name servers and accelerators then believe is health. Those whose answer was
//! wrong are served again with the turn that mends it, or, where a resolver keeps the answer of before, when its TTL has
//! run out. A client has to open a new connection then.

use std::collections::BTreeMap;

use super::bench::{Beliefs, Bench, NOTHING, fails};
use super::trial::Tried;
use crate::accelerator::reaction;
use crate::assume::{RECONNECT, Used};
use crate::dns::Health;
use crate::health::Interval;
use crate::serve::Part;

/// Something that turns after a failure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Turn {
    /// A health check.
    Check {
        /// Which.
        check: usize,
        /// Whether it is healthy now.
        healthy: bool,
    },
    /// An endpoint, as aliases that evaluate it see it.
    Target(usize),
    /// An endpoint, as accelerators see it.
    Endpoint(usize),
    /// A group of an accelerator.
    Group(usize, usize, usize),
}

/// The clients that fail longest.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Slowest {
    pub(super) asked: usize,
    pub(super) class: usize,
    /// How long they fail.
    pub(super) takes: Interval,
    /// What mends it, and when.
    pub(super) turn: (Turn, Interval),
    /// For how long resolvers keep the answer of before.
    pub(super) ttl: f64,
    /// The record that holds it.
    pub(super) record: Option<usize>,
}

/// Returns everything that turns after a failure, with the time that it takes.
pub(super) fn turns(bench: &mut Bench<'_>, tried: &Tried) -> Vec<(Turn, Interval)> {
    let (net, mut used) = (bench.net, Used::default());
    let mut turns = Vec::new();
    for check in 0..net.checks.len() {
        if let Some(turn) = tried.settled.turn(net, &tried.world, check, &mut used) {
            turns.push((Turn::Check { check, healthy: turn.healthy }, turn.after));
        }
    }
    for endpoint in (0..net.endpoints.len()).filter(|endpoint| evaluated(bench, *endpoint)) {
        if let Some(after) = tried.settled.endpoint_turn(net, endpoint, &mut used) {
            turns.push((Turn::Target(endpoint), after));
        }
    }
    let mut reactions: BTreeMap<usize, Interval> = BTreeMap::new();
    for (a, node) in net.accelerators.iter().enumerate() {
        for (l, groups) in node.endpoints.iter().enumerate() {
            for (g, endpoints) in groups.iter().enumerate() {
                let mut slowest = Interval::default();
                for (endpoint, _) in endpoints {
                    let takes = reaction(net, a, l, g, *endpoint, &mut used);
                    slowest = slowest.later(takes);
                    if !tried.settled.endpoints[*endpoint] {
                        let known = reactions.entry(*endpoint).or_default();
                        *known = known.later(takes);
                    }
                }
                if tried.world.groups[a][l][g] >= 1.0 {
                    turns.push((Turn::Group(a, l, g), slowest));
                }
            }
        }
    }
    turns.extend(reactions.into_iter().map(|(endpoint, takes)| (Turn::Endpoint(endpoint), takes)));
    bench.used.add(used);
    turns
}

/// Returns whether some alias heeds the health of an endpoint.
fn evaluated(bench: &Bench<'_>, endpoint: usize) -> bool {
    let records = bench.net.sets.iter().flat_map(|set| &set.records);
    bench.net.endpoints[endpoint].evaluated && { records }
        .any(|record| record.evaluate && record.hops.contains(&crate::net::Hop::Endpoint(endpoint)))
}

/// Returns the clients that fail longest: `None` if some fail for good or nobody can say how long, `Some(None)` if
/// nobody fails at all.
pub(super) fn slowest(bench: &mut Bench<'_>, tried: &Tried) -> Option<Option<Slowest>> {
    if tried.breaks() || tried.views.len() != 1 {
        return None;
    }
    let calm = bench.calm();
    let hit = |(asked, class): &(usize, usize)| dead(bench.parts(calm, *asked, *class), tried).is_some();
    let hit: Vec<(usize, usize)> = bench.clients().filter(hit).collect();
    if hit.is_empty() {
        return Some(None);
    }
    let turns = turns(bench, tried);
    let orders =
        [order(&turns, |time| time.least), order(&turns, |time| time.mean), order(&turns, |time| time.most)];
    let mut states: Vec<Vec<usize>> = Vec::new();
    for order in &orders {
        let known = orders.iter().position(|other| other == order).filter(|known| *known < states.len());
        let walked = known.map_or_else(|| walk(bench, tried, &turns, order), |known| states[known].clone());
        states.push(walked);
    }
    let reconnect = bench.used.value(bench.net.assumptions, &RECONNECT);
    let mut slowest: Option<Slowest> = None;
    for (asked, class) in hit {
        let mut takes = Interval::default();
        let mut last = None;
        for (phase, (order, states)) in orders.iter().zip(&states).enumerate() {
            let time = |turn: usize| match phase {
                0 => turns[turn].1.least,
                1 => turns[turn].1.mean,
                _ => turns[turn].1.most,
            };
            let mended = mended(bench, tried, asked, class, states)?;
            let ttl = mended.ttl * [0.0, 0.5, 1.0][phase];
            let seconds = time(order[mended.step]) + ttl + reconnect;
            match phase {
                0 => takes.least = seconds,
                1 => takes.mean = seconds,
                _ => takes.most = seconds,
            }
            last = Some((mended, order[mended.step]));
        }
        let (mended, turn) = last?;
        if slowest.as_ref().is_none_or(|slowest| takes.most > slowest.takes.most) {
            let Mended { ttl, record, .. } = mended;
            slowest = Some(Slowest { asked, class, takes, turn: turns[turn], ttl, record });
        }
    }
    Some(slowest)
}

/// Returns the turns in the order of their times.
fn order(turns: &[(Turn, Interval)], time: impl Fn(&Interval) -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..turns.len()).collect();
    order.sort_by(|a, b| time(&turns[*a].1).total_cmp(&time(&turns[*b].1)).then(a.cmp(b)));
    order
}

/// Returns the routes before the first turn and after each.
fn walk(bench: &mut Bench<'_>, tried: &Tried, turns: &[(Turn, Interval)], order: &[usize]) -> Vec<usize> {
    let mut health = bench.calm_health();
    let mut world = tried.world.clone();
    world.groups.iter_mut().flatten().flatten().for_each(|lost| *lost = 0.0);
    let mut seen = health.endpoints.clone();
    let mut states = Vec::with_capacity(order.len() + 1);
    states.push(bench.calm());
    for turn in order {
        match turns[*turn].0 {
            Turn::Check { check, healthy } => health.checks[check] = healthy,
            Turn::Target(endpoint) => health.endpoints[endpoint] = false,
            Turn::Endpoint(endpoint) => seen[endpoint] = false,
            Turn::Group(a, l, g) => world.groups[a][l][g] = 1.0,
        }
        let beliefs = beliefs(bench, &health, &seen, &world);
        states.push(bench.routes(beliefs));
    }
    states
}

fn beliefs(bench: &Bench<'_>, health: &Health, seen: &[bool], world: &crate::fail::World) -> Beliefs {
    let mut beliefs = bench.believed(health, world);
    if !beliefs.endpoints.is_empty() {
        beliefs.endpoints = seen.to_vec();
    }
    beliefs
}

/// When a class of clients is served again.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Mended {
    /// Which turn in the order mends it.
    step: usize,
    /// For how long resolvers keep the answer of before.
    ttl: f64,
    /// The record that holds it.
    record: Option<usize>,
}

/// Returns which turn is the last that clients have to wait for.
fn mended(bench: &Bench<'_>, tried: &Tried, asked: usize, class: usize, states: &[usize]) -> Option<Mended> {
    let parts = |state: usize| bench.parts(states[state], asked, class);
    let step = (0..states.len()).rev().find(|state| dead(parts(*state), tried).is_some())?;
    if step + 1 == states.len() {
        return None;
    }
    let wrong = parts(step).iter().filter(|part| part.share * fails(part, &tried.world) > NOTHING);
    let kept = |part: &Part| {
        // An accelerator moves clients without any resolver, as long as the answer is its addresses all the same.
        let through = part.through.map(|(accelerator, ..)| accelerator);
        let after = |other: &Part| other.through.map(|(accelerator, ..)| accelerator) == through;
        let stays = through.is_some() && parts(step + 1).iter().any(after);
        (if stays { 0.0 } else { part.ttl }, part.record)
    };
    let (ttl, record) = wrong.map(kept).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Mended { step, ttl, record })
}

/// Returns the part that most requests fail in.
pub(super) fn dead<'p>(parts: &'p [Part], tried: &Tried) -> Option<&'p Part> {
    let loss = |part: &Part| part.share * fails(part, &tried.world);
    let worst = parts.iter().max_by(|a, b| loss(a).total_cmp(&loss(b)));
    worst.filter(|part| loss(part) > NOTHING)
}
