//! The text that Rhai gets for a script: the script with edits, at lines of its own, mapped back exactly.
//!
//! An edit never changes the number of lines before it, so only columns move.

mod edit;
mod placed;

pub(crate) use edit::Edit;
pub(crate) use placed::Placed;
