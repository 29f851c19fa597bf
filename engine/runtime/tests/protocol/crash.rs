//! Crashes at a given step, and a store in memory that crashes like a disk does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::store::{Store, StoreError, Stored};
use tokio::sync::Notify;

/// Counts the steps of a run and ends it at one of them.
#[derive(Debug)]
pub(crate) struct Crash {
    steps: AtomicU64,
    at: AtomicU64,
    happened: Notify,
}

impl Crash {
    pub(crate) fn never() -> Crash {
        Crash { steps: AtomicU64::new(0), at: AtomicU64::new(u64::MAX), happened: Notify::new() }
    }

    /// Starts counting anew; the run ends at the step of that number, from 1.
    pub(crate) fn arm(&self, at: u64) {
        self.steps.store(0, Ordering::Relaxed);
        self.at.store(at, Ordering::Relaxed);
    }

    /// Counts a step; returns whether the run ends here.
    pub(crate) fn strikes(&self) -> bool {
        let step = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        step >= self.at.load(Ordering::Relaxed)
    }

    /// Returns once the run has ended here. Several tasks may have struck at once, and what the last of them left must
    /// not end the next run.
    pub(crate) async fn struck(&self) {
        loop {
            self.happened.notified().await;
            if self.steps.load(Ordering::Relaxed) >= self.at.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// Counts a step; does not return if the run ends here.
    pub(crate) async fn step(&self) {
        if self.strikes() {
            self.happened.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// What a store holds; it outlives the run that writes it.
pub(crate) type Disk = Arc<Mutex<Stored>>;

pub(crate) struct MemoryStore {
    pub(crate) disk: Disk,
    pub(crate) crash: Arc<Crash>,
    pub(crate) audit: Vec<String>,
}

fn died() -> StoreError {
    StoreError { code: "state::unwritable", message: "the run died here".to_owned(), hint: String::new() }
}

impl MemoryStore {
    fn write(&self, change: impl FnOnce(&mut Stored)) -> Result<(), StoreError> {
        if self.crash.strikes() {
            return Err(died());
        }
        change(&mut self.disk.lock().expect("no test panics while it holds the disk"));
        // Written, but nobody heard of it.
        if self.crash.strikes() { Err(died()) } else { Ok(()) }
    }
}

impl Store for MemoryStore {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move { Ok(self.disk.lock().expect("no test panics while it holds the disk").clone()) })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.write(|stored| stored.journal.extend_from_slice(records)) })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.write(|stored| *stored = Stored { snapshot: Some(state.clone()), journal: Vec::new() })
        })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        self.audit.extend_from_slice(lines);
        Box::pin(async { Ok(()) })
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move { Ok(self.audit.last().cloned()) })
    }

    fn epoch(&self) -> u64 {
        1
    }
}
