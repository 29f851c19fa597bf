//! Faults on the calls of every kind, through the real SDK and the real runtime: exactly one object in the end.
//!
//! The example of a kind is made, its declaration changed and everything destroyed, and each changing call on the way
//! meets a fault the first time it is made. What is made is listed by its mark of ownership. The world must come out the same as without, the state must hold it, and
//! the next plan be empty. Then the credentials run out at every call in turn, reads are denied, and a quota is used up:
//! the run stops, and the same command ends it. A kind of the registry whose example cannot be used this way fails.

mod marks;
mod refused;
mod shape;
mod silence;
mod struck;
mod track;

use std::time::Duration;

use tandem_core::schema::Mode;
use tandem_core::{Kind, Registry};
use tandem_emulator::faults::{Fault, When};

use crate::case::Case;
use crate::conformance::exercised;
use crate::suite::Trial;
use track::Track;

/// What happens to the first try of a call, and its name for people.
fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        ("lost response", Fault::Silent(When::After)),
        ("reset after", Fault::Reset(When::After)),
        ("500 after", Fault::Broken(When::After, 500)),
        ("502 after", Fault::Broken(When::After, 502)),
        ("half body", Fault::HalfBody),
        ("unparsable body", Fault::Garbage),
        ("a byte a second", Fault::Slow),
        ("timeout before", Fault::Silent(When::Before)),
        ("reset before", Fault::Reset(When::Before)),
        ("503 before", Fault::Broken(When::Before, 503)),
        ("throttled", Fault::throttled()),
        ("late by 25 s", Fault::Late(Duration::from_secs(25))),
        ("late by 45 s", Fault::Late(Duration::from_secs(45))),
    ]
}

/// Runs the faults of one kind.
pub async fn run(kind: &Kind, registry: &Registry, cases: &[Case]) -> Vec<Trial> {
    if kind.mode == Mode::LookUp {
        return Vec::new();
    }
    let trial = |what: &str, result| Trial { name: format!("faults of {}: {what}", kind.name), result };
    let track = match Track::of(kind, registry, &exercised(kind, cases)).await {
        Ok(track) => track,
        Err(error) => return vec![trial("without any", Err(error))],
    };
    let mut trials = vec![trial("marks of ownership", marks::run(&track).await)];
    for (name, fault) in faults() {
        trials.push(trial(name, struck::run(&track, &fault).await));
    }
    trials.push(trial("credentials run out", refused::expired(&track).await));
    trials.push(trial("reads are denied", refused::reads_denied(&track).await));
    trials.push(trial("a quota is used up", refused::quota(&track).await));
    trials.push(trial("nothing answers", silence::run(&track).await));
    trials
}
