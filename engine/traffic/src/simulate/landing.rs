//! Where requests come in over time, and how many of them fail there.

use super::belief::{Beliefs, Sensor};
use super::course::{Course, Moment};
use super::script::Period;
use crate::accelerator::flows;
use crate::assume::Used;
use crate::dns::Reached;
use crate::fail::either;
use crate::net::Net;

/// Where a request comes in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Site {
    /// In a region, by number.
    Region(usize),
    /// At something that is in no region.
    Elsewhere,
    /// Nowhere: there is no answer, or nothing behind it.
    Nowhere,
}

/// How many of some requests come in somewhere.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Landed {
    /// Where.
    pub(super) site: Site,
    /// How many of them, from 0 to 1.
    pub(super) share: f64,
    /// How many of those fail, from 0 to 1.
    pub(super) fails: f64,
    /// Whether they came over an accelerator's edge.
    pub(super) edge: bool,
}

/// Where requests come in over time.
pub(super) struct Landings<'a> {
    net: &'a Net<'a>,
    /// What is true.
    worlds: Course<&'a Period>,
    /// For every accelerator and class, over time, where new connections come in.
    accelerators: Vec<Vec<Course<Vec<Landed>>>>,
}

/// Returns where requests come in over time; clients feel what accelerators do some seconds late.
pub(super) fn landings<'a>(
    net: &'a Net<'a>,
    periods: &'a [Period],
    beliefs: &Beliefs,
    late: f64,
    used: &mut Used,
) -> Landings<'a> {
    let mut worlds = Course::new(&periods[0]);
    periods.iter().skip(1).for_each(|period| worlds.push(period.from, period));
    let flow = |sensor: &Sensor| matches!(sensor, Sensor::Flow(_));
    let courses = beliefs.sensors.iter().filter(|(sensor, _)| flow(sensor));
    let mut believed: Vec<f64> = courses.flat_map(|(_, course)| course.changes()).collect();
    believed.sort_by(f64::total_cmp);
    believed.dedup();
    // Each with the second at which it is believed, and at which clients feel it.
    let mut seconds: Vec<(f64, f64)> = believed.into_iter().map(|second| (second, second + late)).collect();
    seconds.insert(0, (f64::NEG_INFINITY, f64::NEG_INFINITY));
    let mut accelerators = Vec::new();
    for accelerator in 0..net.accelerators.len() {
        let class = |class: usize| course(net, accelerator, class, &worlds, beliefs, &seconds, used);
        accelerators.push((0..net.classes.len()).map(class).collect());
    }
    Landings { net, worlds, accelerators }
}

impl Landings<'_> {
    /// Returns where the requests of a class come in that were led somewhere.
    pub(super) fn at(&self, to: Reached, class: usize, moment: Moment) -> Vec<Landed> {
        match to {
            Reached::Nothing => vec![Landed { site: Site::Nowhere, share: 1.0, fails: 1.0, edge: false }],
            Reached::Endpoint(endpoint) => {
                let fails = self.worlds.at(moment).world.endpoints[endpoint];
                vec![Landed { site: site(self.net, endpoint), share: 1.0, fails, edge: false }]
            }
            Reached::Accelerator(accelerator) => self.accelerators[accelerator][class].at(moment).clone(),
        }
    }

    /// Iterates over the seconds at which something changes at once.
    pub(super) fn breaks(&self) -> impl Iterator<Item = f64> {
        let accelerators = (0..self.accelerators.len()).flat_map(|accelerator| self.moves(accelerator));
        self.worlds.changes().chain(accelerators)
    }

    /// Iterates over the seconds at which new connections through an accelerator come in elsewhere.
    pub(super) fn moves(&self, accelerator: usize) -> impl Iterator<Item = f64> {
        self.accelerators[accelerator].iter().flat_map(Course::changes)
    }

    /// Iterates over the seconds at which something happens.
    pub(super) fn incidents(&self) -> impl Iterator<Item = f64> {
        self.worlds.changes()
    }
}

/// Returns where the new connections of a class come in over time.
fn course(
    net: &Net<'_>,
    accelerator: usize,
    class: usize,
    worlds: &Course<&Period>,
    beliefs: &Beliefs,
    seconds: &[(f64, f64)],
    used: &mut Used,
) -> Course<Vec<Landed>> {
    let mut felt: Vec<f64> = seconds.iter().map(|(_, felt)| *felt).chain(worlds.changes()).collect();
    felt.sort_by(f64::total_cmp);
    felt.dedup();
    let mut course: Option<Course<Vec<Landed>>> = None;
    for at in felt {
        let believed = seconds.partition_point(|(_, felt)| *felt <= at).saturating_sub(1);
        let moment = Moment { seconds: seconds[believed].0, after: true };
        let period = worlds.at(Moment { seconds: at, after: true });
        let landed = landed(net, accelerator, class, period, beliefs, moment, used);
        match &mut course {
            None => course = Some(Course::new(landed)),
            Some(course) if *course.last() != landed => course.push(at, landed),
            Some(_) => (),
        }
    }
    course.unwrap_or_else(|| Course::new(Vec::new()))
}

fn landed(
    net: &Net<'_>,
    accelerator: usize,
    class: usize,
    period: &Period,
    beliefs: &Beliefs,
    moment: Moment,
    used: &mut Used,
) -> Vec<Landed> {
    let listeners = net.accelerators[accelerator].accelerator.listeners.len();
    if listeners == 0 {
        return vec![Landed { site: Site::Nowhere, share: 1.0, fails: 1.0, edge: true }];
    }
    let mut landed: Vec<Landed> = Vec::new();
    for listener in 0..listeners {
        let healthy = |group: usize, endpoint: usize| {
            let sensor = Sensor::Flow([accelerator, listener, group, endpoint]);
            beliefs.sensors.get(&sensor).is_none_or(|course| *course.at(moment) >= 0.5)
        };
        let result = flows(net, accelerator, listener, class, &healthy);
        used.add(result.used);
        for flow in result.flows {
            let lost = flow.group.map_or(0.0, |group| period.world.groups[accelerator][listener][group]);
            let fails = flow.endpoint.map_or(1.0, |at| either(period.world.endpoints[at], lost));
            let site = flow.endpoint.map_or(Site::Nowhere, |at| site(net, at));
            landed.push(Landed { site, share: flow.share / listeners as f64, fails, edge: true });
        }
    }
    landed
}

fn site(net: &Net<'_>, endpoint: usize) -> Site {
    net.endpoints[endpoint].region.map_or(Site::Elsewhere, Site::Region)
}
