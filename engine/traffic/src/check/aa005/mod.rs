//! AA005: geolocation records have a default.

use super::{Facts, Finding, Rule};
use crate::model::{Location, Policy};

pub(super) const RULE: Rule =
    Rule::error("AA005", "Geolocation records have a default", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let located = |policy: &Policy| matches!(policy, Policy::Geolocation(_));
    let default = |policy: &Policy| *policy == Policy::Geolocation(Location::Default);
    let sets = facts.sets().filter(|set| set.complete && set.members.iter().any(|one| located(&one.policy)));
    let without = sets.filter(|set| !set.members.iter().any(|one| default(&one.policy)));
    let told = without.map(|set| {
        let message = format!("`{}` has no answer for most of the world", set.name.name);
        let first = set.members.first().into_iter();
        let finding = first.fold(RULE.finding(message), |finding, member| {
            finding.at(facts, &member.address, &["routing"], "no geolocation record takes the rest")
        });
        let finding = set.members.iter().fold(finding, |finding, member| finding.about(&member.address));
        finding
            .note("clients whose place no record names, or that cannot be placed, get an empty answer")
            .hint("add a record with `routing: geolocation(#{ country: \"*\" })`")
    });
    told.collect()
}
