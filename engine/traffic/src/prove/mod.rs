//! Proofs: what every name that an objective speaks of survives, and in how long.
//!
//! A proof is made name by name, on the [slice](slice()) of the model that the name can reach. Every failure that
//! touches the slice is tried, one at a time, and as many at once as the objective says or as is asked for. Whatever the
//! objective promises must end with every class of clients served again in time; whatever it does not promise is
//! reported, and nothing is refuted because of it.

mod bench;
mod blame;
mod data;
mod demand;
mod diagnostic;
mod explain;
mod limits;
mod promise;
mod proof;
mod prover;
mod recovery;
mod settings;
mod slice;
mod story;
mod trial;
mod verdict;

pub(crate) use blame::called;
pub use data::{Kept, seconds};
pub use diagnostic::{diagnostic, diagnostics};
pub use explain::{codes, explain};
pub use promise::Promise;
pub use proof::{Examined, Proof, prove};
pub(crate) use proof::{objectives, usual, verdict};
pub use prover::Prover;
pub use settings::Settings;
pub(crate) use slice::Index;
pub use slice::slice;
pub use story::{percent, span, subject};
pub use verdict::{
    Blame, Cause, Counterexample, Headroom, Limit, Moment, Need, Outcome, Room, Trial, Verdict,
};

pub use crate::health::Interval;
