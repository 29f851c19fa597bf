//! From a name to what serves in the end: the answer, what accelerators make of it, and how much of it fails.

use crate::accelerator::flows;
use crate::assume::Used;
use crate::dns::{Healthy, Reached, Share, answer};
use crate::fail::{World, either};
use crate::model::Family;
use crate::net::{Found, Net};

/// A part of the requests of a class of clients.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Part {
    /// The record that answered.
    pub record: Option<usize>,
    /// The accelerator, its listener and its group, if they went through one.
    pub through: Option<(usize, usize, Option<usize>)>,
    /// The endpoint; `None` where there is none.
    pub endpoint: Option<usize>,
    /// How much of all requests, from 0 to 1.
    pub share: f64,
    /// How much of this part fails, from 0 to 1.
    pub fails: f64,
    /// Whether the last resort answered, or an accelerator failed open.
    pub last_resort: bool,
    /// For how long resolvers keep the answer, in seconds.
    pub ttl: f64,
}

/// What becomes of the requests of a class of clients.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Served {
    /// The parts; they make 1 together.
    pub parts: Vec<Part>,
    /// What it rests on.
    pub used: Used,
}

impl Served {
    /// Returns the share of requests that fail.
    pub fn failed(&self) -> f64 {
        self.parts.iter().map(|part| part.share * part.fails).sum()
    }

    /// Returns the share of requests that a region takes, whether it serves them or not.
    pub fn in_region(&self, net: &Net<'_>, region: usize) -> f64 {
        let inside = |part: &&Part| part.endpoint.is_some_and(|at| net.endpoints[at].region == Some(region));
        self.parts.iter().filter(inside).map(|part| part.share).sum()
    }
}

/// Returns what becomes of the requests of a class of clients to what was found for a name.
///
/// `healthy` is what the name servers believe of records, `endpoints` what accelerators believe of endpoints, `world`
/// what is true. The listeners of an accelerator count equally, so one that fails is seen.
pub fn serve(
    net: &Net<'_>,
    found: Found,
    family: Family,
    class: usize,
    healthy: &Healthy,
    endpoints: &[bool],
    world: &World,
) -> Served {
    let answered = answer(net, found, family, class, healthy);
    let mut served = Served { parts: Vec::new(), used: answered.used };
    for share in &answered.shares {
        match share.to {
            Reached::Nothing => served.parts.push(part(share, None, 1.0)),
            Reached::Endpoint(at) => served.parts.push(part(share, Some(at), world.endpoints[at])),
            Reached::Accelerator(at) => accelerate(net, at, class, share, endpoints, world, &mut served),
        }
    }
    served
}

fn part(share: &Share, endpoint: Option<usize>, fails: f64) -> Part {
    Part {
        record: share.record,
        through: None,
        endpoint,
        share: share.share,
        fails,
        last_resort: share.last_resort,
        ttl: share.ttl,
    }
}

fn accelerate(
    net: &Net<'_>,
    number: usize,
    class: usize,
    share: &Share,
    endpoints: &[bool],
    world: &World,
    served: &mut Served,
) {
    let listeners = net.accelerators[number].accelerator.listeners.len();
    if listeners == 0 {
        return served.parts.push(part(share, None, 1.0));
    }
    for listener in 0..listeners {
        let groups = &world.groups[number][listener];
        let believed = |group: usize, endpoint: usize| endpoints[endpoint] && groups[group] < 1.0;
        let result = flows(net, number, listener, class, &believed);
        served.used.add(result.used);
        for flow in result.flows {
            let lost = flow.group.map_or(0.0, |group| groups[group]);
            let fails = flow.endpoint.map_or(1.0, |at| either(world.endpoints[at], lost));
            served.parts.push(Part {
                through: Some((number, listener, flow.group)),
                share: share.share * flow.share / listeners as f64,
                last_resort: share.last_resort || flow.fail_open,
                ..part(share, flow.endpoint, fails)
            });
        }
    }
}
