//! Stopping an apply from outside: at the next safe point, or at once.

use std::sync::Arc;

use tokio::sync::watch;

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
pub struct Interrupt(Arc<watch::Sender<Stop>>);

impl Interrupt {
    /// Returns a handle that stops nothing yet.
    pub fn new() -> Interrupt {
        Interrupt(Arc::new(watch::Sender::new(Stop::No)))
    }

    /// Stops the run soon; a second time, at once.
    pub fn raise(&self) {
        self.0.send_modify(|stop| *stop = if *stop == Stop::No { Stop::Soon } else { Stop::Now });
    }

    /// Takes everything back: another run begins.
    pub(crate) fn reset(&self) {
        self.0.send_replace(Stop::No);
    }

    /// Returns how much is to be stopped.
    pub fn stop(&self) -> Stop {
        *self.0.borrow()
    }

    /// Returns once at least so much is to be stopped.
    pub async fn reached(&self, stop: Stop) {
        // The sender lives in this handle: there always is one.
        let _ = self.0.subscribe().wait_for(|now| *now >= stop).await;
    }
}

impl Default for Interrupt {
    fn default() -> Interrupt {
        Interrupt::new()
    }
}
