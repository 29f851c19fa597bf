//! What becomes of stores over time: how far replicas are behind, what is lost, and who can write.

use std::collections::BTreeMap;

use tandem_core::Address;

use super::course::{Course, Moment};
use super::script::Period;
use crate::assume::{CATCH_UP, Used};
use crate::model::{Consistency, Store};
use crate::net::Net;
use crate::store::{Lag, lag, standing};

/// What becomes of a store.
pub(super) struct Data<'a> {
    /// The declaration.
    pub(super) address: &'a Address,
    /// How far behind it a replica is, in seconds of writes, for every pair of regions.
    pub(super) lag: BTreeMap<(&'a str, &'a str), Behind>,
    /// For every region, how many seconds of its writes are nowhere else while it is gone.
    pub(super) lost: BTreeMap<&'a str, Course<f64>>,
    /// For every region, whether it can write.
    pub(super) writes: BTreeMap<&'a str, Course<bool>>,
}

/// How far a replica is behind another.
pub(super) struct Behind {
    /// Without any trouble.
    pub(super) usual: Lag,
    course: Course<Slope>,
}

/// A value that rises or falls from a moment on, until it is what it usually is.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Slope {
    from: f64,
    value: f64,
    slope: f64,
    least: f64,
}

impl Slope {
    fn at(self, seconds: f64) -> f64 {
        if self.slope == 0.0 {
            return self.value;
        }
        (self.value + self.slope * (seconds - self.from)).max(self.least)
    }
}

impl Behind {
    /// Returns how many seconds of writes are missing at a moment.
    pub(super) fn at(&self, moment: Moment) -> f64 {
        self.course.at(moment).at(moment.seconds)
    }

    /// Iterates over the seconds at which it begins or ceases to change.
    fn breaks(&self) -> impl Iterator<Item = f64> {
        let caught_up = |slope: &Slope| {
            let falls = slope.slope < 0.0 && slope.value > slope.least;
            falls.then(|| slope.from + (slope.least - slope.value) / slope.slope)
        };
        let ends = self.course.steps().iter().filter_map(move |(_, slope)| caught_up(slope));
        self.course.changes().chain(ends)
    }
}

impl Data<'_> {
    /// Iterates over the seconds at which something begins or ceases to change.
    pub(super) fn breaks(&self) -> impl Iterator<Item = f64> {
        self.lag.values().flat_map(Behind::breaks)
    }
}

/// Returns what becomes of every store.
pub(super) fn data<'a>(net: &Net<'a>, periods: &[Period], used: &mut Used) -> Vec<Data<'a>> {
    net.model.stores.iter().map(|(address, store)| of_store(net, address, store, periods, used)).collect()
}

fn of_store<'a>(
    net: &Net<'a>,
    address: &'a Address,
    store: &'a Store,
    periods: &[Period],
    used: &mut Used,
) -> Data<'a> {
    let regions: Vec<&str> = store.replicas.keys().map(String::as_str).collect();
    let mut pairs = BTreeMap::new();
    if store.consistency == Consistency::Eventual {
        for from in &regions {
            for to in regions.iter().filter(|to| *to != from) {
                pairs.insert((*from, *to), behind(net, (address, store), (from, to), periods, used));
            }
        }
    }
    let mut data = Data { address, lag: pairs, lost: BTreeMap::new(), writes: BTreeMap::new() };
    for region in regions {
        data.lost.insert(region, lost(store, region, &data.lag, periods));
        data.writes.insert(region, writes(net, store, region, periods));
    }
    data
}

/// Returns how far one replica is behind another: what one writes and the other does not get adds up, second by second;
/// once the way is open again, it is caught up with.
fn behind(
    net: &Net<'_>,
    (address, store): (&Address, &Store),
    (from, to): (&str, &str),
    periods: &[Period],
    used: &mut Used,
) -> Behind {
    let usual = lag(from, to, net.assumptions, used);
    let speed = used.value(net.assumptions, &CATCH_UP);
    let calm = Slope { from: 0.0, value: usual.p50, slope: 0.0, least: usual.p50 };
    let mut course = Course::new(calm);
    for period in periods.iter().skip(1) {
        let value = course.last().at(period.from);
        let works = |region: &str| period.world.works(&store.service, region);
        let paused = period.paused(address);
        let open = works(from) && works(to) && !paused.contains(from) && !paused.contains(to);
        let slope = if open && value > usual.p50 {
            -(speed - 1.0).max(0.0)
        } else if !open && works(from) {
            1.0
        } else {
            0.0
        };
        course.push(period.from, Slope { from: period.from, value, slope, least: usual.p50 });
    }
    Behind { usual, course }
}

/// Returns how many seconds of the writes of a region are nowhere else while it is gone: what the replica lacks that is
/// furthest behind of those that are left.
fn lost(
    store: &Store,
    region: &str,
    pairs: &BTreeMap<(&str, &str), Behind>,
    periods: &[Period],
) -> Course<f64> {
    let mut course = Course::new(0.0);
    for period in periods.iter().skip(1) {
        let works = |region: &str| period.world.works(&store.service, region);
        let moment = Moment { seconds: period.from, after: true };
        let missing = pairs.iter().filter(|((from, to), _)| *from == region && works(to));
        let missing = missing.map(|(_, behind)| behind.at(moment)).fold(0.0, f64::max);
        let value = if works(region) { 0.0 } else { missing };
        if value != *course.last() {
            course.push(period.from, value);
        }
    }
    course
}

fn writes(net: &Net<'_>, store: &Store, region: &str, periods: &[Period]) -> Course<bool> {
    let can = |period: &Period| {
        standing(store, &period.world, net.assumptions).writes.iter().any(|other| other == region)
    };
    let mut course = Course::new(can(&periods[0]));
    for period in periods.iter().skip(1) {
        if can(period) != *course.last() {
            course.push(period.from, can(period));
        }
    }
    course
}
