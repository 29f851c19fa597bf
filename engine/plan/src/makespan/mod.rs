//! How close an apply comes to the shortest time that any scheduler could need: a measure of this one.
//!
//! Everything is drawn from a seed: the resources, how long every call takes and every status. The real scheduler and
//! the real limiter run through it under virtual time, with the polls that statuses cost. What comes out is held
//! against a bound that no order of the same calls can beat ([`Bound`]).

mod bound;
mod drive;
mod mix;
mod timing;

use std::collections::BTreeMap;

use tandem_core::Step;

use crate::{Limits, Rate};

pub use bound::{Bound, bound};
pub use drive::{Driven, Server, drive};
pub use mix::mixed;
pub use timing::Timing;

/// The pauses before a status is looked at again, in milliseconds, as the runtime makes them.
pub const POLLS: [u64; 4] = [2_000, 4_000, 8_000, 10_000];

/// What one seed gave.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// The seed; the same one gives the same figure.
    pub seed: u64,
    /// How many steps the resources took.
    pub steps: usize,
    /// What the scheduler made of them.
    pub driven: Driven,
    /// What nothing can beat.
    pub bound: Bound,
}

impl Figure {
    /// Returns how many times as long as the bound it took.
    pub fn ratio(&self) -> f64 {
        self.driven.makespan as f64 / self.bound.milliseconds().max(1) as f64
    }
}

/// Returns the figure of a seed for that many mixed resources, with sixteen calls in flight.
pub fn measure(seed: u64, resources: usize) -> Figure {
    let (steps, limits) = (mixed(seed, resources), limits());
    let timing = Timing::drawn(seed, &steps);
    let driven = drive(&steps, &limits, &timing, None);
    Figure { seed, steps: steps.len(), driven, bound: bound(&steps, &limits, &timing) }
}

/// Returns the figure of many calls against a server with one bucket, as an account has it for a whole service: how
/// many were throttled, and how long it took.
pub fn burst(calls: u32, parallelism: usize, server: Rate) -> Driven {
    let steps: Vec<Step> =
        (0..calls).map(|id| mix::call(id, "route53:ChangeTagsForResource", &["route53"])).collect();
    let limits = Limits { parallelism, ..limits() };
    drive(&steps, &limits, &Timing::quick(0, &steps), Some(Server::new(server)))
}

/// Returns the rates that the kinds of the mix draw from: nine tenths of what AWS grants.
pub fn limits() -> Limits {
    let rates = [
        ("cloudwatch:PutMetricAlarm", 2.7, 2.7),
        ("dynamodb:TagResource", 4.5, 4.5),
        ("dynamodb:changes", 9.0, 9.0),
        ("globalaccelerator:changes", 9.0, 1.8),
        ("globalaccelerator:readings", 45.0, 4.5),
        ("route53", 45.0, 9.0),
        ("route53:CreateHealthCheck", 45.0, 0.45),
        ("route53:CreateHostedZone", 36.0, 1.8),
        ("sns:Subscribe", 90.0, 90.0),
        ("sns:topics", 27.0, 27.0),
    ];
    let rates: BTreeMap<String, Rate> =
        rates.into_iter().map(|(name, burst, rate)| (name.to_owned(), Rate { burst, rate })).collect();
    Limits { rates, ..Limits::default() }
}
