//! Where an accelerator sends new flows, and what becomes of those that are there.
//!
//! Groups are tried from the nearest on. A group's dial decides how much of what reaches it stays; the last group that is
//! turned on takes the rest. A group without a healthy endpoint hands what it has to the nearest others, *whatever
//! their dials*, and where none of those it tries has one either, the nearest group gets it all the same.

use crate::assume::{
    ACCELERATOR_ALL_ZERO, ACCELERATOR_DEPTH, ACCELERATOR_REACTION, ACCELERATOR_RETURN, TCP_IDLE, UDP_IDLE,
    Used,
};
use crate::health::{Checkers, Interval, detect, target_health};
use crate::net::Net;

/// How many regions check endpoints that are not load balancers.
const CHECKER_REGIONS: usize = 8;

/// How much of what reaches an accelerator goes to an endpoint.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flow {
    /// The group, as an index; `None` where nothing takes it.
    pub group: Option<usize>,
    /// The endpoint; `None` where nothing takes it.
    pub endpoint: Option<usize>,
    /// How much, from 0 to 1.
    pub share: f64,
    /// Whether nothing healthy was found within reach.
    pub fail_open: bool,
}

/// What takes the new flows of a listener.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Flows {
    /// The flows; they make 1 together.
    pub flows: Vec<Flow>,
    /// What they rest on.
    pub used: Used,
}

/// Returns where the new flows of a class of clients go.
///
/// `healthy` says of an endpoint, in a group, whether the accelerator finds it healthy.
pub fn flows(
    net: &Net<'_>,
    accelerator: usize,
    listener: usize,
    class: usize,
    healthy: &dyn Fn(usize, usize) -> bool,
) -> Flows {
    let node = &net.accelerators[accelerator];
    let mut result = Flows { flows: Vec::new(), used: net.used };
    let nearest = node.nearest.get(listener).and_then(|classes| classes.get(class));
    let groups = node.endpoints.get(listener).map_or(&[][..], Vec::as_slice);
    let nearest = nearest.map_or(&[][..], Vec::as_slice);
    if !node.accelerator.enabled || nearest.is_empty() {
        result.flows.push(Flow { group: None, endpoint: None, share: 1.0, fail_open: false });
        return result;
    }
    let dials: Vec<f64> =
        node.accelerator.listeners[listener].groups.iter().map(|group| group.dial / 100.0).collect();
    let pass = Pass { net, groups, nearest, healthy };
    let parts = dialled(&dials, nearest, net, &mut result.used);
    if parts.is_empty() {
        result.flows.push(Flow { group: None, endpoint: None, share: 1.0, fail_open: false });
    }
    for (group, share) in parts {
        pass.send(group, share, &mut result);
    }
    result
}

/// Returns how much of the traffic each group takes by its dial, if all are healthy.
fn dialled(dials: &[f64], nearest: &[usize], net: &Net<'_>, used: &mut Used) -> Vec<(usize, f64)> {
    let on: Vec<usize> = nearest.iter().copied().filter(|group| dials[*group] > 0.0).collect();
    let Some((last, before)) = on.split_last() else {
        let takes = used.value(net.assumptions, &ACCELERATOR_ALL_ZERO) > 0.0;
        return nearest.first().filter(|_| takes).map(|group| (*group, 1.0)).into_iter().collect();
    };
    let mut left = 1.0;
    let mut parts = Vec::new();
    for group in before {
        let part = left * dials[*group].min(1.0);
        parts.push((*group, part));
        left -= part;
    }
    parts.push((*last, left));
    parts.retain(|(_, share)| *share > 0.0);
    parts
}

/// What the way of a flow depends on.
struct Pass<'a> {
    net: &'a Net<'a>,
    groups: &'a [Vec<(usize, u8)>],
    nearest: &'a [usize],
    healthy: &'a dyn Fn(usize, usize) -> bool,
}

impl Pass<'_> {
    /// Sends a part of the traffic to a group, or to what stands in for it.
    fn send(&self, group: usize, share: f64, result: &mut Flows) {
        if self.spread(group, share, result) {
            return;
        }
        let further = result.used.value(self.net.assumptions, &ACCELERATOR_DEPTH).max(0.0) as usize;
        let others = self.nearest.iter().copied().filter(|other| *other != group);
        for other in others.take(further) {
            if self.spread(other, share, result) {
                return;
            }
        }
        let Some(nearest) = self.nearest.first().copied() else { return };
        let all = &self.groups[nearest];
        if all.is_empty() {
            result.flows.push(Flow { group: Some(nearest), endpoint: None, share, fail_open: true });
        }
        for (endpoint, _) in all {
            let share = share / all.len() as f64;
            let flow = Flow { group: Some(nearest), endpoint: Some(*endpoint), share, fail_open: true };
            result.flows.push(flow);
        }
    }

    /// Spreads traffic over the healthy endpoints of a group by weight; false if there are none.
    fn spread(&self, group: usize, share: f64, result: &mut Flows) -> bool {
        let takes = |(endpoint, weight): &&(usize, u8)| *weight > 0 && (self.healthy)(group, *endpoint);
        let taking: Vec<&(usize, u8)> = self.groups[group].iter().filter(takes).collect();
        let all: f64 = taking.iter().map(|(_, weight)| f64::from(*weight)).sum();
        for (endpoint, weight) in &taking {
            let share = share * f64::from(*weight) / all;
            result.flows.push(Flow {
                group: Some(group),
                endpoint: Some(*endpoint),
                share,
                fail_open: false,
            });
        }
        !taking.is_empty()
    }
}

/// Returns how long new flows keep going to an endpoint that has failed.
pub fn reaction(
    net: &Net<'_>,
    accelerator: usize,
    listener: usize,
    group: usize,
    endpoint: usize,
    used: &mut Used,
) -> Interval {
    let most = used.value(net.assumptions, &ACCELERATOR_REACTION);
    let reaction = Interval { least: 0.0, mean: most / 2.0, most };
    if net.endpoints[endpoint].service == "elb" {
        return target_health(net, endpoint, used).then(reaction);
    }
    let group = &net.accelerators[accelerator].accelerator.listeners[listener].groups[group];
    let checkers = Checkers::in_regions(CHECKER_REGIONS, net.assumptions, used);
    let refused = detect(checkers, group.interval as f64, group.threshold, 0.0);
    let swallowed = used.value(net.assumptions, &crate::assume::BLACK_HOLE_TCP);
    refused.or(detect(checkers, group.interval as f64, group.threshold, swallowed)).then(reaction)
}

/// Returns how long new flows take to come back to a group that has recovered, once it is found healthy.
pub fn comes_back(net: &Net<'_>, used: &mut Used) -> f64 {
    used.value(net.assumptions, &ACCELERATOR_RETURN)
}

/// Returns for how many seconds a connection that exists may stay with an endpoint that is gone without a word.
///
/// One that is reset is free at once. Connections are never moved.
pub fn held(net: &Net<'_>, accelerator: usize, listener: usize, used: &mut Used) -> f64 {
    let udp = net.accelerators[accelerator].accelerator.listeners[listener].udp;
    used.value(net.assumptions, if udp { &UDP_IDLE } else { &TCP_IDLE })
}
