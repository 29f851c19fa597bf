//! Reading objects of one group, again where that helps.

use std::collections::BTreeMap;

use tandem_core::CallError;
use tandem_core::provider::{ErrorClass, Found, ReadReport, Reading};

use crate::Edge;

/// How often a reading that is refused for a while is repeated. With the pauses between them that is about two
/// minutes: longer than any throttle lasts that a person would wait out.
const TRIES: u32 = 8;
/// How often something unfinished is looked for before it counts as gone: for about fifteen seconds.
const UNSEEN_TRIES: u32 = 5;

/// Reads the objects of one group; what is refused for a while is read again, what is missing is `None`.
pub(crate) async fn read_all(edge: &Edge, readings: &[Reading]) -> ReadReport {
    let mut whole = edge.read(readings).await;
    // A provider that answers fewer readings than it was asked is at fault; nothing may count as gone for it.
    let answered = whole.found.len();
    whole.found.extend(readings.iter().skip(answered).map(|reading| Err(unanswered(reading))));
    for tries in 1.. {
        let again: Vec<usize> =
            (0..readings.len()).filter(|at| is_passing(&readings[*at], &whole.found[*at], tries)).collect();
        if again.is_empty() || !edge.pause(edge.backoff(tries)).await {
            break;
        }
        let part: Vec<Reading> = again.iter().map(|at| readings[*at].clone()).collect();
        let report = edge.read(&part).await;
        count(&mut whole.calls, &report.calls);
        whole.unmanaged = whole.unmanaged.max(report.unmanaged);
        if !report.claimed.is_empty() {
            whole.claimed = report.claimed;
        }
        for (at, found) in again.into_iter().zip(report.found) {
            whole.found[at] = found;
        }
    }
    for found in &mut whole.found {
        if matches!(found, Err(error) if error.class == ErrorClass::Missing) {
            *found = Ok(None);
        }
    }
    whole
}

/// Returns whether an answer may be another the next time.
fn is_passing(reading: &Reading, found: &Result<Option<Found>, CallError>, tries: u32) -> bool {
    match found {
        // What was still being made when it was last seen may not be visible yet.
        Ok(None) => reading.object.as_ref().is_some_and(|object| !object.settled) && tries < UNSEEN_TRIES,
        Err(error) if error.class == ErrorClass::Missing => is_passing(reading, &Ok(None), tries),
        Err(error) => passes(error.class, tries),
        Ok(Some(_)) => false,
    }
}

/// Returns whether an error of a reading call may be another the next time.
pub(crate) fn passes(class: ErrorClass, tries: u32) -> bool {
    let passing =
        matches!(class, ErrorClass::Throttled | ErrorClass::Busy | ErrorClass::NotYet | ErrorClass::InDoubt);
    passing && tries < TRIES
}

pub(crate) fn count(all: &mut BTreeMap<String, u64>, more: &BTreeMap<String, u64>) {
    for (name, times) in more {
        *all.entry(name.clone()).or_default() += times;
    }
}

fn unanswered(reading: &Reading) -> CallError {
    CallError {
        class: ErrorClass::Invalid,
        code: "Unanswered".to_owned(),
        message: format!("nothing was said of `{}`; this is a bug in Tandem", reading.address),
        call: String::new(),
        region: String::new(),
        request: None,
        offenders: Vec::new(),
    }
}
