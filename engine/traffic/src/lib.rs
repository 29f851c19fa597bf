//! How traffic and data really behave: what clients are answered, where their connections go, and what is left of both
//! when something fails.
//!
//! Pure: a topology goes in, verdicts come out. The declarations of a topology are [read](read()) into a [`Model`] of
//! names, checks, accelerators, endpoints and stores, by the names of attributes; nothing here knows a kind otherwise. A
//! [`Net`] is the model with numbers for names, and with the classes of clients that it tells apart. After some
//! [failures](fail) a [`World`](fail::World) says what is true, [`settle`](health::settle) what the checks make of it, and
//! [`serve`](serve::serve) what becomes of requests. What AWS does not document is an [`Assumption`](assume::Assumption)
//! with a name, and every result says which of them it [used](Used).

pub mod accelerator;
pub mod assume;
pub mod check;
pub mod client;
pub mod compare;
pub mod dns;
pub mod fail;
pub mod geo;
pub mod health;
pub mod latency;
pub mod model;
pub mod net;
pub mod order;
pub mod plane;
pub mod prove;
pub mod read;
pub mod remembered;
pub mod repair;
pub mod serve;
pub mod simulate;
pub mod store;

pub use assume::{Assumptions, Used};
pub use check::check;
pub use model::Model;
pub use net::Net;
pub use read::{check_registry, read};
