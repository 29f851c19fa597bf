//! AA016: some record of a weighted name has a weight.

use super::{Facts, Finding, Rule};
use crate::model::{Member, Policy};

pub(super) const RULE: Rule = Rule::warning(
    "AA016",
    "Some record of a weighted name has a weight above zero",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let zero = |member: &Member| member.policy == Policy::Weighted(0);
    let sets = facts.sets().filter(|set| set.complete && !set.members.is_empty());
    let all = sets.filter(|set| set.members.iter().all(zero));
    let told = all.map(|set| {
        let message = format!("every record of `{}` has a weight of 0", set.name.name);
        let label =
            if set.members.len() == 1 { "so it is answered each time" } else { "so all are answered alike" };
        let finding = set.members.iter().fold(RULE.finding(message), |finding, member| {
            finding.at(facts, &member.address, &["routing"], label)
        });
        let finding = finding.note("zero means never only beside a record with a weight");
        finding.hint("give a weight to those that should answer, or remove the records")
    });
    told.collect()
}
