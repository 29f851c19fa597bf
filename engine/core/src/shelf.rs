//! Objects in a place that several machines reach, written under a condition: what a shared store is built on.
//!
//! A bucket with conditional writes is one, a table with conditional writes another. What is asked of it is little: one
//! object is read as it is now, and replaced only by somebody who has seen what is there. Lock, journal and snapshot
//! are built from that once, whatever the place.

use std::fmt;

use crate::provider::Answer;
use crate::store::StoreError;

/// Tells one content of an object from another: it changes whenever the content does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Version(pub String);

/// An object as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Which content that is.
    pub version: Version,
}

/// What must be there for a write to happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum If<'a> {
    /// Nothing of that name.
    Absent,
    /// This version.
    Is(&'a Version),
}

impl If<'_> {
    /// Returns whether that is what was found.
    pub fn holds(self, found: Option<&Held>) -> bool {
        match (self, found) {
            (If::Absent, None) => true,
            (If::Is(version), Some(held)) => held.version == *version,
            _ => false,
        }
    }
}

/// Why a call of a shelf did not do what it was to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShelfError {
    /// What is there is not what was expected, or somebody else writes at the same moment: nothing was written.
    Lost,
    /// Nobody knows whether it was written: the answer is missing. In the service's words.
    Unsure(String),
    /// It was not done, and may be done when tried again: throttled, or not reachable. In the service's words.
    Again(String),
    /// It will not be done, however often it is tried.
    Refused(StoreError),
}

impl fmt::Display for ShelfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShelfError::Lost => f.write_str("something else is there"),
            ShelfError::Unsure(words) | ShelfError::Again(words) => f.write_str(words),
            ShelfError::Refused(error) => error.fmt(f),
        }
    }
}

/// Keeps objects for several machines; every read sees every write that was answered before.
///
/// Keys are made of lower-case letters, digits, `.`, `-` and `/`. Nothing is repeated here: who calls knows what a
/// repeated write means, and whose content it finds.
pub trait Shelf: Send + Sync {
    /// Returns what people call an object here: `s3://bucket/prefix/state.json`.
    fn name(&self, key: &str) -> String;

    /// Reads an object; `None` if there is none.
    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>>;

    /// Writes a whole object if what is there is as expected, and returns its new version.
    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: &'a [u8],
        expected: If<'a>,
    ) -> Answer<'a, Result<Version, ShelfError>>;

    /// Returns the keys that begin with `prefix`, rising.
    fn list<'a>(&'a self, prefix: &'a str) -> Answer<'a, Result<Vec<String>, ShelfError>>;

    /// Removes an object, whatever it holds; one that is not there is removed already.
    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>>;

    /// Looks whether this place can keep a lock; returns what is allowed and yet better set otherwise.
    ///
    /// # Errors
    /// [`ShelfError::Refused`] if two could hold a lock at once here: conditions that do not hold everywhere.
    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>>;
}
