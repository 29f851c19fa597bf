//! Prints how close applies come to the shortest time possible, and what many calls make of a server's bucket.
//!
//! `cargo run --release -p tandem-plan --example makespan [SEEDS [RESOURCES]]`

use tandem_plan::Rate;
use tandem_plan::makespan::{Figure, burst, measure};

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u64>().ok());
    let (seeds, resources) = (numbers.next().unwrap_or(100), numbers.next().unwrap_or(1_000));
    let mut figures: Vec<Figure> =
        (0..seeds).map(|seed| measure(seed, usize::try_from(resources).unwrap_or(1_000))).collect();
    figures.sort_by(|one, other| one.ratio().total_cmp(&other.ratio()));
    println!("seed   steps  calls  polls  makespan     bound  ratio  what decides");
    for figure in &figures {
        let seconds = |milliseconds: u64| milliseconds as f64 / 1000.0;
        println!(
            "{:>4}  {:>6} {:>6} {:>6} {:>8.1}s {:>8.1}s  {:.3}  {}",
            figure.seed,
            figure.steps,
            figure.driven.calls,
            figure.driven.polls,
            seconds(figure.driven.makespan),
            seconds(figure.bound.milliseconds()),
            figure.ratio(),
            figure.bound.cause(),
        );
    }
    if let (Some(median), Some(worst)) = (figures.get(figures.len() / 2), figures.last()) {
        println!(
            "{resources} resources, {seeds} seeds: median {:.3}, worst {:.3}",
            median.ratio(),
            worst.ratio()
        );
    }
    let driven = burst(500, 32, Rate { burst: 50.0, rate: 10.0 });
    println!(
        "500 calls, 32 parallel, server 50 + 10/s: {} failed, {} throttled, {:.1} s (floor 45 s)",
        driven.failed,
        driven.throttled,
        driven.makespan as f64 / 1000.0
    );
}
