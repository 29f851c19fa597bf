//! AA010: latency records come in groups.

use super::{Facts, Finding, Rule};
use crate::model::Policy;

pub(super) const RULE: Rule =
    Rule::warning("AA010", "Latency records come in groups", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets().filter(|set| set.complete) {
        let [only] = set.members else { continue };
        if !matches!(only.policy, Policy::Latency(_)) {
            continue;
        }
        let message = format!("`{}` has a latency record for one region alone", set.name.name);
        let finding =
            RULE.finding(message).at(facts, &only.address, &["routing"], "is the nearest for everyone");
        found.push(finding.hint("declare it for each region, or remove `routing`"));
    }
    found
}
