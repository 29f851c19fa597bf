//! How close an apply comes to the shortest time possible; the full figure is `--example makespan`.

use crate::Rate;
use crate::makespan::{Figure, burst, measure};

#[test]
fn an_apply_takes_hardly_longer_than_any_could() {
    let mut ratios: Vec<f64> = Vec::new();
    for seed in 0..5 {
        let figure = measure(seed, 1_000);
        assert_eq!(figure.driven.failed, 0, "seed {seed}");
        assert!(
            figure.driven.makespan >= figure.bound.milliseconds(),
            "seed {seed}: the bound is one: {figure:?}"
        );
        ratios.push(figure.ratio());
    }
    ratios.sort_by(f64::total_cmp);
    assert!(ratios[2] <= 1.05 && ratios[4] <= 1.2, "{ratios:?}");
}

#[test]
fn a_seed_gives_the_same_figure_twice() {
    let once = |seed| -> Figure { measure(seed, 100) };
    assert_eq!(once(7), once(7));
    assert_ne!(once(7).driven, once(8).driven);
}

/// The SDK's standard retries fail 398 of these calls, and its adaptive ones take more than twenty minutes.
#[test]
fn five_hundred_calls_are_neither_failed_nor_throttled() {
    let driven = burst(500, 32, Rate { burst: 50.0, rate: 10.0 });
    assert_eq!((driven.failed, driven.throttled, driven.calls), (0, 0, 500));
    let floor = 45_000.0;
    assert!(driven.makespan as f64 <= 1.15 * floor, "{} ms", driven.makespan);
}

/// Another tool takes half of what the account grants: calls are throttled, and none fails.
#[test]
fn a_server_that_grants_half_slows_the_run_and_fails_nothing() {
    let driven = burst(300, 32, Rate { burst: 25.0, rate: 5.0 });
    assert_eq!(driven.failed, 0);
    assert!(driven.throttled > 0 && driven.throttled < 150, "{driven:?}");
    assert!(driven.makespan <= 110_000, "twice the floor of 55 s: {driven:?}");
}
