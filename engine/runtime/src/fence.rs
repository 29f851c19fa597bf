//! The provider of a run that asks, just before each changing call, whether the run still holds the lock.
//!
//! A record is refused by the store once another run has the lock. But a call may be on record, or be sent again, long
//! after: its sender slept, or its machine was frozen. So the question is asked where the call leaves.

use std::sync::Arc;

use tandem_core::Clock;
use tandem_core::layer::Layer;
use tandem_core::provider::{Answer, CallError, CallReport, ErrorClass, Provider, Request};
use tandem_core::store::{Standing, Store, Watch};

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

impl Layer for Fence {
    fn behind(&self) -> &dyn Provider {
        &*self.inner
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
}
