//! The provider of a run that asks, just before each changing call, whether the run still holds the lock.
//!
//! A record is refused by the store once another run has the lock. But a call may be on record, or be sent again, long
//! after: its sender slept, or its machine was frozen. So the question is asked where the call leaves.

use std::sync::Arc;

use tandem_core::provider::{
    Answer, CallError, CallReport, Caller, ErrorClass, Finding, Gate, Owned, Pending, Progress, Provider,
    ReadReport, Reading, Request, Search,
};
use tandem_core::step::CreateClass;
use tandem_core::store::{Standing, Store, Watch};
use tandem_core::{Address, Change, Clock, Draft, Registry};

use crate::interrupt::Stop;
use crate::{Edge, Interrupt};

/// How often it is asked whether a lease is held again, in milliseconds.
const PAUSE: u64 = 1_000;
/// For how long a call waits for a lease that could not be renewed, in milliseconds: as long as a call may take.
const PATIENCE: u64 = 120_000;

/// Returns an edge whose changing calls are sent only while the lock of a store is held.
pub(crate) fn fenced(edge: &Edge, store: &dyn Store) -> Edge {
    let fence = Fence {
        inner: edge.provider.clone(),
        watch: store.watch(),
        clock: edge.clock.clone(),
        interrupt: edge.interrupt.clone(),
    };
    Edge { provider: Arc::new(fence), ..edge.clone() }
}

struct Fence {
    inner: Arc<dyn Provider>,
    watch: Watch,
    clock: Arc<dyn Clock>,
    interrupt: Interrupt,
}

impl Fence {
    /// Returns why a call must not be sent; waits while the lease is not known to be held.
    async fn refusal(&self) -> Option<&'static str> {
        let since = self.clock.now();
        loop {
            match (self.watch)() {
                Standing::Held => return None,
                Standing::Lost(_) => return Some("another run holds the lock"),
                Standing::Unsure if self.clock.now().saturating_sub(since) >= PATIENCE => {
                    return Some("the lock could not be renewed");
                }
                Standing::Unsure if self.interrupt.stop() > Stop::No => return Some("the run was stopped"),
                Standing::Unsure => self.clock.sleep(PAUSE).await,
            }
        }
    }
}

impl Provider for Fence {
    fn registry(&self) -> &Registry {
        self.inner.registry()
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        self.inner.expand(change)
    }

    fn atomic_group(&self, change: &Change) -> Option<String> {
        self.inner.atomic_group(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        self.inner.read_group(reading)
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        self.inner.read(readings)
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            match self.refusal().await {
                None => self.inner.call(requests).await,
                Some(why) => Err(CallError {
                    class: ErrorClass::Denied,
                    code: "LockLost".to_owned(),
                    message: format!("nothing was sent: {why}"),
                    call: String::new(),
                    region: requests.first().map(|request| request.region.clone()).unwrap_or_default(),
                    request: None,
                    offenders: Vec::new(),
                }),
            }
        })
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        self.inner.poll(pending)
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        self.inner.find(request, class)
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        self.inner.find_all(requests, class)
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        self.inner.owned(search)
    }

    fn id_of(&self, address: &Address, given: &str) -> String {
        self.inner.id_of(address, given)
    }

    fn buckets(&self, call: &str) -> Vec<String> {
        self.inner.buckets(call)
    }

    fn guard(&self, gate: Arc<dyn Gate>) {
        self.inner.guard(gate);
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        self.inner.caller()
    }
}
