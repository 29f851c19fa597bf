//! Faults around any HTTP client of an SDK: refusals, lost answers, silence, late effects, eventual reads.
//!
//! [`Faults::wrap`] puts them in front of the emulator or of a client that opens sockets. What goes wrong is said by a
//! [`Plan`]: rules for a script, chances drawn from a seed for a campaign. Time is tokio's, so a runtime whose time is
//! paused pays nothing for a silent server. Everything that happened is kept in a log, which [`Faults::story`] prints.

mod answer;
mod body;
mod chances;
mod connector;
mod fault;
mod log;
mod plan;
mod replica;
mod request;
mod rule;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::task::JoinHandle;
use tokio::time::Instant;

pub use self::chances::{Chance, Chances};
pub use self::fault::{Fault, When};
pub use self::log::Entry;
pub use self::plan::Plan;
pub use self::rule::{Does, Matches, Rule, Times};

use self::log::Log;
use self::plan::Decider;
use self::replica::Replica;

/// What goes wrong between an SDK and its service. Clones share plan, log and what is still to happen.
#[derive(Clone, Debug)]
pub struct Faults {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    decider: Mutex<Decider>,
    log: Mutex<Log>,
    replica: Option<Replica>,
    /// Requests whose effect is still to come.
    late: Mutex<Vec<JoinHandle<()>>>,
}

impl Faults {
    /// Makes the faults of a plan. Call it within a tokio runtime: the log counts time from here.
    #[must_use]
    pub fn new(plan: impl Into<Plan>) -> Faults {
        Faults::with(plan.into(), None)
    }

    /// Makes the faults of a plan with a copy of the service that lags behind, for reads that do not see it yet.
    ///
    /// What the service accepts is sent to `copy` as well, `lag` later and in the same order; [`Fault::Stale`] answers
    /// reads from there. The copy must answer the same calls alike, ids included, as two emulators of one clock, seed
    /// and quotas do; another client must not write to either.
    #[must_use]
    pub fn with_replica(plan: impl Into<Plan>, copy: SharedHttpClient, lag: Duration) -> Faults {
        Faults::with(plan.into(), Some(Replica::new(copy, lag)))
    }

    fn with(plan: Plan, replica: Option<Replica>) -> Faults {
        let shared = Shared {
            decider: Mutex::new(Decider::new(plan)),
            log: Mutex::new(Log::new(Instant::now())),
            replica,
            late: Mutex::default(),
        };
        Faults { shared: Arc::new(shared) }
    }

    /// Returns a client that sends through these faults to another.
    #[must_use]
    pub fn wrap(&self, client: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(connector::Faulting::new(self.clone(), client))
    }

    /// Replaces the plan, counting anew; an empty one lets everything through from now on. The log goes on.
    pub fn follow(&self, plan: impl Into<Plan>) {
        *lock(&self.shared.decider) = Decider::new(plan.into());
    }

    /// Waits until every late effect has happened.
    pub async fn landed(&self) {
        loop {
            let Some(handle) = lock(&self.shared.late).pop() else { return };
            // An effect that panicked is one of a service that did: its own test tells.
            let _ = handle.await;
        }
    }

    /// Returns every request so far, in the order in which they came.
    #[must_use]
    pub fn log(&self) -> Vec<Entry> {
        lock(&self.shared.log).entries.clone()
    }

    /// Returns how many requests something was done to.
    #[must_use]
    pub fn count(&self) -> usize {
        lock(&self.shared.log).entries.iter().filter(|entry| entry.fault.is_some()).count()
    }

    /// Returns what happened, a line a request, for people who look into a failing seed.
    #[must_use]
    pub fn story(&self) -> String {
        lock(&self.shared.log).story()
    }
}

/// Locks, also after a panic elsewhere: nothing is left half done under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
