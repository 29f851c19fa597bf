//! A copy of the service that lags behind, so that reads can miss what was just made.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector as _, SharedHttpClient, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use tokio::time::sleep;

use super::{Faults, lock};

#[derive(Debug)]
pub(super) struct Replica {
    pub(super) client: SharedHttpClient,
    lag: Duration,
    /// What the service has accepted and the copy has not heard of.
    unheard: Mutex<VecDeque<HttpRequest>>,
}

impl Replica {
    pub(super) fn new(client: SharedHttpClient, lag: Duration) -> Replica {
        Replica { client, lag, unheard: Mutex::default() }
    }
}

/// Tells the copy, once its lag is over, what the service has accepted.
pub(super) fn tell(faults: &Faults, copy: &SharedHttpConnector, accepted: HttpRequest) {
    let Some(replica) = &faults.shared.replica else { return };
    lock(&replica.unheard).push_back(accepted);
    let (lag, faults, copy) = (replica.lag, faults.clone(), copy.clone());
    tokio::spawn(async move {
        sleep(lag).await;
        // Of several whose lag ends at once, the one that wakes first takes the oldest: the order stays. The call is
        // begun under the lock for the same reason.
        let call = faults.shared.replica.as_ref().and_then(|replica| {
            let mut unheard = lock(&replica.unheard);
            unheard.pop_front().map(|request| copy.call(request))
        });
        if let Some(call) = call {
            // The service has accepted it; a copy that does not is no copy, and the reads from it will tell.
            let _ = call.await;
        }
    });
}
