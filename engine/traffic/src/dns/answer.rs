//! The shares of an answer.

use super::Healthy;
use crate::assume::{ACCELERATOR_TTL, ALIAS_TTL, Used, ZERO_WEIGHT_EQUAL};
use crate::model::{Answer, Family};
use crate::net::{Found, Hop, Net, Routing, Set};

/// How many names and aliases are followed: more are a circle.
const DEPTH: usize = 16;

/// What an answer leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reached {
    /// Something that serves.
    Endpoint(usize),
    /// An accelerator.
    Accelerator(usize),
    /// No answer.
    Nothing,
}

/// How often an answer leads to something.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// What it leads to.
    pub to: Reached,
    /// How often, from 0 to 1.
    pub share: f64,
    /// The record that holds it; `None` where there is no answer.
    pub record: Option<usize>,
    /// Whether no healthy record was left somewhere on the way, so that all counted as healthy.
    pub last_resort: bool,
    /// For how many seconds resolvers keep what may change of the answer.
    pub ttl: f64,
}

/// What clients of a class are answered.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answered {
    /// The shares; they make 1 together.
    pub shares: Vec<Share>,
    /// What they rest on.
    pub used: Used,
}

impl Answered {
    /// Returns how often something is reached.
    pub fn to(&self, reached: Reached) -> f64 {
        self.shares.iter().filter(|share| share.to == reached).map(|share| share.share).sum()
    }

    /// Returns how often the last resort answers.
    pub fn last_resort(&self) -> f64 {
        self.shares.iter().filter(|share| share.last_resort).map(|share| share.share).sum()
    }
}

/// Where a walk through record sets is.
#[derive(Clone, Copy)]
struct Walk {
    family: Family,
    class: usize,
    share: f64,
    last_resort: bool,
    depth: usize,
    /// Whether some record set since the last CNAME has more than one record to choose from.
    chosen: bool,
    /// The longest TTL of what was chosen before the last CNAME.
    ttl: f64,
}

/// Returns what clients of a class are answered that ask for what was found.
pub fn answer(net: &Net<'_>, found: Found, family: Family, class: usize, healthy: &Healthy) -> Answered {
    let walk = Walk { family, class, share: 1.0, last_resort: false, depth: 0, chosen: false, ttl: 0.0 };
    let mut answered = Answered { shares: Vec::new(), used: net.used };
    follow(net, found, walk, healthy, &mut answered);
    answered
}

fn follow(net: &Net<'_>, found: Found, walk: Walk, healthy: &Healthy, answered: &mut Answered) {
    match found {
        Found::Set(set) if walk.depth < DEPTH => enter(net, set, walk, healthy, answered),
        _ => reach(Reached::Nothing, None, walk, 0.0, answered),
    }
}

/// Goes on with each record that a set answers with.
fn enter(net: &Net<'_>, number: usize, walk: Walk, healthy: &Healthy, answered: &mut Answered) {
    let set = &net.sets[number];
    let walk = Walk { depth: walk.depth + 1, chosen: walk.chosen || set.records.len() > 1, ..walk };
    let is_healthy = |at: usize| healthy.records[set.first + at];
    let mut picked = pick(set, walk.class, &is_healthy, net, &mut answered.used);
    let last_resort = picked.is_empty();
    if last_resort {
        picked = pick(set, walk.class, &|_| true, net, &mut answered.used);
    }
    if picked.is_empty() {
        return reach(Reached::Nothing, None, walk, 0.0, answered);
    }
    for (at, share) in picked {
        let record = &set.records[at];
        let each = walk.share * share / record.hops.len().max(1) as f64;
        let walk = Walk { share: each, last_resort: walk.last_resort || last_resort, ..walk };
        for hop in &record.hops {
            step(net, *hop, set.first + at, walk, healthy, answered);
        }
    }
}

fn step(net: &Net<'_>, hop: Hop, number: usize, walk: Walk, healthy: &Healthy, answered: &mut Answered) {
    let member = net.record(number).member;
    let own = member.ttl.map(|ttl| ttl as f64);
    let alias = matches!(member.answer, Answer::Alias { .. });
    match hop {
        Hop::Set(set) => follow(net, Found::Set(set), walk, healthy, answered),
        Hop::Asked(found) => {
            let kept = if walk.chosen { walk.ttl.max(own.unwrap_or_default()) } else { walk.ttl };
            let walk = Walk { chosen: false, ttl: kept, ..walk };
            follow(net, found[walk.family as usize], walk, healthy, answered);
        }
        Hop::Endpoint(endpoint) => {
            let ttl = match own {
                Some(ttl) if !alias => ttl,
                _ => answered.used.value(net.assumptions, &ALIAS_TTL),
            };
            reach(Reached::Endpoint(endpoint), Some(number), walk, ttl, answered);
        }
        Hop::Accelerator(accelerator) => {
            let ttl = match own {
                Some(ttl) if !alias => ttl,
                _ => answered.used.value(net.assumptions, &ACCELERATOR_TTL),
            };
            let usable = walk.family == Family::V4 || net.accelerators[accelerator].accelerator.dual_stack;
            let to = if usable { Reached::Accelerator(accelerator) } else { Reached::Nothing };
            reach(to, Some(number), walk, ttl, answered);
        }
        Hop::Nothing => reach(Reached::Nothing, Some(number), walk, 0.0, answered),
    }
}

fn reach(to: Reached, record: Option<usize>, walk: Walk, ttl: f64, answered: &mut Answered) {
    let ttl = if walk.chosen || walk.ttl == 0.0 { walk.ttl.max(ttl) } else { walk.ttl };
    let same = |share: &&mut Share| {
        share.to == to && share.record == record && share.last_resort == walk.last_resort && share.ttl == ttl
    };
    match answered.shares.iter_mut().find(same) {
        Some(share) => share.share += walk.share,
        None => {
            let last_resort = walk.last_resort;
            answered.shares.push(Share { to, share: walk.share, record, last_resort, ttl });
        }
    }
}

/// Returns which records of a set answer, and how often each; nothing if none is healthy, or none is for the class.
fn pick(
    set: &Set<'_>,
    class: usize,
    healthy: &dyn Fn(usize) -> bool,
    net: &Net<'_>,
    used: &mut Used,
) -> Vec<(usize, f64)> {
    let among = || (0..set.records.len()).filter(|at| healthy(*at));
    match set.routing {
        // Its health is never looked at.
        Routing::Simple => (0..set.records.len().min(1)).map(|at| (at, 1.0)).collect(),
        Routing::Ordered => {
            let order = set.order.get(class).map_or(&[][..], Vec::as_slice);
            let first = order.iter().map(|at| usize::from(*at)).find(|at| healthy(*at));
            first.map(|at| (at, 1.0)).into_iter().collect()
        }
        // Up to eight are in an answer, in random order; a client takes the first.
        Routing::Multivalue => evenly(among().collect()),
        Routing::Weighted => {
            let weighed: Vec<usize> = among().filter(|at| set.records[*at].weight > 0).collect();
            if weighed.is_empty() {
                let left: Vec<usize> = among().collect();
                if left.len() > 1 {
                    used.value(net.assumptions, &ZERO_WEIGHT_EQUAL);
                }
                return evenly(left);
            }
            let all: f64 = weighed.iter().map(|at| f64::from(set.records[*at].weight)).sum();
            weighed.into_iter().map(|at| (at, f64::from(set.records[at].weight) / all)).collect()
        }
    }
}

fn evenly(records: Vec<usize>) -> Vec<(usize, f64)> {
    let share = 1.0 / records.len().max(1) as f64;
    records.into_iter().map(|at| (at, share)).collect()
}
