//! Scripts to a topology: the only crate that knows Rhai.
//!
//! A script and what it imports are read and parsed to lossless trees, checked as far as that goes without running
//! them, prepared for evaluation and run; forms of the registry make declarations of what the script calls. Nothing
//! here knows AWS, and everything is found in one run: both the checks and the evaluation go on after an error.
//!
//! Rhai tells places as points, one error at a time, and stops at the first. Three things make up for that. Every
//! file begins at a line of its own in one numbering, so that a position names a place in a file whatever runs there.
//! The text handed to Rhai has small calls put in around loops, conditions, calls and interpolations, mapped back
//! exactly, which give the trace and let a run survive a mistake. And what is wrong becomes a value that swallows what
//! follows from it.

mod analysis;
mod builtin;
mod code;
mod evaluate;
mod lint;
mod native;
mod project;
mod rewrite;
mod run;
mod settings;
mod value;

pub use builtin::{Builtin, builtins};
pub use code::{codes, explain};
pub use evaluate::evaluate;
pub use settings::{Budget, Memory, Settings};
