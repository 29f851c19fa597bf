//! AA009: an alias that evaluates its target has no health check beside.

use super::blind::BLAMED;
use super::{Facts, Finding, Rule};
use crate::model::{Answer, Policy, Target};

pub(super) const RULE: Rule = Rule::warning(
    "AA009",
    "An alias that evaluates its target has no health check beside",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets() {
        for member in set.members.iter().filter(|member| member.check.is_some()) {
            let evaluates = matches!(
                &member.answer,
                Answer::Alias { to: Target::Endpoint(_) | Target::Records(_), evaluate: true }
            );
            // Route 53 demands it of failover aliases.
            if !evaluates || matches!(member.policy, Policy::Failover(_)) {
                continue;
            }
            let message = format!("an alias `{}` evaluates its target and has a health check", set.name.name);
            let finding =
                RULE.finding(message).at(facts, &member.address, BLAMED, "must hold as well as the check");
            let finding =
                finding.note("the record is taken out of the answers as soon as one of the two fails");
            found.push(finding.hint("remove `evaluate_target_health: true`, or the `health_check`"));
        }
    }
    found
}
