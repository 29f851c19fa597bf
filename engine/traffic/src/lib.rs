//! How traffic and data really behave: what clients are answered, where their connections go, and what is left of both
//! when something fails.
//!
//! Pure: a topology goes in, verdicts come out. The declarations of a topology are read into a [`Model`] of names,
//! checks, accelerators, endpoints and stores, by the names of attributes; nothing here knows a kind otherwise. What AWS
//! does not document is an [`Assumption`](assume::Assumption) with a name, and every verdict lists those it rests on.

pub mod assume;
pub mod client;
pub mod dns;
pub mod geo;
pub mod latency;
pub mod model;
pub mod net;
pub mod read;

pub use assume::{Assumptions, Used};
pub use model::Model;
pub use net::Net;
pub use read::{check_registry, read};
