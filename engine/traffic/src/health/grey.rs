//! Partial failures: what a check says of an endpoint that fails some of its requests.
//!
//! Each checker is a chain of consecutive results: it turns after so many in a row, either way. The share of time that
//! it spends unhealthy follows from the mean times to a run of failures and to a run of successes. The checkers are
//! independent, so the number of healthy ones has a known distribution.

use super::timing::Checkers;

/// Returns the mean number of results until so many in a row are of a kind that comes with this probability.
fn until_run(probability: f64, run: u32) -> f64 {
    if probability <= 0.0 {
        return f64::INFINITY;
    }
    if probability >= 1.0 {
        return f64::from(run);
    }
    let all = probability.powi(i32::try_from(run).unwrap_or(i32::MAX));
    (1.0 - all) / ((1.0 - probability) * all)
}

/// Returns the share of time that one checker finds an endpoint unhealthy of which a probe fails with this probability.
pub fn unhealthy_checker(failing: f64, threshold: u32) -> f64 {
    if failing <= 0.0 || failing >= 1.0 {
        return failing.clamp(0.0, 1.0);
    }
    let (to_fail, to_recover) = (until_run(failing, threshold), until_run(1.0 - failing, threshold));
    if to_fail.is_infinite() {
        return 0.0;
    }
    if to_recover.is_infinite() { 1.0 } else { to_recover / (to_fail + to_recover) }
}

/// Returns how likely it is that at least so many of some independent things hold, each with its probability.
pub fn at_least(wanted: usize, probabilities: &[f64]) -> f64 {
    let mut counts = vec![0.0; probabilities.len() + 1];
    counts[0] = 1.0;
    for (seen, probability) in probabilities.iter().enumerate() {
        for count in (0..=seen).rev() {
            let holds = counts[count] * probability;
            counts[count + 1] += holds;
            counts[count] -= holds;
        }
    }
    counts.get(wanted..).unwrap_or_default().iter().sum::<f64>().clamp(0.0, 1.0)
}

/// Returns the share of time that a check is unhealthy, for each checker the probability that a probe of its fails.
pub fn unhealthy_share(checkers: Checkers, failing: &[f64], threshold: u32) -> f64 {
    // Nothing fails, or everything: most checks are asked this, and need no distribution.
    let checkers_of = |share: f64| failing.iter().all(|failing| *failing == share);
    if checkers_of(0.0) || checkers_of(1.0) {
        let left = if checkers_of(0.0) { failing.len() } else { 0 };
        return if left > checkers.outvoted { 0.0 } else { 1.0 };
    }
    let healthy: Vec<f64> =
        failing.iter().map(|failing| 1.0 - unhealthy_checker(*failing, threshold)).collect();
    1.0 - at_least(checkers.outvoted + 1, &healthy)
}

#[cfg(test)]
mod tests {
    use super::{Checkers, at_least, unhealthy_share};

    #[test]
    fn shares_agree_with_the_simulated_ones() {
        let checkers = Checkers { count: 16, outvoted: 2 };
        let table =
            [(0.3, 0.0, 0.0), (0.5, 0.0, 0.0), (0.7, 0.76, 0.10), (0.8, 0.99, 0.35), (0.9, 1.0, 0.79)];
        for (failing, three, one) in table {
            for (threshold, wanted) in [(3, three), (1, one)] {
                let found = unhealthy_share(checkers, &[failing; 16], threshold);
                assert!((found - wanted).abs() < 0.03, "{failing} {threshold}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn certain_things_are_counted() {
        assert_eq!(at_least(2, &[1.0, 0.0, 1.0]), 1.0);
        assert_eq!(at_least(3, &[1.0, 0.0, 1.0]), 0.0);
        assert_eq!(at_least(0, &[]), 1.0);
        assert_eq!(at_least(1, &[]), 0.0);
        assert!((at_least(1, &[0.5, 0.5]) - 0.75).abs() < 1e-12);
    }
}
