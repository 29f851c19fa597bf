//! Stores: which regions can still read and write, how far they are behind, and what is lost.

use crate::assume::{Assumptions, REPLICATION_LAG, REPLICATION_RTT, REPLICATION_SPREAD, Used};
use crate::fail::World;
use crate::latency;
use crate::model::{Consistency, Store};

/// The quantile of the normal distribution for 99 %.
const P99: f64 = 2.326;
/// How many members of a strongly consistent store must be reachable.
const QUORUM: usize = 2;

/// How far one replica is behind another.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Lag {
    /// In half of all cases it is less, in seconds.
    pub p50: f64,
    /// In 99 of 100 cases it is less, in seconds.
    pub p99: f64,
}

/// What is left of a store.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Standing {
    /// The regions that can read what was written last, as far as they have it.
    pub reads: Vec<String>,
    /// The regions that can write.
    pub writes: Vec<String>,
    /// Of the regions that are gone: by how much what they wrote last is missing in what is left.
    pub lost: Vec<(String, Lag)>,
    /// What it rests on.
    pub used: Used,
}

/// Returns how far a replica is behind another, without load.
pub fn lag(from: &str, to: &str, assumptions: &Assumptions, used: &mut Used) -> Lag {
    let trips = used.value(assumptions, &REPLICATION_RTT);
    let rtt = latency::between(from, to, assumptions, used) / 1_000.0;
    let p50 = used.value(assumptions, &REPLICATION_LAG) + trips * rtt;
    let spread = used.value(assumptions, &REPLICATION_SPREAD);
    Lag { p50, p99: p50 * (P99 * spread).exp() }
}

/// Returns how likely a write is to meet another one of the same item on the way: the earlier of the two is lost without
/// a word. The rates are those of writes to the item in two regions, a second.
pub fn conflict(rate: f64, other: f64, lag: f64) -> f64 {
    1.0 - (-(rate + other) * lag).exp()
}

/// Returns what is left of a store in a world.
pub fn standing(store: &Store, world: &World, assumptions: &Assumptions) -> Standing {
    let works = |region: &&String| world.works(&store.service, region);
    let alive: Vec<String> = store.replicas.keys().filter(works).cloned().collect();
    let mut used = Used::default();
    match store.consistency {
        Consistency::Eventual => {
            let gone = store.replicas.keys().filter(|region| !world.works(&store.service, region));
            let lost = gone.filter_map(|region| {
                let behind = alive.iter().map(|other| lag(region, other, assumptions, &mut used));
                // A write is lost where it has not arrived; the replica that is furthest behind counts.
                let worst = behind.max_by(|a, b| a.p99.total_cmp(&b.p99));
                worst.map(|lag| (region.clone(), lag))
            });
            let lost = lost.collect();
            Standing { reads: alive.clone(), writes: alive, lost, used }
        }
        Consistency::Strong => {
            let members = alive.len() + store.witness.iter().filter(works).count();
            let writes = if members >= QUORUM { alive.clone() } else { Vec::new() };
            Standing { reads: alive, writes, lost: Vec::new(), used }
        }
    }
}

/// Returns how long a write takes in a region, beyond the region itself: a round trip to the nearest other member that
/// is reachable, in milliseconds; `None` if it cannot write.
pub fn write_latency(
    store: &Store,
    region: &str,
    world: &World,
    assumptions: &Assumptions,
    used: &mut Used,
) -> Option<f64> {
    let standing = standing(store, world, assumptions);
    if !standing.writes.iter().any(|other| other == region) {
        return None;
    }
    if store.consistency == Consistency::Eventual {
        return Some(0.0);
    }
    let members = store.replicas.keys().chain(&store.witness);
    let others = members.filter(|other| *other != region && world.works(&store.service, other));
    let mut nearest = f64::INFINITY;
    for other in others {
        nearest = nearest.min(latency::between(region, other, assumptions, used));
    }
    nearest.is_finite().then_some(nearest)
}
