//! Waiting for statuses that take time: one waiter for everybody who waits for the same thing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tandem_core::provider::{ErrorClass, Pending, Progress, Reading};
use tandem_core::state::Attributes;
use tandem_core::{CallError, Object};

use crate::Edge;

/// What is looked at again and again.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Awaited {
    /// What a call left pending.
    Pending(Pending),
    /// An object that was not finished when an earlier run ended.
    Object(Box<Object>),
}

/// How a wait ended.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum WaitEnd {
    /// It is there; what is known only now.
    Ready(Attributes),
    /// It will not be there, or was not in time; the last status or why.
    Never(String),
    /// The run is to stop.
    Abandoned,
}

/// Looks until it is there, until the deadline (a moment, which others may put off), or until the run is to stop.
pub(crate) async fn wait(
    edge: &Edge,
    awaited: &Awaited,
    deadline: &Arc<AtomicU64>,
    status: impl Fn(&str),
) -> WaitEnd {
    let mut last = String::from("not known yet");
    let since = edge.clock.now();
    for looks in 0.. {
        if !edge.pause(edge.poll_pause(looks)).await {
            return WaitEnd::Abandoned;
        }
        match look(edge, awaited).await {
            Ok(Progress::Ready(attributes)) => return WaitEnd::Ready(attributes),
            Ok(Progress::Failed(why)) => return WaitEnd::Never(why),
            Ok(Progress::Waiting(now)) => last = now,
            Err(error) if !passes(edge, &error, since) => return WaitEnd::Never(error_text(&error)),
            Err(error) => last = error_text(&error),
        }
        status(&last);
        if edge.clock.now() >= deadline.load(Ordering::Relaxed) {
            break;
        }
    }
    WaitEnd::Never(format!("still {last}"))
}

async fn look(edge: &Edge, awaited: &Awaited) -> Result<Progress, CallError> {
    let object = match awaited {
        Awaited::Pending(pending) => return edge.poll(pending).await,
        Awaited::Object(object) => object,
    };
    let reading = Reading {
        address: object.address.clone(),
        object: Some((**object).clone()),
        arguments: object.arguments.clone(),
    };
    let report = edge.read(&[reading]).await;
    Ok(match report.found.into_iter().next().unwrap_or(Ok(None))? {
        Some(found) if found.settled => Progress::Ready(found.attributes),
        Some(_) => Progress::Waiting("not finished".to_owned()),
        None => Progress::Failed("gone".to_owned()),
    })
}

/// Returns whether an error of a look says nothing about what is waited for.
fn passes(edge: &Edge, error: &CallError, since: u64) -> bool {
    match error.class {
        ErrorClass::Throttled | ErrorClass::Busy | ErrorClass::InDoubt => true,
        ErrorClass::NotYet | ErrorClass::Missing => edge.clock.now() < since + edge.settings.unseen,
        ErrorClass::Conflict
        | ErrorClass::Quota
        | ErrorClass::Denied
        | ErrorClass::Lapsed
        | ErrorClass::Unreachable
        | ErrorClass::Invalid => false,
    }
}

fn error_text(error: &CallError) -> String {
    if error.message.is_empty() { error.code.clone() } else { format!("{}: {}", error.code, error.message) }
}
