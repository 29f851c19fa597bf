//! What one check says, given what is true and what the other checks say.

use super::grey::{at_least, unhealthy_share};
use super::timing::Checkers;
use crate::assume::{ALARM_SEES_GREY, CONTROL_ON, FOREIGN_CHECK, Used};
use crate::dns::{Answered, Healthy, Reached, answer};
use crate::fail::World;
use crate::fail::either;
use crate::model::{About, Alarm, CheckRef, Family, Insufficient, Missing, Probe, Target, Watch};
use crate::net::Net;

/// What a check is judged by.
pub(super) struct Judged<'a> {
    pub(super) net: &'a Net<'a>,
    pub(super) world: &'a World,
    /// What each check says now: the share of time that it is healthy.
    pub(super) now: &'a [f64],
    /// What each check said before anything failed.
    pub(super) before: &'a [f64],
    /// Which records count as healthy now.
    pub(super) healthy: &'a Healthy,
}

/// Returns the share of time that a check is healthy.
pub(super) fn status(judged: &Judged<'_>, number: usize, used: &mut Used) -> f64 {
    let Some(check) = judged.net.checks[number].check else {
        return flag(used.value(judged.net.assumptions, &FOREIGN_CHECK) > 0.0);
    };
    if check.disabled {
        return flag(!check.inverted);
    }
    let healthy = match &check.watch {
        Watch::Endpoint(probe) => endpoint(judged, number, probe, used),
        Watch::Calculated { children, threshold } => {
            let child = |child: &CheckRef| judged.net.check(child).map_or(1.0, |child| judged.now[child]);
            at_least(*threshold, &children.iter().map(child).collect::<Vec<_>>())
        }
        Watch::Alarm { region, declared, insufficient, .. } => {
            let alarm = declared.as_ref().and_then(|alarm| judged.net.model.alarms.get(alarm));
            let before = uninverted(judged.before[number], check.inverted);
            alarmed(judged, region, alarm, *insufficient, before, used)
        }
        Watch::Control(_) => flag(used.value(judged.net.assumptions, &CONTROL_ON) > 0.0),
    };
    uninverted(healthy, check.inverted)
}

fn flag(healthy: bool) -> f64 {
    if healthy { 1.0 } else { 0.0 }
}

fn uninverted(healthy: f64, inverted: bool) -> f64 {
    if inverted { 1.0 - healthy } else { healthy }
}

fn endpoint(judged: &Judged<'_>, number: usize, probe: &Probe, used: &mut Used) -> f64 {
    let asking: Vec<&String> =
        probe.regions.iter().filter(|region| !judged.world.checkers.contains(*region)).collect();
    if asking.is_empty() {
        // Nobody says anything: the last verdict stands.
        return judged.before[number];
    }
    let checkers = Checkers::in_regions(asking.len(), judged.net.assumptions, used);
    let each = checkers.count / asking.len();
    let mut failing = Vec::with_capacity(checkers.count);
    for region in asking {
        let fails = either(fails_from(judged, probe, region, used), judged.world.paths[number]);
        failing.extend(std::iter::repeat_n(fails, each));
    }
    1.0 - unhealthy_share(Checkers { count: failing.len(), ..checkers }, &failing, probe.threshold)
}

/// Returns how likely a probe from a region is to fail.
fn fails_from(judged: &Judged<'_>, probe: &Probe, region: &str, used: &mut Used) -> f64 {
    let net = judged.net;
    match &probe.target {
        Target::Endpoint(id) => net.endpoint(id).map_or(0.0, |at| judged.world.endpoints[at]),
        Target::Accelerator(_) | Target::Records(_) => 0.0,
        Target::Name(name) => {
            let found = net.find(name, Family::V4);
            if found == crate::net::Found::Outside {
                let id = crate::model::EndpointId(name.clone());
                return net.endpoint(&id).map_or(0.0, |at| judged.world.endpoints[at]);
            }
            let answered = answer(net, found, Family::V4, net.class_near(region), judged.healthy);
            used.add(answered.used);
            lost(judged.world, &answered)
        }
    }
}

/// Returns the share of an answer that leads to what fails; accelerators fail over by themselves.
fn lost(world: &World, answered: &Answered) -> f64 {
    let fails = |to: Reached| match to {
        Reached::Endpoint(endpoint) => world.endpoints[endpoint],
        Reached::Accelerator(_) => 0.0,
        Reached::Nothing => 1.0,
    };
    answered.shares.iter().map(|share| share.share * fails(share.to)).sum()
}

/// Returns what a check says that follows the data of an alarm.
fn alarmed(
    judged: &Judged<'_>,
    region: &str,
    alarm: Option<&Alarm>,
    insufficient: Insufficient,
    before: f64,
    used: &mut Used,
) -> f64 {
    let no_data = match insufficient {
        Insufficient::Healthy => 1.0,
        Insufficient::Unhealthy => 0.0,
        Insufficient::LastKnown => before,
    };
    if !judged.world.works("cloudwatch", region) {
        return no_data;
    }
    let Some(alarm) = alarm else {
        return flag(used.value(judged.net.assumptions, &FOREIGN_CHECK) > 0.0);
    };
    let silent = || match alarm.missing {
        Missing::Breaching => 0.0,
        Missing::Good => 1.0,
        Missing::Ignore => before,
        Missing::Insufficient => no_data,
    };
    match &alarm.about {
        About::Endpoint(id) => match judged.net.endpoint(id).map_or(0.0, |at| judged.world.endpoints[at]) {
            fails if fails <= 0.0 => 1.0,
            // What is dead publishes nothing.
            fails if fails >= 1.0 => silent(),
            _ => flag(used.value(judged.net.assumptions, &ALARM_SEES_GREY) <= 0.0),
        },
        About::Check(check) => {
            let number = judged.net.check(&CheckRef::Declared(check.clone()));
            number.map_or(1.0, |number| judged.now[number])
        }
        About::Store(_) | About::Other => flag(used.value(judged.net.assumptions, &FOREIGN_CHECK) > 0.0),
    }
}
