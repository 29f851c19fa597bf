//! How long what is in flight may take to end, once nothing new starts.

use std::convert::Infallible;
use std::future::{Future, pending};

use crate::interrupt::Stop;
use crate::{Edge, Interrupt};

/// How long a write that is under way when everything is to stop may take: a part of the two seconds in which a run
/// leaves, most of which the lock may take to be given back.
const LAST_MOMENT: u64 = 400;

/// Does something that can be stopped. What has not ended some time after the first interrupt is left as after the
/// second: on record.
pub(crate) async fn in_grace<T>(edge: &Edge, work: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        done = work => done,
        never = insist(edge, &edge.interrupt, edge.settings.grace) => match never {},
        never = insist(edge, &edge.contact.0.halt, edge.settings.lapse) => match never {},
    }
}

async fn insist(edge: &Edge, interrupt: &Interrupt, grace: u64) -> Infallible {
    interrupt.reached(Stop::Soon).await;
    edge.clock.sleep(grace).await;
    interrupt.raise();
    pending().await
}

/// Does something that may hang, such as a write to a place far away; nothing once everything is to stop and it does
/// not end at once.
pub(crate) async fn unless_left<T>(edge: &Edge, work: impl Future<Output = T>) -> Option<T> {
    let left = async {
        edge.reached(Stop::Now).await;
        edge.clock.sleep(LAST_MOMENT).await;
    };
    tokio::select! {
        biased;
        done = work => Some(done),
        () = left => None,
    }
}
