//! What is not promised and does not hold, and what is worth knowing of a name.

use super::bench::NOTHING;
use super::proof::Examination;
use super::trial::attempt;
use super::verdict::Limit;
use crate::accelerator::held;
use crate::assume::Used;
use crate::fail::{Failure, Severity};

/// From how many percent on a partial failure is noticed is looked for in steps of this.
const STEP: u8 = 5;

/// Adds what is to be reported to the verdict of a name.
pub(super) fn report(examination: &mut Examination<'_>, refuted: bool) {
    if refuted {
        return;
    }
    let mut unnoticed: Option<(f64, Failure)> = None;
    let mut broken = Vec::new();
    for trial in examination.verdict.trials.iter().filter(|trial| !trial.promised && trial.worst > NOTHING) {
        let grey = |failure: &Failure| failure.severity != Severity::Dead;
        match trial.failures.as_slice() {
            [only] if grey(only) => {
                if unnoticed.as_ref().is_none_or(|(failing, _)| trial.failing > *failing) {
                    unnoticed = Some((trial.failing, only.clone()));
                }
            }
            several => {
                // What breaks alone breaks with everything else as well.
                let smaller = |limit: &Limit| match limit {
                    Limit::Broken { failures, .. } => {
                        failures.iter().all(|failure| several.contains(failure))
                    }
                    _ => false,
                };
                if !broken.iter().any(smaller) {
                    broken.push(Limit::Broken { failures: several.to_vec(), failing: trial.failing });
                }
            }
        }
    }
    if let Some((failing, failure)) = unnoticed {
        let noticed = noticed(examination, &failure);
        examination.verdict.limits.push(Limit::Unnoticed { failure, failing, noticed });
    }
    examination.verdict.limits.extend(broken);
    let mut used = Used::default();
    let net = examination.bench.net;
    let mut longest: f64 = 0.0;
    for (number, node) in net.accelerators.iter().enumerate() {
        for listener in 0..node.accelerator.listeners.len() {
            longest = longest.max(held(net, number, listener, &mut used));
        }
    }
    examination.bench.used.add(used);
    examination.verdict.limits.extend((longest > 0.0).then_some(Limit::Held(longest)));
}

/// Returns from how many percent of failing requests on a partial failure is noticed, so that nobody fails for good.
fn noticed(examination: &mut Examination<'_>, failure: &Failure) -> Option<u8> {
    let noticed = |examination: &mut Examination<'_>, percent: u8| {
        let failure = Failure { subject: failure.subject.clone(), severity: Severity::Grey(percent) };
        // What is noticed most of the time is healthy again and again: a hundredth of the time is as good as never.
        let tried = attempt(&mut examination.bench, &[failure]);
        tried.worst() < 0.01
    };
    let Severity::Grey(from) = failure.severity else { return None };
    let steps: Vec<u8> =
        (from / STEP..100 / STEP).map(|step| step * STEP).filter(|step| *step > from).collect();
    let first = steps.partition_point(|percent| !noticed(examination, *percent));
    steps.get(first).copied()
}
