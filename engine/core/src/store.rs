//! Where state is kept: a snapshot and a journal.

use std::fmt;

use crate::State;
use crate::journal::Record;

/// What a store holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Stored {
    /// The last snapshot; `None` if there has never been one.
    pub snapshot: Option<State>,
    /// The records since, in order; a torn last one is left out.
    pub journal: Vec<Record>,
}

/// Why state could not be read or written. An empty or damaged file is an error, never "no state".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoreError {
    /// The stable name of what is wrong: `state::empty`, `state::damaged`, `state::foreign`, `state::newer`.
    pub code: &'static str,
    /// What is wrong, naming the file.
    pub message: String,
    /// What is safe, and the way out.
    pub hint: String,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {}

/// Keeps state. Whoever holds one for writing holds the lock of the stack.
pub trait Store: Send {
    /// Reads what is held.
    ///
    /// # Errors
    /// If something is there that is not whole and ours.
    fn load(&mut self) -> Result<Stored, StoreError>;

    /// Adds records to the journal; they are durable once this returns.
    ///
    /// # Errors
    /// If they could not be made durable; then none of them may be trusted, and nothing more may be sent.
    fn append(&mut self, records: &[Record]) -> Result<(), StoreError>;

    /// Replaces the snapshot and empties the journal; the old ones stand until the new one is durable.
    ///
    /// # Errors
    /// If it could not be made durable; snapshot and journal are as before.
    fn replace(&mut self, state: &State) -> Result<(), StoreError>;
}
