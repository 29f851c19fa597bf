//! AA022: a check that follows an alarm says what silence means.

use super::{Facts, Finding, Rule};
use crate::model::Watch;

pub(super) const RULE: Rule = Rule::warning(
    "AA022",
    "A check that follows an alarm says what silence means",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (address, check) in &facts.model.checks {
        let Watch::Alarm { declared, .. } = &check.watch else { continue };
        let name = address.name();
        if !facts.spelled(address, "insufficient_data") {
            let message = format!("health check `{name}` does not say what it is while its alarm lacks data");
            let finding = RULE.finding(message).at(facts, address, &["alarm"], "it keeps its last verdict");
            found.push(finding.hint(
                "add `insufficient_data: \"Unhealthy\"`, or `\"LastKnownStatus\"` beside a check from outside",
            ));
        }
        let Some(alarm) = declared.as_ref().filter(|alarm| facts.declaration(alarm).is_some()) else {
            continue;
        };
        if !facts.spelled(alarm, "missing_data") {
            let message =
                format!("the alarm behind health check `{name}` does not say what missing values mean");
            let finding =
                RULE.finding(message).at(facts, alarm, &[], "a region that says nothing looks as before");
            let finding = finding.at(facts, address, &["alarm"], "the check follows it");
            found.push(finding.hint(
                "add `missing_data: \"breaching\"`, or `\"notBreaching\"` where no traffic is no outage",
            ));
        }
    }
    found
}
