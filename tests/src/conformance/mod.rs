//! The conformance of every kind, generated from its schema.
//!
//! The example of a kind is applied, and then its declaration changed, one attribute at a time: what the schema says
//! changes in place must be planned as an update that names it, what it says replaces as a replacement, and every
//! apply must leave an empty plan. From each change it goes straight to the next as well, so that one update takes back
//! one and makes another. A resource deleted or edited behind our back is made or put right again; destroyed,
//! it is gone.
//!
//! An attribute that cannot be changed alone is changed by a case instead, whose head says `exercises(KIND.ATTRIBUTE)`
//! and whose first lines say why. An attribute that is neither fails the suite.

mod exempt;
mod exercise;
mod subject;
mod values;

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::schema::Mode;
use tandem_core::{Attribute, Kind, Registry};

use crate::case::Case;
use crate::suite::Trial;
use exercise::Bench;
pub use subject::Subject;

/// Runs the conformance of one kind.
pub async fn run(kind: &Kind, registry: &Registry, cases: &[Case]) -> Vec<Trial> {
    if kind.mode == Mode::LookUp {
        return Vec::new();
    }
    let trial = |what: &str, result| Trial { name: format!("conformance of {}{what}", kind.name), result };
    let subject = match Subject::new(kind, registry) {
        Ok(subject) => subject,
        Err(error) => return vec![trial(": example", Err(error))],
    };
    let mut bench = match Bench::new(&subject).await {
        Ok(bench) => bench,
        Err(error) => return vec![trial(": create", Err(error))],
    };
    let by_case = exercised(kind, cases);
    let mut trials = vec![trial(": create", Ok(()))];
    let mut changes: Vec<Arguments> = Vec::new();
    for attribute in kind.arguments() {
        if !is_alone(attribute, kind, &by_case) {
            continue;
        }
        let result = bench.change_and_clear(attribute).await;
        if let Ok(Some(changed)) = &result {
            changes.push(changed.clone());
        }
        if result.is_err() {
            // The next attribute must not suffer for what this one left.
            match Bench::new(&subject).await {
                Ok(fresh) => bench = fresh,
                Err(error) => return vec![trial(": create", Err(error))],
            }
        }
        trials.push(trial(&format!(".{}", attribute.name), result.map(|_| ())));
    }
    trials.push(trial(": from each change straight to the next", bench.straight(&changes).await));
    trials.push(trial(": deleted behind our back", bench.deleted_outside().await));
    if let Some(changed) = changes.first() {
        trials.push(trial(": changed behind our back", bench.changed_outside(changed).await));
    }
    trials.push(trial(": destroy", bench.destroy().await));
    trials
}

/// Returns whether an attribute can be changed alone.
pub fn is_alone(attribute: &Attribute, kind: &Kind, by_case: &BTreeSet<&str>) -> bool {
    !by_case.contains(attribute.name) && exempt::reason(kind.name, attribute.name).is_none()
}

/// Returns the attributes of a kind that cases change.
pub fn exercised<'a>(kind: &Kind, cases: &'a [Case]) -> BTreeSet<&'a str> {
    let all = cases.iter().flat_map(Case::exercises);
    all.filter(|(name, _)| *name == kind.name).map(|(_, attribute)| attribute).collect()
}
