//! State and journal together: what is remembered changes only by what is on record.

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::store::{Store, StoreError};

use crate::replay::perform;

/// What is remembered during a run, and the records that are not durable yet.
///
/// A record changes the state at once, so that what may follow it can be prepared; nothing is sent before `flush` has
/// made both durable together.
pub(crate) struct Ledger<'a> {
    pub(crate) state: State,
    store: &'a mut dyn Store,
    staged: Vec<Record>,
    next_intent: u64,
    /// Whether anything was recorded since the last snapshot.
    changed: bool,
    /// Whether it is recorded that an apply began.
    begun: bool,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(state: State, store: &'a mut dyn Store, next_intent: u64, changed: bool) -> Ledger<'a> {
        Ledger { state, store, staged: Vec::new(), next_intent, changed, begun: false }
    }

    /// Records something; durable after the next flush.
    pub(crate) fn record(&mut self, record: Record) {
        self.staged.push(record.clone());
        perform(&mut self.state, record);
    }

    /// Returns whether this is the first time it is asked.
    pub(crate) fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }

    /// Returns the number of a new intent.
    pub(crate) fn number(&mut self) -> u64 {
        self.next_intent += 1;
        self.next_intent - 1
    }

    /// Returns the fencing epoch of the run.
    pub(crate) fn epoch(&self) -> u64 {
        self.store.epoch()
    }

    /// Makes everything recorded durable, in one write.
    pub(crate) async fn flush(&mut self) -> Result<(), StoreError> {
        if self.staged.is_empty() {
            return Ok(());
        }
        self.store.append(&self.staged).await?;
        self.staged.clear();
        self.changed = true;
        Ok(())
    }

    /// Writes a snapshot with the next serial, if anything was recorded since the last one.
    pub(crate) async fn close(mut self) -> Result<State, StoreError> {
        self.flush().await?;
        if self.changed {
            self.state.serial += 1;
            self.state.epoch = self.epoch();
            self.store.replace(&self.state).await?;
        }
        Ok(self.state)
    }
}
