//! Stopping an apply from outside: at the next safe point, or at once.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// How much of a run is to be stopped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Stop {
    /// Nothing.
    #[default]
    No,
    /// Nothing new starts; what is in flight ends.
    Soon,
    /// Everything, at once; what is in flight is on record and is resolved by the next run.
    Now,
}

/// A handle that stops a run; copies of it are the same handle.
#[derive(Clone, Debug)]
pub struct Interrupt(Arc<Raised>);

/// Who waits is woken in the order they came, not by chance: the same seed is the same run.
#[derive(Debug)]
struct Raised {
    stop: Mutex<Stop>,
    changed: Notify,
}

impl Interrupt {
    /// Returns a handle that stops nothing yet.
    pub fn new() -> Interrupt {
        Interrupt(Arc::new(Raised { stop: Mutex::new(Stop::No), changed: Notify::new() }))
    }

    /// Stops the run soon; a second time, at once.
    pub fn raise(&self) {
        let mut stop = self.lock();
        *stop = if *stop == Stop::No { Stop::Soon } else { Stop::Now };
        drop(stop);
        self.0.changed.notify_waiters();
    }

    /// Takes everything back: another run begins.
    pub(crate) fn reset(&self) {
        *self.lock() = Stop::No;
    }

    /// Returns how much is to be stopped.
    pub fn stop(&self) -> Stop {
        *self.lock()
    }

    /// Returns once at least so much is to be stopped.
    pub async fn reached(&self, stop: Stop) {
        loop {
            let mut changed = pin!(self.0.changed.notified());
            // From here on nothing is missed.
            changed.as_mut().enable();
            if self.stop() >= stop {
                return;
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Stop> {
        self.0.stop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Interrupt {
    fn default() -> Interrupt {
        Interrupt::new()
    }
}
