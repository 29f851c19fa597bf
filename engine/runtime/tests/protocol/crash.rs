//! Crashes at a given step, and a store in memory that crashes like a disk does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::store::{Store, StoreError, Stored};
use tokio::sync::Notify;

/// Counts the steps of a run and ends it at one of them.
#[derive(Debug)]
pub(crate) struct Crash {
    steps: AtomicU64,
    at: AtomicU64,
    pub(crate) happened: Notify,
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
}

fn died() -> StoreError {
    StoreError { code: "state::unwritable", message: "the run died here".to_owned(), hint: String::new() }
}

impl Store for MemoryStore {
    fn load(&mut self) -> Result<Stored, StoreError> {
        Ok(self.disk.lock().expect("no test panics while it holds the disk").clone())
    }

    fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        if self.crash.strikes() {
            return Err(died());
        }
        self.disk.lock().expect("no test panics while it holds the disk").journal.extend_from_slice(records);
        // Written, but nobody heard of it.
        if self.crash.strikes() { Err(died()) } else { Ok(()) }
    }

    fn replace(&mut self, state: &State) -> Result<(), StoreError> {
        if self.crash.strikes() {
            return Err(died());
        }
        let stored = Stored { snapshot: Some(state.clone()), journal: Vec::new() };
        *self.disk.lock().expect("no test panics while it holds the disk") = stored;
        if self.crash.strikes() { Err(died()) } else { Ok(()) }
    }
}
