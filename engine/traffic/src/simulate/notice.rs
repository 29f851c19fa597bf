//! How long it takes until something notices that a thing failed, or is back.

use crate::accelerator::{comes_back, reaction};
use crate::assume::{ALARM_LAG, CALCULATED_DELAY, CONTROL_DELAY, RESPONSE, Used};
use crate::fail::World;
use crate::health::{
    Checkers, Interval, Settled, probing, propagation, recover, target_health, target_return,
};
use crate::model::{About, Alarm, CheckRef, Probe, Watch};
use crate::net::Net;

/// How many regions check endpoints of accelerators that are not load balancers.
const CHECKER_REGIONS: usize = 8;
/// How many seconds of data an alarm takes that nobody declares here.
const FOREIGN_ALARM: f64 = 60.0;

/// What has just changed, and what will be made of it.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    pub(super) net: &'a Net<'a>,
    /// What is true now.
    pub(super) world: &'a World,
    /// What checks will say, and what they said when it changed.
    pub(super) settled: &'a Settled,
}

/// Returns how long a check takes to have its verdict at every name server.
pub(super) fn check(change: Change<'_>, number: usize, used: &mut Used) -> Interval {
    verdict(change, number, used).then(propagation(change.net, used))
}

/// Returns how long aliases that evaluate an endpoint take to find it healthy or not.
pub(super) fn endpoint(net: &Net<'_>, number: usize, healthy: bool, used: &mut Used) -> Interval {
    let turns = if healthy { target_return(net, number, used) } else { target_health(net, number, used) };
    turns.then(propagation(net, used))
}

/// Returns how long new connections of an accelerator take to avoid an endpoint of a group, or to come back to it.
pub(super) fn flow(
    net: &Net<'_>,
    [accelerator, listener, group, endpoint]: [usize; 4],
    healthy: bool,
    used: &mut Used,
) -> Interval {
    if !healthy {
        return reaction(net, accelerator, listener, group, endpoint, used);
    }
    let back = Interval::exactly(comes_back(net, used));
    if net.endpoints[endpoint].service == "elb" {
        return target_return(net, endpoint, used).then(back);
    }
    let group = &net.accelerators[accelerator].accelerator.listeners[listener].groups[group];
    let checkers = Checkers::in_regions(CHECKER_REGIONS, net.assumptions, used);
    let response = used.value(net.assumptions, &RESPONSE);
    recover(checkers, group.interval as f64, group.threshold, response).then(back)
}

/// Returns how long an alarm takes to change its state.
pub(super) fn alarm(change: Change<'_>, alarm: &Alarm, used: &mut Used) -> Interval {
    let first = match &alarm.about {
        About::Check(check) => change.net.check(&CheckRef::Declared(check.clone())),
        _ => None,
    };
    let first = first.filter(|check| turns(change, *check)).map(|check| verdict(change, check, used));
    first.unwrap_or_default().then(data(change.net, alarm.seconds as f64, used))
}

/// Returns whether a check will say something else than it did.
pub(super) fn turns(change: Change<'_>, check: usize) -> bool {
    (change.settled.before[check] >= 0.5) != (change.settled.checks[check] >= 0.5)
}

/// Returns how long a check takes to have its verdict.
fn verdict(change: Change<'_>, number: usize, used: &mut Used) -> Interval {
    let net = change.net;
    let Some(declared) = net.checks[number].check else { return Interval::default() };
    match &declared.watch {
        Watch::Endpoint(probe) => {
            let rises = change.settled.checks[number] > change.settled.before[number];
            let passes = rises != declared.inverted;
            if passes { found_again(change, probe, used) } else { probing(net, change.world, probe, used) }
        }
        Watch::Calculated { children, .. } => {
            let children: Vec<usize> = children.iter().filter_map(|child| net.check(child)).collect();
            let mut last = Interval::default();
            // A calculated check is never the child of one: this ends.
            for child in children.into_iter().filter(|child| turns(change, *child)) {
                last = last.later(verdict(change, child, used));
            }
            last.then(up_to(used.value(net.assumptions, &CALCULATED_DELAY)))
        }
        Watch::Alarm { declared, .. } => {
            let declared = declared.as_ref().and_then(|alarm| net.model.alarms.get(alarm));
            data(net, declared.map_or(FOREIGN_ALARM, |alarm| alarm.seconds as f64), used)
        }
        Watch::Control(_) => up_to(used.value(net.assumptions, &CONTROL_DELAY)),
    }
}

fn found_again(change: Change<'_>, probe: &Probe, used: &mut Used) -> Interval {
    let asking = probe.regions.iter().filter(|region| !change.world.checkers.contains(*region)).count();
    let checkers = Checkers::in_regions(asking, change.net.assumptions, used);
    let response = used.value(change.net.assumptions, &RESPONSE);
    recover(checkers, probe.interval as f64, probe.threshold, response)
}

/// Returns how long it takes until so many seconds of data are there.
fn data(net: &Net<'_>, seconds: f64, used: &mut Used) -> Interval {
    let lag = used.value(net.assumptions, &ALARM_LAG);
    Interval { least: seconds, mean: seconds + lag * 0.75, most: seconds + lag }
}

fn up_to(most: f64) -> Interval {
    Interval { least: 0.0, mean: most / 2.0, most }
}
