//! What an earlier run left unfinished and no step of this one needed: it is waited for at the end, so that what is
//! declared is there when an apply says so.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tandem_core::journal::Record;
use tandem_core::store::Standing;
use tandem_core::{Address, Object};
use tandem_plan::Plan;
use tokio::task::JoinSet;

use super::{begin, unfinished};
use crate::interrupt::Stop;
use crate::ledger::{Ledger, TICK};
use crate::report::StepReport;
use crate::waits::{Awaited, WaitEnd, wait};
use crate::{Edge, Event};

/// Waits until everything is finished that no step was about, or as much as will be.
pub(super) async fn finish(edge: &Edge, plan: &Plan, ledger: &mut Ledger<'_>, steps: &[StepReport]) {
    let objects: Vec<Object> = unfinished(&ledger.state, steps).cloned().collect();
    let deadline = Arc::new(AtomicU64::new(edge.clock.now() + edge.settings.patience));
    let mut jobs = JoinSet::new();
    for object in objects {
        let (edge, deadline) = (edge.clone(), deadline.clone());
        jobs.spawn(async move {
            let address = object.address.clone();
            let end = one(&edge, object, &deadline).await;
            (address, end)
        });
    }
    // Whoever has the lock by now looks after the rest.
    while ledger.standing() == Standing::Held {
        let joined = tokio::select! {
            biased;
            () = edge.reached(Stop::Now) => return,
            joined = jobs.join_next() => joined,
            () = edge.clock.sleep(TICK) => continue,
        };
        match joined {
            None => return,
            Some(Ok((address, WaitEnd::Ready(attributes)))) => {
                begin::begin(edge, plan, ledger);
                ledger.record(Record::Settled { addresses: vec![address], attributes });
            }
            // What will never be finished, or was not in time, is said in the report.
            Some(Ok(_) | Err(_)) => (),
        }
    }
}

async fn one(edge: &Edge, object: Object, deadline: &Arc<AtomicU64>) -> WaitEnd {
    let (address, since) = (object.address.clone(), edge.clock.now());
    let tell = |status: &str| tell(edge, &address, status, since);
    wait(edge, &Awaited::Object(Box::new(object)), deadline, tell).await
}

fn tell(edge: &Edge, address: &Address, status: &str, since: u64) {
    edge.observer.event(&Event::Waiting {
        steps: Vec::new(),
        addresses: vec![address.clone()],
        what: format!("`{address}` to be finished"),
        status: status.to_owned(),
        waited: edge.clock.now().saturating_sub(since) / 1000,
        typical: 0,
    });
}
