//! What all checks say once they have noticed what failed, and when each turned.

use super::circle::circular;
use super::status::{Judged, status};
use super::target::target_health;
use super::timing::{Checkers, Interval, detect, recover};
use crate::assume::{
    ALARM_LAG, BLACK_HOLE, BLACK_HOLE_TCP, CALCULATED_DELAY, CONTROL_DELAY, GREY_TARGET, HEALTH_PROPAGATION,
    RESPONSE, Used,
};
use crate::dns::{Health, healthy};
use crate::fail::World;
use crate::model::{Probe, Target, Watch};
use crate::net::Net;

/// How often the checks are asked anew until nothing changes any more.
const ROUNDS: usize = 16;
/// How many undecided checks are followed both ways; further ones go by what they mostly are.
const UNDECIDED: usize = 4;
/// A check that is healthy for so small a share of the time, or unhealthy, has decided.
const DECIDED: f64 = 0.005;

/// What all checks say once they have noticed.
#[derive(Clone, PartialEq, Debug)]
pub struct Settled {
    /// The share of time that each check is healthy.
    pub checks: Vec<f64>,
    /// What each check said before anything failed.
    pub before: Vec<f64>,
    /// Whether each endpoint is healthy, as aliases that evaluate it and accelerators see it.
    pub endpoints: Vec<bool>,
    /// The checks whose verdicts depend on themselves.
    pub circular: Vec<bool>,
    /// The checks that do not come to rest; they count as unhealthy.
    pub restless: Vec<bool>,
    /// What it rests on.
    pub used: Used,
}

/// When a check turns.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Turn {
    /// How long after the failure, with the way of the verdict to the name servers.
    pub after: Interval,
    /// Whether it turns healthy.
    pub healthy: bool,
}

impl Settled {
    /// Returns what the name servers believe: one view with its probability for each way that undecided checks may be.
    pub fn views(&self) -> Vec<(Health, f64)> {
        let certain = Health {
            checks: self.checks.iter().map(|share| *share >= 0.5).collect(),
            endpoints: self.endpoints.clone(),
        };
        let undecided = |share: f64| (DECIDED..=1.0 - DECIDED).contains(&share);
        let mut views = vec![(certain, 1.0)];
        let open = self.checks.iter().enumerate().filter(|(_, share)| undecided(**share));
        for (check, share) in open.take(UNDECIDED) {
            let mut more = Vec::with_capacity(views.len() * 2);
            for (view, probability) in views {
                for (verdict, part) in [(true, *share), (false, 1.0 - *share)] {
                    let mut view = view.clone();
                    view.checks[check] = verdict;
                    more.push((view, probability * part));
                }
            }
            views = more;
        }
        views
    }
}

/// Returns what all checks say while nothing fails; the start of every [`settle_after`].
pub fn calm(net: &Net<'_>) -> Settled {
    let mut used = Used::default();
    let world = World::after(net, &[]);
    let start = vec![1.0; net.checks.len()];
    let (checks, restless) = rest(net, &world, &start, &start, &mut used);
    let endpoints = seen(net, &world, &mut used);
    Settled { before: checks.clone(), checks, endpoints, circular: circular(net), restless, used }
}

/// Returns what all checks say once they have noticed what failed.
pub fn settle(net: &Net<'_>, world: &World) -> Settled {
    settle_after(net, &calm(net), world)
}

/// Returns what all checks say once they have noticed what failed, where it is known what they said before.
pub fn settle_after(net: &Net<'_>, calm: &Settled, world: &World) -> Settled {
    let mut used = calm.used;
    let (checks, restless) = rest(net, world, &calm.checks, &calm.checks, &mut used);
    let endpoints = seen(net, world, &mut used);
    Settled {
        checks,
        before: calm.checks.clone(),
        endpoints,
        circular: calm.circular.clone(),
        restless,
        used,
    }
}

/// Returns which endpoints are found healthy: a partial failure is not seen.
fn seen(net: &Net<'_>, world: &World, used: &mut Used) -> Vec<bool> {
    let grey = world.endpoints.iter().zip(&net.endpoints);
    if grey.into_iter().any(|(fails, node)| node.evaluated && *fails > 0.0 && *fails < 1.0) {
        used.mark(&GREY_TARGET);
    }
    let limit = net.assumptions.value(&GREY_TARGET) / 100.0;
    world.endpoints.iter().map(|fails| *fails < limit).collect()
}

