//! Secrets at run time: fetched once, put in just before a call, taken out of everything that comes back.
//!
//! Plan, journal and state know sealed texts alone. Between them and the cloud stands the [`Veil`]: a provider that
//! opens what it is given and seals what it gets. The [`Keeper`] fetches and hashes; the [`Redactor`] is the second
//! net, which looks for known values in whatever is written out.

mod keeper;
mod mask;
mod redactor;
mod seal;
mod veil;

pub use keeper::{Keeper, missing, new_key};
pub use redactor::Redactor;
pub use seal::{seal, seal_unread};
pub use veil::Veil;
