//! Simulations: what clients, caches, checks and stores do while things fail and recover, second by second.
//!
//! What is true changes when the script says so. What is believed follows with a delay: each check, alias, accelerator
//! and alarm notices after a time of which the least, the mean and the most are known; a simulation goes by one of them,
//! its [`Pace`]. What clients hold follows the answers over their TTL. All of it is expected shares in closed form, in
//! straight lines between a few moments, and nothing is drawn by lot.
//!
//! **Round trips.** A geography stands for places, each counting alike. A request from a place to a region takes the
//! measured round trip from the region nearest to the place, and the way there (`latency.access`; four fifths of it to
//! an accelerator's edge). `p50` and `p99` are the quantiles of that mix of places and regions, weighed by the share of
//! requests that are *served*; what fails takes no time, and what is in no region is left out. They show how far people
//! are sent, not the jitter of a network.

mod alarm;
mod answers;
mod belief;
mod course;
mod data;
mod event;
mod explain;
mod failing;
mod landing;
mod notice;
mod parse;
mod people;
mod regions;
mod result;
mod run;
mod script;
mod traffic;

use crate::health::Interval;
use crate::net::Net;

pub use course::Moment;
pub use event::{Event, Kind};
pub use explain::{codes, explain};
pub use parse::{Misread, Subjects};
pub use people::Geography;
pub use regions::{RegionCourse, State};
pub use result::{Failing, GeographyCourse, LostWrites, NameCourse, Simulation, StoreCourse};
pub use script::{Affected, Fate, Incident, Script};

/// How soon everything is noticed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pace {
    /// As soon as can be.
    Best,
    /// After the mean time.
    #[default]
    Mean,
    /// As late as can be.
    Worst,
}

impl Pace {
    /// Returns how long something takes at this pace.
    pub fn of(self, interval: Interval) -> f64 {
        match self {
            Pace::Best => interval.least,
            Pace::Mean => interval.mean,
            Pace::Worst => interval.most,
        }
    }
}

/// Simulates a script.
pub fn simulate(net: &Net<'_>, script: &Script, pace: Pace) -> Simulation {
    result::result(net, script, pace)
}

#[cfg(test)]
mod tests;
