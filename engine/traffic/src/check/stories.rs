//! What a proof refutes, as findings: the story of an outage says more than a rule that knows its cause.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::{Facts, Finding, aa006};
use crate::prove::{Counterexample, Kept, Proof, Verdict, diagnostic, diagnostics};

/// The rules whose breach can be the cause of an outage that a proof tells.
const CAUSES: &[&str] = &[
    "AA002", "AA005", "AA006", "AA007", "AA008", "AA011", "AA013", "AA014", "AA020", "AA022", "AA024",
    "AA025", "AA026", "AA027", "AA039", "AA042", "AA043", "AA049",
];

/// Returns a finding for every name, and every store, that does not have what an objective promises.
pub(super) fn stories(facts: &Facts<'_>) -> Vec<Finding> {
    let proof = facts.proof();
    if !proof.declared {
        // Nothing is refused because of names that no objective names.
        return Vec::new();
    }
    let of_name = |verdict: &Verdict| {
        let objective = proof.objectives.get(verdict.objective)?;
        let diagnostic = diagnostic(verdict, objective, proof.declared, facts.topology)?;
        let names = [verdict.name.clone()].into_iter().collect();
        Some(Finding { about: blamed(verdict.refuted()?), names, diagnostic })
    };
    let of_store = |kept: &Kept| {
        let mut about = blamed(kept.outcome.refuted()?);
        about.insert(kept.store.clone());
        let alone = Proof { verdicts: Vec::new(), stores: vec![kept.clone()], ..proof.clone() };
        let diagnostic = diagnostics(&alone, facts.topology).into_iter().next()?;
        let names = proof.objectives.get(kept.objective)?.names.iter().cloned().collect();
        Some(Finding { about, names, diagnostic })
    };
    proof.verdicts.iter().filter_map(of_name).chain(proof.stores.iter().filter_map(of_store)).collect()
}

fn blamed(example: &Counterexample) -> BTreeSet<Address> {
    example.blames.iter().filter_map(|blame| blame.address.clone()).collect()
}

/// Leaves out what a story tells: the code and the message are added to it where they say more.
pub(super) fn told(found: Vec<Finding>, stories: &mut [Finding]) -> Vec<Finding> {
    let mut left = Vec::new();
    for finding in found {
        let cause = CAUSES.contains(&finding.diagnostic.code.as_ref());
        let mut telling = stories.iter_mut().filter(|story| cause && shares(story, &finding)).peekable();
        if telling.peek().is_none() {
            left.push(finding);
            continue;
        }
        for story in telling.filter(|story| story.diagnostic.code != finding.diagnostic.code) {
            let note = format!("{}: {}", finding.diagnostic.code, finding.diagnostic.message);
            if !story.diagnostic.notes.contains(&note) {
                story.diagnostic.notes.push(note);
            }
        }
    }
    left
}

/// Returns whether a story tells what was found: it blames one of the resources, the same words of the script, or the
/// time that answers are kept.
fn shares(story: &Finding, finding: &Finding) -> bool {
    let place = |found: &Finding| found.diagnostic.labels.first().map(|label| label.span);
    let alike = story.diagnostic.code == finding.diagnostic.code && place(story) == place(finding);
    let late = story.diagnostic.code == "AA012" && finding.diagnostic.code == "AA011";
    finding.about.iter().any(|address| story.about.contains(address))
        || (alike || late) && !finding.names.is_disjoint(&story.names)
}

/// Leaves out last resorts where the error that leads to them is found as well.
pub(super) fn causes_first(found: Vec<Finding>) -> Vec<Finding> {
    let cause =
        |found: &&Finding| found.diagnostic.is_error() && CAUSES.contains(&found.diagnostic.code.as_ref());
    let caused: BTreeSet<String> = found.iter().filter(cause).flat_map(|found| found.names.clone()).collect();
    let follows =
        |found: &Finding| found.diagnostic.code == aa006::RULE.code && !found.names.is_disjoint(&caused);
    found.into_iter().filter(|found| !follows(found)).collect()
}
