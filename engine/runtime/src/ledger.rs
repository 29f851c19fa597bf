//! State and journal together: what is remembered changes only by what is on record.

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::store::{Progress, Standing, Store, StoreError};

use crate::Edge;
use crate::audit::{Event, Witness};
use crate::clock::system_now;
use crate::contact::unless_left;
use crate::replay::perform;

/// How often the lock of the state is asked for, in milliseconds: a twelfth of a lease.
pub(crate) const TICK: u64 = 5_000;

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
    /// Whether a write was left before its end: nothing more is written after it.
    torn: bool,
    /// Whether that write was answered after all: it failed.
    failed: bool,
    /// Whether the audit log says that the run began.
    attested: bool,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(state: State, store: &'a mut dyn Store, next_intent: u64, changed: bool) -> Ledger<'a> {
        let staged = Vec::new();
        Ledger {
            state,
            store,
            staged,
            next_intent,
            changed,
            begun: false,
            witness: None,
            torn: false,
            failed: false,
            attested: false,
        }
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

    /// Returns whether the lock is held.
    pub(crate) fn standing(&self) -> Standing {
        self.store.standing()
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
        // If this is not waited for to its end, what became of it is not known, and writing it again could double it.
        if std::mem::replace(&mut self.torn, true) {
            return Ok(());
        }
        let written = self.write().await;
        self.failed = written.is_err();
        written?;
        self.torn = false;
        self.attested = self.witness.is_some();
        self.staged.clear();
        self.changed = true;
        Ok(())
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let lines = match &mut self.witness {
            Some(witness) => witness.lines(self.store).await?,
            None => Vec::new(),
        };
        self.store.append_audited(&self.staged, &lines).await
    }

    /// Says in the audit log how a run ended that could not go on, as far as anything may still be written. What the
    /// store refuses, because the lock is another's or the disk is full, is not insisted on: the next run finds a run
    /// without an end.
    pub(crate) async fn break_off(&mut self, edge: &Edge, end: Event) {
        let held = self.store.standing() == Standing::Held;
        let known = !self.torn || self.failed;
        let Some(witness) = self.witness.as_mut().filter(|_| held && known && self.attested) else { return };
        witness.give_up();
        witness.lose_track();
        witness.end(edge.clock.now(), end);
        let ended = async {
            let lines = witness.lines(&mut *self.store).await?;
            self.store.audit(&lines).await
        };
        drop(unless_left(edge, ended).await);
    }

    /// Writes everything that is to be written at the end of a run; returns whether the audit log says that it began.
    pub(crate) async fn finish(&mut self) -> Result<bool, StoreError> {
        self.flush().await?;
        if self.torn {
            return Ok(false);
        }
        let audited = self.testify().await?;
        self.close().await?;
        Ok(audited)
    }

    /// Returns whether the audit log says that the run began; calls that were not answered are given up there.
    async fn testify(&mut self) -> Result<bool, StoreError> {
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
    async fn close(&mut self) -> Result<(), StoreError> {
        self.flush().await?;
        if self.changed && !self.torn {
            if let Some(head) = self.witness.as_ref().and_then(Witness::head) {
                self.state.audit = head.clone();
            }
            self.state.serial += 1;
            self.state.epoch = self.epoch();
            self.store.replace(&self.state).await?;
            self.changed = false;
        }
        Ok(())
    }
}

/// Returns the error of a run whose lock is another's by now.
fn lost(who: Option<String>) -> StoreError {
    let whose = who.map_or_else(String::new, |who| format!(" to {who}"));
    StoreError {
        code: "state::lost",
        message: format!("the lock of the state was lost{whose}: nothing more is sent or written"),
        hint: "run the same command again: it finds out what became of the calls that were under way"
            .to_owned(),
    }
}

/// Returns whether the lock of the state is held for certain.
///
/// # Errors
/// If it is lost: nothing more may be sent or written.
pub(crate) fn is_held(ledger: &Ledger<'_>) -> Result<bool, StoreError> {
    match ledger.standing() {
        Standing::Held => Ok(true),
        Standing::Unsure => Ok(false),
        Standing::Lost(who) => Err(lost(who)),
    }
}
