//! An AWS that fits in a process: the wire protocols of the SDK in front of typed, persistent state.
//!
//! [`Emulator::http_client`] gives an SDK client a connector that never opens a socket;
//! [`Emulator::serve`] puts the same handlers on a loopback port. The crate knows nothing of the rest of
//! the workspace, so that any Rust program can use it as its SDK's HTTP client. It does not check
//! signatures, and it answers only the operations in `shapes/`.

mod call;
mod client;
mod dispatch;
mod emulator;
mod fault;
pub mod faults;
mod http;
mod limits;
mod model;
mod now;
mod places;
mod protocol;
mod quotas;
mod seed;
mod serve;
mod services;
#[cfg(test)]
mod testing;
mod time;
mod world;

pub use crate::emulator::{Builder, Emulator};
pub use crate::http::{Request, Response};
pub use crate::now::{Now, Scaled, SystemNow};
pub use crate::quotas::{Quotas, UnknownQuota};
pub use crate::seed::SeedError;
pub use crate::world::OpenError;
