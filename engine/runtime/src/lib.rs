//! The asynchronous edge: refresh, apply, recovery, stores, locks, retries and waits.
//!
//! It knows no Rhai, no terminal and no concrete kind. What it may send, and when, is decided by the plan and its
//! scheduler; what it adds is that nothing is sent before it is on record, and nothing relied on before its result is.

// The error of a call is data that travels to the report as it is; a box around it would only make every provider
// open one.
#![allow(clippy::result_large_err)]

pub mod adopt;
mod apply;
mod attempt;
pub mod audit;
pub mod clock;
mod contact;
mod edge;
mod event;
pub mod explain;
mod fence;
mod interrupt;
mod ledger;
pub mod levels;
mod limit;
mod reading;
mod recover;
mod refresh;
mod replay;
pub mod report;
mod request;
pub mod rng;
pub mod secret;
pub mod store;
mod sweep;
mod waits;

pub use apply::{ApplyError, apply};
pub use clock::TokioClock;
pub use contact::{Contact, Endpoint};
pub use edge::{Actor, Edge, Settings};
pub use event::{Event, Nobody, Observer};
pub use interrupt::{Interrupt, Stop};
pub use recover::{Recovery, Resolved, recover};
pub use refresh::{Refreshed, refresh, refresh_remembered};
pub use replay::replay;
pub use report::{End, Failure, Fate, Reason, Report, StepReport};
pub use rng::SystemRng;
pub use store::FileStore;
pub use sweep::Stray;
