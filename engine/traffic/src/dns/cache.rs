//! Caches: how long old answers live on.
//!
//! Resolvers ask at moments of their own, so what is left of an answer's TTL when the answer changes is uniform: the
//! share of clients with the old one falls in a straight line to nothing.

use crate::health::Interval;

/// Returns the share of clients that still have the old answer so many seconds after it changed.
pub fn stale(seconds: f64, ttl: f64) -> f64 {
    if seconds < 0.0 {
        1.0
    } else if ttl <= 0.0 {
        0.0
    } else {
        (1.0 - seconds / ttl).max(0.0)
    }
}

/// Returns how long clients keep the old answer, if it changes after a time: the mean client and the last one.
#[must_use]
pub fn drained(change: Interval, ttl: f64) -> Interval {
    change.then(Interval { least: 0.0, mean: ttl / 2.0, most: ttl })
}

#[cfg(test)]
mod tests {
    use super::{drained, stale};
    use crate::health::Interval;

    #[test]
    fn the_worked_check_of_a_load_balancer_behind_a_latency_record() {
        let flip = Interval::exactly(20.0 + 5.0);
        let drained = drained(flip, 60.0);
        assert_eq!((drained.least, drained.mean, drained.most), (25.0, 55.0, 85.0));
        let failing = |at: f64| stale(at - 25.0, 60.0);
        assert_eq!([failing(0.0), failing(25.0), failing(55.0), failing(85.0)], [1.0, 1.0, 0.5, 0.0]);
    }
}
