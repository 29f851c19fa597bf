//! How long a check takes to turn, in closed form.
//!
//! Checkers ask out of step: the first failing probe of each comes at a moment that is uniform within the interval. A
//! checker turns after so many results in a row, the check once so few checkers are left that find it healthy. The
//! checker that tips the scale is an order statistic of the moments.

use crate::assume::{Assumptions, CHECKERS_PER_REGION, HEALTHY_SHARE, Used};

/// A span of time in seconds: the least, the mean and the most that something takes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Interval {
    /// The least.
    pub least: f64,
    /// The mean.
    pub mean: f64,
    /// The most.
    pub most: f64,
}

impl Interval {
    /// Returns the span that is exactly so long.
    pub fn exactly(seconds: f64) -> Interval {
        Interval { least: seconds, mean: seconds, most: seconds }
    }

    /// Returns this span followed by another.
    #[must_use]
    pub fn then(self, other: Interval) -> Interval {
        Interval {
            least: self.least + other.least,
            mean: self.mean + other.mean,
            most: self.most + other.most,
        }
    }

    /// Returns the later of two spans.
    #[must_use]
    pub fn later(self, other: Interval) -> Interval {
        Interval {
            least: self.least.max(other.least),
            mean: self.mean.max(other.mean),
            most: self.most.max(other.most),
        }
    }

    /// Returns the span that holds both.
    #[must_use]
    pub fn or(self, other: Interval) -> Interval {
        Interval {
            least: self.least.min(other.least),
            mean: self.mean.max(other.mean),
            most: self.most.max(other.most),
        }
    }
}

/// The checkers of one check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checkers {
    /// How many there are.
    pub count: usize,
    /// With so many that find the endpoint healthy, or fewer, the check is unhealthy.
    pub outvoted: usize,
}

impl Checkers {
    /// Returns the checkers in so many regions.
    pub fn in_regions(regions: usize, assumptions: &Assumptions, used: &mut Used) -> Checkers {
        let count = (regions as f64 * used.value(assumptions, &CHECKERS_PER_REGION)).max(0.0).round();
        // More than this share must find it healthy; a hair is added so that 18 % of 50 are 9.
        let outvoted = (count * used.value(assumptions, &HEALTHY_SHARE) / 100.0 + 1e-9).floor();
        Checkers { count: count as usize, outvoted: outvoted as usize }
    }
}

/// Returns how long a check takes to turn unhealthy when its endpoint fails altogether, without the way of the verdict to
/// the name servers.
///
/// `probe` is how long a failing probe takes: nothing where connections are refused, seconds where packets vanish.
pub fn detect(checkers: Checkers, interval: f64, threshold: u32, probe: f64) -> Interval {
    let turns = checkers.count - checkers.outvoted.min(checkers.count);
    after(checkers, turns, interval, threshold, probe, probe)
}

/// Returns how long a check takes to turn healthy again when its endpoint has recovered.
pub fn recover(checkers: Checkers, interval: f64, threshold: u32, response: f64) -> Interval {
    after(checkers, checkers.outvoted + 1, interval, threshold, response, 0.0)
}

/// Returns when so many checkers have had their results in a row.
fn after(checkers: Checkers, turns: usize, interval: f64, threshold: u32, probe: f64, last: f64) -> Interval {
    let results = f64::from(threshold.saturating_sub(1)) * (interval + probe) + last;
    let mean = interval * turns as f64 / (checkers.count as f64 + 1.0);
    Interval { least: results, mean: mean + results, most: interval + results }
}

#[cfg(test)]
mod tests {
    use super::{Checkers, detect, recover};
    use crate::assume::{Assumptions, Used};

    fn checkers(regions: usize) -> Checkers {
        Checkers::in_regions(regions, &Assumptions::default(), &mut Used::default())
    }

    /// Interval, threshold, and the published means: refused, swallowed, recovered.
    const TABLE: [(f64, u32, f64, f64, f64); 5] = [
        (30.0, 3, 85.0, 103.0, 65.0),
        (30.0, 1, 25.0, 31.0, 5.0),
        (10.0, 3, 28.0, 46.0, 22.0),
        (10.0, 2, 18.0, 30.0, 12.0),
        (10.0, 1, 8.0, 14.0, 2.0),
    ];

    #[test]
    fn detection_and_recovery_are_within_a_second_of_the_table() {
        for (interval, threshold, refused, swallowed, recovered) in TABLE {
            let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1.0, "{found} {wanted}");
            near(detect(checkers(8), interval, threshold, 0.0).mean, refused);
            near(detect(checkers(8), interval, threshold, 6.0).mean, swallowed);
            near(recover(checkers(8), interval, threshold, 0.0).mean, recovered);
        }
    }

    #[test]
    fn detection_agrees_with_the_simulated_means() {
        let simulated = [84.8, 24.8, 28.2, 18.3, 8.2];
        for ((interval, threshold, ..), mean) in TABLE.iter().zip(simulated) {
            let found = detect(checkers(8), *interval, *threshold, 0.0).mean;
            assert!((found - mean).abs() < 0.2, "{found} {mean}");
        }
        // With six checkers the mean is one to three and a half seconds lower.
        let fewer = detect(checkers(8), 30.0, 3, 0.0).mean - detect(checkers(3), 30.0, 3, 0.0).mean;
        assert!((1.0..3.5).contains(&fewer), "{fewer}");
    }

    #[test]
    fn how_many_checkers_are_outvoted() {
        assert_eq!(checkers(8), Checkers { count: 16, outvoted: 2 });
        assert_eq!(checkers(3), Checkers { count: 6, outvoted: 1 });
    }
}
