//! Round trips between regions, and from clients to regions.
//!
//! `rtt.txt` holds the medians over one year of TCP round trips between regions, in milliseconds, a row for each region
//! they start from. Source: cloudping.co, percentile 50, timeframe one year, as of 2025-05-29. Where a region is not in
//! it, the line fitted to its pairs stands in: 24.5 ms and 0.01555 ms a kilometre. That is good enough to put regions in
//! an order, and is marked where it was used.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::assume::{Assumptions, RTT_FIXED, RTT_PER_KM, Used};
use crate::geo;

/// The names of the regions, then a row for each.
const RTT: &str = include_str!("rtt.txt");

struct Table {
    index: BTreeMap<&'static str, usize>,
    rtt: Vec<Vec<f64>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut lines = RTT.lines();
    let names = lines.next().unwrap_or_default().split(' ');
    let row = |line: &str| line.split(' ').filter_map(|number| number.parse().ok()).collect();
    Table { index: names.enumerate().map(|(at, name)| (name, at)).collect(), rtt: lines.map(row).collect() }
});

/// Returns the round trip that was measured between two regions, in milliseconds.
pub fn measured(from: &str, to: &str) -> Option<f64> {
    let (from, to) = (*TABLE.index.get(from)?, *TABLE.index.get(to)?);
    TABLE.rtt.get(from)?.get(to).copied()
}

/// Returns the round trip between two regions, in milliseconds: measured, or estimated by distance; infinite for a
/// region that nobody knows.
pub fn between(from: &str, to: &str, assumptions: &Assumptions, used: &mut Used) -> f64 {
    if let Some(rtt) = measured(from, to) {
        return rtt;
    }
    let (Some(a), Some(b)) = (geo::of_region(from), geo::of_region(to)) else { return f64::INFINITY };
    estimate(geo::distance(a, b), assumptions, used)
}

/// Returns the round trip over a distance in kilometres, in milliseconds.
pub fn estimate(kilometres: f64, assumptions: &Assumptions, used: &mut Used) -> f64 {
    used.value(assumptions, &RTT_FIXED) + used.value(assumptions, &RTT_PER_KM) * kilometres
}

#[cfg(test)]
mod tests {
    use super::{TABLE, between, measured};
    use crate::assume::{Assumptions, Used};

    #[test]
    fn the_table_is_complete() {
        assert_eq!(TABLE.index.len(), 32);
        assert_eq!(TABLE.rtt.len(), 32);
        assert!(TABLE.rtt.iter().all(|row| row.len() == 32 && row.iter().all(|rtt| *rtt > 0.0)));
        assert_eq!(measured("af-south-1", "ap-east-1"), Some(350.17));
    }

    #[test]
    fn what_was_not_measured_is_estimated_and_said_so() {
        let (assumptions, mut used) = (Assumptions::default(), Used::default());
        between("us-east-1", "eu-west-1", &assumptions, &mut used);
        assert!(used.is_empty());
        let rtt = between("ap-southeast-2", "ap-southeast-6", &assumptions, &mut used);
        assert!((rtt - (24.5 + 0.01555 * 2_155.0)).abs() < 1.0, "{rtt}");
        let names: Vec<_> = used.iter().map(|assumption| assumption.name).collect();
        assert_eq!(names, ["latency.fixed", "latency.per_km"]);
    }
}
