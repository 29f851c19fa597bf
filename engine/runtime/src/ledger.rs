//! State and journal together: what is remembered changes only by what is on record.

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::store::{Progress, Store, StoreError};

use crate::Edge;
use crate::audit::Witness;
use crate::clock::system_now;
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
    /// Whoever writes the audit log.
    witness: Option<Witness>,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(state: State, store: &'a mut dyn Store, next_intent: u64, changed: bool) -> Ledger<'a> {
        Ledger { state, store, staged: Vec::new(), next_intent, changed, begun: false, witness: None }
    }

    /// Has what is recorded witnessed for the audit log, as part of a run that carries out a plan.
    pub(crate) fn witnessed(mut self, edge: &Edge, plan: &str) -> Ledger<'a> {
        self.witness = Witness::new(edge, plan, self.state.serial);
        if let Some(witness) = &mut self.witness {
            self.state.open.iter().for_each(|intent| witness.expect(intent));
        }
        self
    }

    /// Says how far the run is, for those who wait for it.
    pub(crate) fn progress(&mut self, step: usize, of: usize) {
        let (step, of) = (step as u64, of as u64);
        self.store.progress(Progress { step, of, at: system_now() });
    }

    /// Records something; durable after the next flush.
    pub(crate) fn record(&mut self, record: Record) {
        if let Some(witness) = &mut self.witness {
            witness.see(&record);
        }
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
        let lines = match &mut self.witness {
            Some(witness) => witness.lines(self.store).await?,
            None => Vec::new(),
        };
        self.store.append_audited(&self.staged, &lines).await?;
        self.staged.clear();
        self.changed = true;
        Ok(())
    }

    /// Returns whether the audit log says that the run began; calls that were not answered are given up there.
    pub(crate) async fn testify(&mut self) -> Result<bool, StoreError> {
        let Some(witness) = &mut self.witness else { return Ok(false) };
        if witness.head().is_none() {
            return Ok(false);
        }
        witness.give_up();
        let lines = witness.lines(self.store).await?;
        if !lines.is_empty() {
            self.store.audit(&lines).await?;
        }
        Ok(true)
    }

    /// Writes a snapshot with the next serial, if anything was recorded since the last one.
    pub(crate) async fn close(mut self) -> Result<State, StoreError> {
        self.flush().await?;
        if self.changed {
            if let Some(head) = self.witness.as_ref().and_then(Witness::head) {
                self.state.audit = head.clone();
            }
            self.state.serial += 1;
            self.state.epoch = self.epoch();
            self.store.replace(&self.state).await?;
        }
        Ok(self.state)
    }
}
