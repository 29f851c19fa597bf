//! Where state is kept: a snapshot and a journal.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::State;
use crate::journal::Record;
use crate::provider::Answer;

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

/// Whether whoever holds a store for writing may still rely on it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    /// The lock is held.
    #[default]
    Held,
    /// The lock could not be renewed for so long that it may be lost soon: nothing new is to be started until it is
    /// held again.
    Unsure,
    /// Another run holds the lock now, or the lock is gone: nothing more may be sent or written. Who has it, if known.
    Lost(Option<String>),
}

/// Says at any moment whether the lock is held.
pub type Watch = Arc<dyn Fn() -> Standing + Send + Sync>;

/// How far a run is, for those who wait for it. Nothing relies on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    /// How many steps are over.
    pub step: u64,
    /// How many there are.
    pub of: u64,
    /// When this was said, in milliseconds since the Unix epoch: the heartbeat.
    pub at: u64,
}

/// Keeps state. Whoever holds one for writing holds the lock of the stack.
pub trait Store: Send {
    /// Reads what is held.
    ///
    /// # Errors
    /// If something is there that is not whole and ours.
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>>;

    /// Adds records to the journal; they are durable once this is answered.
    ///
    /// # Errors
    /// If they could not be made durable, or another run holds the lock by now; then none of them may be trusted, and
    /// nothing more may be sent.
    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>>;

    /// Replaces the snapshot and empties the journal; the old ones stand until the new one is durable.
    ///
    /// # Errors
    /// If it could not be made durable; snapshot and journal are as before.
    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>>;

    /// Adds lines to the audit log, which is only ever added to; durable once this is answered.
    ///
    /// # Errors
    /// If they could not be made durable.
    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>>;

    /// Adds records to the journal and lines to the audit log; both are durable once this is answered. A store that can
    /// does both in one write.
    ///
    /// # Errors
    /// As [`append`](Store::append).
    fn append_audited<'a>(
        &'a mut self,
        records: &'a [Record],
        lines: &'a [String],
    ) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            // The records first: what follows a call may rest on them, and on the log nothing rests.
            self.append(records).await?;
            if lines.is_empty() { Ok(()) } else { self.audit(lines).await }
        })
    }

    /// Says how far the run is, for those who wait for it; cheap, and not durable.
    fn progress(&mut self, progress: Progress) {
        let _ = progress;
    }

    /// Returns what is worth saying though nothing is refused, once: that the folder is a copy, say.
    fn remarks(&mut self) -> Vec<StoreError> {
        Vec::new()
    }

    /// Returns the last line of the audit log; `None` before the first.
    ///
    /// # Errors
    /// If the log cannot be read.
    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>>;

    /// Returns the fencing epoch under which this store writes: it rises with every run that takes the lock.
    fn epoch(&self) -> u64;

    /// Gives the lock back. A store that is dropped without gives it back as well as it can: files at once, a shared
    /// place when its lease ends.
    ///
    /// # Errors
    /// If the place does not answer; the lock frees itself then.
    fn close(&mut self) -> Answer<'_, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }

    /// Returns whether the lock is held; asked before anything is sent, and at no cost.
    fn standing(&self) -> Standing {
        Standing::Held
    }

    /// Returns what answers as [`standing`](Store::standing) does, for those who send while the store is written.
    fn watch(&self) -> Watch {
        Arc::new(|| Standing::Held)
    }
}
