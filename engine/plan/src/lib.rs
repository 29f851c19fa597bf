//! From a topology and what was found to a plan, and from a plan to the order of its calls.
//!
//! Pure functions on the nouns of `tandem-core`: no files, sockets, time, threads or async. [`graph`] orders what is
//! declared, [`plan`](plan()) compares it with what was found and lays out the steps, [`Scheduler`] says which of them
//! may run when, and [`predict`] runs the same scheduler dry.

mod budget;
mod change;
mod constrain;
mod diff;
pub mod graph;
mod join;
pub mod limiter;
pub mod makespan;
mod options;
pub mod plan;
mod predict;
mod prior;
pub mod scheduler;
mod steps;
#[cfg(test)]
mod tests;
mod without;

pub use budget::Deletions;
pub use change::{destroy, left_over, plan, unread};
pub use constrain::{Constraint, constrain};
pub use diff::drifted;
pub use graph::{Graph, graph};
pub use join::join;
pub use limiter::{Level, Limiter, SharedLimiter};
pub use options::Options;
pub use plan::{NotAPlan, Plan, Summary};
pub use predict::{Prediction, predict};
pub use prior::{Prior, rename};
pub use scheduler::{Completion, Dispatch, DispatchId, Limits, Raised, Rate, Scheduler, Skipped, Tally};
pub use without::LeftOut;
