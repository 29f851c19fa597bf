//! What checks, aliases and accelerators believe over time, which is what is true with a delay.

use std::collections::BTreeMap;

use tandem_core::Address;

use super::course::Course;
use super::notice::{self, Change};
use super::script::Period;
use super::{Pace, alarm};
use crate::assume::Used;
use crate::fail::World;
use crate::health::{Interval, Settled, calm, settle_after};
use crate::net::{Hop, Net};

/// What notices.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sensor {
    /// A check, by number.
    Check(usize),
    /// Aliases that evaluate an endpoint, by the number of the endpoint.
    Alias(usize),
    /// An accelerator, by the numbers of itself, a listener, a group, and an endpoint.
    Flow([usize; 4]),
    /// An alarm.
    Alarm(Address),
}

/// Something that was noticed.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// What noticed.
    pub sensor: Sensor,
    /// When it did, in seconds.
    pub at: f64,
    /// The earliest and the latest it may.
    pub within: Interval,
    /// The share of time that it finds what it watches healthy from now on.
    pub healthy: f64,
}

/// What is believed over time: the share of time that each sensor finds what it watches healthy.
#[derive(Clone, Debug)]
pub(super) struct Beliefs {
    pub(super) sensors: BTreeMap<Sensor, Course<f64>>,
    /// What was noticed, in order.
    pub(super) notices: Vec<Notice>,
    /// What everything said before anything happened.
    pub(super) calm: Settled,
    /// What it rests on.
    pub(super) used: Used,
}

/// Beliefs as they come about.
struct Run<'a> {
    net: &'a Net<'a>,
    pace: Pace,
    beliefs: Beliefs,
    /// What each sensor is about to find.
    pending: BTreeMap<Sensor, Notice>,
}

/// Returns what is believed over time.
pub(super) fn beliefs(net: &Net<'_>, periods: &[Period], pace: Pace) -> Beliefs {
    let calm = calm(net);
    let beliefs = Beliefs { sensors: sensors(net, &calm), notices: Vec::new(), used: calm.used, calm };
    let mut run = Run { net, pace, beliefs, pending: BTreeMap::new() };
    for period in periods.iter().skip(1) {
        run.reach(period.from);
        let settled = settle_after(net, &run.now(), &period.world);
        run.beliefs.used.add(settled.used);
        let change = Change { net, world: &period.world, settled: &settled };
        let sensors: Vec<Sensor> = run.beliefs.sensors.keys().cloned().collect();
        for sensor in sensors {
            run.aim(change, period.from, sensor);
        }
    }
    run.reach(f64::INFINITY);
    run.beliefs
}

fn sensors(net: &Net<'_>, calm: &Settled) -> BTreeMap<Sensor, Course<f64>> {
    let mut all = BTreeMap::new();
    for (check, healthy) in calm.checks.iter().enumerate() {
        all.insert(Sensor::Check(check), Course::new(*healthy));
    }
    // Only where some alias looks.
    let looking = net.sets.iter().flat_map(|set| &set.records).filter(|record| record.evaluate);
    for hop in looking.flat_map(|record| &record.hops) {
        if let Hop::Endpoint(at) = hop
            && net.endpoints[*at].evaluated
        {
            all.insert(Sensor::Alias(*at), Course::new(1.0));
        }
    }
    for (accelerator, node) in net.accelerators.iter().enumerate() {
        for (listener, groups) in node.endpoints.iter().enumerate() {
            for (group, endpoints) in groups.iter().enumerate() {
                for (endpoint, _) in endpoints {
                    let flow = [accelerator, listener, group, *endpoint];
                    all.insert(Sensor::Flow(flow), Course::new(1.0));
                }
            }
        }
    }
    let quiet = |address: &Address| (Sensor::Alarm(address.clone()), Course::new(1.0));
    all.extend(net.model.alarms.keys().map(quiet));
    all
}

/// Returns what a sensor will find once it has noticed.
fn aim(change: Change<'_>, sensor: &Sensor) -> f64 {
    let world: &World = change.world;
    let flag = |healthy: bool| if healthy { 1.0 } else { 0.0 };
    match sensor {
        Sensor::Check(check) => change.settled.checks[*check],
        Sensor::Alias(endpoint) => flag(change.settled.endpoints[*endpoint]),
        Sensor::Flow([accelerator, listener, group, endpoint]) => {
            let lost = world.groups[*accelerator][*listener][*group] >= 1.0;
            flag(change.settled.endpoints[*endpoint] && !lost)
        }
        Sensor::Alarm(address) => flag(!alarm::sounds(change, address)),
    }
}

impl Run<'_> {
    /// Lets everything be noticed that is by a second.
    fn reach(&mut self, second: f64) {
        let due = self.pending.extract_if(.., |_, notice| notice.at <= second);
        let mut due: Vec<Notice> = due.map(|(_, notice)| notice).collect();
        due.sort_by(|a, b| a.at.total_cmp(&b.at));
        for notice in due {
            if let Some(course) = self.beliefs.sensors.get_mut(&notice.sensor) {
                course.push(notice.at, notice.healthy);
            }
            self.beliefs.notices.push(notice);
        }
    }

    /// Returns what everything says now.
    fn now(&self) -> Settled {
        let last = |sensor: Sensor| self.beliefs.sensors.get(&sensor).map(|course| *course.last());
        let checks = (0..self.net.checks.len()).filter_map(|check| last(Sensor::Check(check))).collect();
        let believed = |at: usize| last(Sensor::Alias(at)).is_none_or(|healthy| healthy >= 0.5);
        let endpoints = (0..self.net.endpoints.len()).map(believed).collect();
        Settled { checks, endpoints, ..self.beliefs.calm.clone() }
    }

    /// Lets a sensor go for what it will find. One that is about to find just that goes on; one that was about to find
    /// something else gives up, because what it saw is over before it was sure.
    fn aim(&mut self, change: Change<'_>, from: f64, sensor: Sensor) {
        let healthy = aim(change, &sensor);
        let same = |other: f64| (other - healthy).abs() < 1e-9;
        if self.pending.get(&sensor).is_some_and(|notice| same(notice.healthy)) {
            return;
        }
        self.pending.remove(&sensor);
        if self.beliefs.sensors.get(&sensor).is_none_or(|course| same(*course.last())) {
            return;
        }
        let takes = takes(change, &sensor, healthy, &mut self.beliefs.used);
        let within = takes.then(Interval::exactly(from));
        let notice = Notice { sensor: sensor.clone(), at: from + self.pace.of(takes), within, healthy };
        self.pending.insert(sensor, notice);
    }
}

fn takes(change: Change<'_>, sensor: &Sensor, healthy: f64, used: &mut Used) -> Interval {
    match sensor {
        Sensor::Check(check) => notice::check(change, *check, used),
        Sensor::Alias(endpoint) => notice::endpoint(change.net, *endpoint, healthy >= 0.5, used),
        Sensor::Flow(flow) => notice::flow(change.net, *flow, healthy >= 0.5, used),
        Sensor::Alarm(address) => match change.net.model.alarms.get(address) {
            Some(alarm) => notice::alarm(change, alarm, used),
            None => Interval::default(),
        },
    }
}
