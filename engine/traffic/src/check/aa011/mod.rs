//! AA011: answers that a health check guards are kept for a minute at most.

use tandem_core::duration;

use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "AA011",
    "Answers that a health check guards are kept for a minute at most",
    include_str!("explain.md"),
    run,
);

/// What AWS asks for: seconds.
const MOST: u64 = 60;

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets() {
        let guarded = set.members.iter().filter(|member| member.check.is_some());
        for member in guarded {
            let Some(ttl) = member.ttl.filter(|ttl| *ttl > MOST) else { continue };
            let long = duration::text(ttl);
            let message = format!(
                "resolvers keep answers of `{}` for {long} after its health check turns",
                set.name.name
            );
            let finding = RULE.finding(message);
            let finding = finding.at(facts, &member.address, &["ttl"], "clients go on to what has failed");
            found.push(finding.hint("set `ttl: \"1m\"`, or less"));
        }
    }
    found
}