/// Asks all checks again and again, until they say the same twice.
fn rest(
    net: &Net<'_>,
    world: &World,
    start: &[f64],
    before: &[f64],
    used: &mut Used,
) -> (Vec<f64>, Vec<bool>) {
    let endpoints = seen(net, world, used);
    let mut now = start.to_vec();
    let mut restless = vec![false; now.len()];
    for round in 0..ROUNDS {
        let health =
            Health { checks: now.iter().map(|share| *share >= 0.5).collect(), endpoints: endpoints.clone() };
        let records = healthy(net, &health);
        let judged = Judged { net, world, now: &now, before, healthy: &records };
        let next: Vec<f64> = (0..now.len()).map(|check| status(&judged, check, used)).collect();
        let changed = |check: &usize| (now[*check] - next[*check]).abs() > 1e-9;
        let changes: Vec<usize> = (0..now.len()).filter(changed).collect();
        if changes.is_empty() {
            break;
        }
        now = next;
        if round + 2 >= ROUNDS {
            changes.iter().for_each(|check| restless[*check] = true);
        }
    }
    restless.iter().zip(&mut now).filter(|(restless, _)| **restless).for_each(|(_, share)| *share = 0.0);
    (now, restless)
}

impl Settled {
    /// Returns when a check turns; `None` if it says what it said before.
    pub fn turn(&self, net: &Net<'_>, world: &World, check: usize, used: &mut Used) -> Option<Turn> {
        let (before, now) = (self.before[check] >= 0.5, self.checks[check]);
        if before == (now >= 0.5) {
            return None;
        }
        let mut after = self.verdict(net, world, check, used);
        if (DECIDED..=1.0 - DECIDED).contains(&now) {
            after.most = f64::INFINITY;
        }
        Some(Turn { after: after.then(propagation(net, used)), healthy: now >= 0.5 })
    }

    /// Returns when an endpoint is found unhealthy by aliases that evaluate it; `None` if it is not.
    pub fn endpoint_turn(&self, net: &Net<'_>, endpoint: usize, used: &mut Used) -> Option<Interval> {
        let noticed = !self.endpoints[endpoint] && net.endpoints[endpoint].evaluated;
        noticed.then(|| target_health(net, endpoint, used).then(propagation(net, used)))
    }

    /// Returns when a check has its verdict.
    fn verdict(&self, net: &Net<'_>, world: &World, check: usize, used: &mut Used) -> Interval {
        let Some(declared) = net.checks[check].check else { return Interval::default() };
        match &declared.watch {
            Watch::Endpoint(probe) => probing(net, world, probe, used),
            Watch::Calculated { children, .. } => {
                let children: Vec<usize> = children.iter().filter_map(|child| net.check(child)).collect();
                let mut last = Interval::default();
                for child in children {
                    // A calculated check is never the child of one: this ends.
                    if (self.before[child] >= 0.5) != (self.checks[child] >= 0.5) {
                        last = last.later(self.verdict(net, world, child, used));
                    }
                }
                let most = used.value(net.assumptions, &CALCULATED_DELAY);
                last.then(Interval { least: 0.0, mean: most / 2.0, most })
            }
            Watch::Alarm { declared, .. } => {
                let alarm = declared.as_ref().and_then(|alarm| net.model.alarms.get(alarm));
                let seconds = alarm.map_or(60.0, |alarm| alarm.seconds as f64);
                let lag = used.value(net.assumptions, &ALARM_LAG);
                Interval { least: seconds, mean: seconds + lag * 0.75, most: seconds + lag }
            }
            Watch::Control(_) => {
                let most = used.value(net.assumptions, &CONTROL_DELAY);
                Interval { least: 0.0, mean: most / 2.0, most }
            }
        }
    }
}

/// Returns how long a check of an endpoint takes to find it failed.
pub(crate) fn probing(net: &Net<'_>, world: &World, probe: &Probe, used: &mut Used) -> Interval {
    let asking = probe.regions.iter().filter(|region| !world.checkers.contains(*region)).count();
    let checkers = Checkers::in_regions(asking, net.assumptions, used);
    let parameter = if probe.kind == "TCP" { &BLACK_HOLE_TCP } else { &BLACK_HOLE };
    let swallowed = used.value(net.assumptions, parameter);
    let silent = match &probe.target {
        Target::Endpoint(id) => net.endpoint(id).is_some_and(|at| world.silent[at]),
        _ => !world.regions.is_empty(),
    };
    let slow = detect(checkers, probe.interval as f64, probe.threshold, swallowed);
    if silent { slow } else { detect(checkers, probe.interval as f64, probe.threshold, 0.0).or(slow) }
}

/// Returns how long a verdict takes to every name server.
pub(crate) fn propagation(net: &Net<'_>, used: &mut Used) -> Interval {
    let most = used.value(net.assumptions, &HEALTH_PROPAGATION);
    Interval { least: most / 5.0, mean: most * 0.6, most }
}

/// Returns how long a check of an endpoint takes to find it healthy again after it has recovered, with the way of the
/// verdict to the name servers.
pub fn recovery(net: &Net<'_>, probe: &Probe, used: &mut Used) -> Interval {
    let checkers = Checkers::in_regions(probe.regions.len(), net.assumptions, used);
    let response = used.value(net.assumptions, &RESPONSE);
    recover(checkers, probe.interval as f64, probe.threshold, response).then(propagation(net, used))
}
