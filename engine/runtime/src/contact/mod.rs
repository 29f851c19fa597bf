//! What of the cloud answers: a service that does not answer in its region is not asked again and again, and
//! credentials that are no longer valid stop the run.
//!
//! Everything that is sent passes here, whatever it is for, so that one dead region costs a run half a minute and not
//! five minutes an object.

mod endpoint;
mod grace;
mod send;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tandem_core::CallError;

use crate::interrupt::Stop;
use crate::{Edge, Interrupt};

pub use endpoint::Endpoint;
pub(crate) use grace::{in_grace, unless_left};

/// What of the cloud answers; copies of it are the same.
#[derive(Clone, Debug, Default)]
pub struct Contact(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// What stops the run from inside.
    halt: Interrupt,
    /// The first answer that said that the credentials are no longer valid.
    lapsed: Mutex<Option<CallError>>,
    /// The endpoints whose last call ended without an answer.
    silences: Mutex<BTreeMap<Endpoint, Silence>>,
}

/// Calls in a row to one endpoint of which nobody knows what became.
#[derive(Clone, Copy, Debug)]
struct Silence {
    /// When the first of them was sent.
    since: u64,
    calls: u32,
    /// Whether nothing more is sent there.
    given_up: bool,
}

impl Contact {
    /// Returns the endpoints to which nothing more is sent, because they did not answer.
    pub fn given_up(&self) -> Vec<Endpoint> {
        let silences = self.silences();
        silences.iter().filter(|(_, it)| it.given_up).map(|(endpoint, _)| endpoint.clone()).collect()
    }

    pub(crate) fn is_given_up(&self, endpoint: &Endpoint) -> bool {
        self.silences().get(endpoint).is_some_and(|silence| silence.given_up)
    }

    /// Forgets everything: another run begins.
    pub(crate) fn renew(&self) {
        self.silences().clear();
        *self.0.lapsed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.halt.reset();
    }

    /// Returns why the run was stopped from inside: the credentials are no longer valid.
    pub fn lapsed(&self) -> Option<CallError> {
        self.0.lapsed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the run, because the credentials are no longer valid: nothing new starts.
    fn halt(&self, error: &CallError) {
        self.0.lapsed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.clone());
        if self.0.halt.stop() == Stop::No {
            self.0.halt.raise();
        }
    }

    fn heard(&self, endpoint: &Endpoint) {
        self.silences().remove(endpoint);
    }

    fn silences(&self) -> MutexGuard<'_, BTreeMap<Endpoint, Silence>> {
        // Whoever panicked with it left it whole: every change of it is one step.
        self.0.silences.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Edge {
    /// Returns how much is to be stopped, from outside or from inside.
    pub(crate) fn stop(&self) -> Stop {
        self.interrupt.stop().max(self.contact.0.halt.stop())
    }

    /// Returns once at least so much is to be stopped, from outside or from inside.
    pub(crate) async fn reached(&self, stop: Stop) {
        tokio::select! {
            biased;
            () = self.interrupt.reached(stop) => (),
            () = self.contact.0.halt.reached(stop) => (),
        }
    }

    /// Takes note of a call that nobody answered.
    fn unheard(&self, endpoint: &Endpoint, began: u64) {
        let now = self.clock.now();
        let mut silences = self.contact.silences();
        let silence =
            silences.entry(endpoint.clone()).or_insert(Silence { since: began, calls: 0, given_up: false });
        silence.calls += 1;
        let long = now.saturating_sub(silence.since) >= self.settings.silence;
        silence.given_up |= long && silence.calls >= self.settings.silent_calls;
    }
}
