//! Secrets at run time: fetched once, put in just before a call, taken out of everything that comes back.
//!
//! Plan, journal and state know sealed texts alone. Between them and the cloud stands the [`Veil`]: a provider that
//! opens what it is given and seals what it gets. The [`Keeper`] fetches and hashes; the [`Redactor`] is the second
//! net, which looks for known values in whatever is written out, and [`Guarded`] spans it under every store.
//!
//! Values are wiped from memory when they are no longer needed: fetched ones, opened requests, what answers repeat of
//! them. What cannot be wiped is what others hold: the environment of the process, and the copies that the SDK makes of
//! a request and an answer on their way to and from the wire.

mod echo;
mod guarded;
mod keeper;
mod mask;
mod open;
mod redactor;
mod seal;
mod veil;
mod wipe;

pub use guarded::Guarded;
pub(crate) use keeper::is_missing;
pub use keeper::{Keeper, missing, new_key};
pub use redactor::Redactor;
pub use seal::{seal, seal_plan, seal_unread};
pub use veil::Veil;
