//! AA023: one lost packet is no outage.

use super::{Facts, Finding, Rule};
use crate::model::Watch;

pub(super) const RULE: Rule =
    Rule::warning("AA023", "One lost packet is no outage", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (address, check) in &facts.model.checks {
        let Watch::Endpoint(probe) = &check.watch else { continue };
        if probe.threshold != 1 || check.disabled {
            continue;
        }
        let message = format!("health check `{}` turns after a single answer", address.name());
        let finding = RULE.finding(message).at(
            facts,
            address,
            &["failure_threshold"],
            "turns back and forth under load",
        );
        let seconds = (probe.interval as f64 * 2.82).round();
        let finding =
            finding.note(format!("with 3 it turns about {seconds} s after an outage instead of at once"));
        found
            .push(finding.hint("set `failure_threshold: 2` or 3; `interval: \"10s\"` makes up for the time"));
    }
    found
}
