//! The audit log: who did what, call by call, as lines that are chained by their hashes.
//!
//! A line bears the hash of the line before and its own, so that one that is edited, taken out or moved shows. That
//! lines were cut off the end shows against the head that the state and the lock's note keep. No line ever holds an
//! argument or an attribute of a resource: what is not there cannot be a secret.

mod chain;
mod entry;
mod trail;
mod witness;

pub use chain::{Checked, Flaw, verify};
pub use entry::{Entry, Event};
pub use trail::Trail;
pub(crate) use witness::{Witness, add, ended, word};
