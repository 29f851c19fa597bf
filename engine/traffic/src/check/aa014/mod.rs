//! AA014: what stands in for one another does not fail together.

use std::collections::{BTreeMap, BTreeSet};

use super::lead::{Lead, lead};
use super::{Facts, Finding, RecordSet, Rule};
use crate::model::{CheckRef, Member, Policy};

pub(super) const RULE: Rule = Rule::error(
    "AA014",
    "What stands in for one another does not fail together",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets().filter(|set| set.complete && set.members.len() > 1 && stands_in(facts, set)) {
        let leads: Vec<Lead<'_>> = set.members.iter().map(|member| lead(facts, set.name, member)).collect();
        let finding = one_target(facts, &set, &leads);
        let finding = finding.or_else(|| one_region(facts, &set, &leads)).or_else(|| one_check(facts, &set));
        found.extend(finding);
    }
    found
}

/// Returns whether the records of a name are there to stand in for one another: weights and several values are also used
/// to share the work within one region, so they count only where the name is to survive something.
fn stands_in(facts: &Facts<'_>, set: &RecordSet<'_>) -> bool {
    let by_place = |policy: &Policy| {
        matches!(policy, Policy::Latency(_) | Policy::Failover(_) | Policy::Geoproximity { .. })
    };
    set.members.iter().any(|member| by_place(&member.policy)) || facts.aimed(&set.name.name)
}

/// Everything leads to one target.
fn one_target(facts: &Facts<'_>, set: &RecordSet<'_>, leads: &[Lead<'_>]) -> Option<Finding> {
    let (first, others) = leads.split_first()?;
    let one =
        first.endpoints.len() + first.accelerators.len() == 1 && !(first.vague && first.endpoints.is_empty());
    if !one
        || others
            .iter()
            .any(|lead| lead.endpoints != first.endpoints || lead.accelerators != first.accelerators)
    {
        return None;
    }
    let message = format!("all records of `{}` lead to one target", set.name.name);
    let label = "the same target as the others";
    let finding = labelled(facts, set, RULE.finding(message), &["target", "values", "alias"], label);
    Some(finding.hint("let each lead to a target in a region of its own"))
}

/// Everything is in one region.
fn one_region(facts: &Facts<'_>, set: &RecordSet<'_>, leads: &[Lead<'_>]) -> Option<Finding> {
    if leads.iter().any(|lead| lead.vague || !lead.accelerators.is_empty()) {
        return None;
    }
    let regions: BTreeSet<&str> = leads.iter().flat_map(|lead| lead.regions.iter().copied()).collect();
    let (Some(region), 1) = (regions.first(), regions.len()) else { return None };
    let message = format!("all records of `{}` lead into {region}", set.name.name);
    let finding =
        labelled(facts, set, RULE.finding(message), &["target", "values", "alias"], "in the same region");
    let finding = finding.note(format!("when {region} fails, nothing is left to stand in"));
    Some(finding.hint("let one of them lead to a target in another region"))
}

/// Everything is guarded by one check.
fn one_check(facts: &Facts<'_>, set: &RecordSet<'_>) -> Option<Finding> {
    let mut checks: BTreeMap<&CheckRef, usize> = BTreeMap::new();
    let named: Vec<&CheckRef> =
        set.members.iter().filter_map(|member: &Member| member.check.as_ref()).collect();
    named.iter().for_each(|check| *checks.entry(check).or_default() += 1);
    if checks.len() != 1 || named.len() != set.members.len() {
        return None;
    }
    let message = format!("all records of `{}` have one health check", set.name.name);
    let finding =
        labelled(facts, set, RULE.finding(message), &["health_check"], "the same check as the others");
    let finding = finding.note("when it fails, all of them count as failed, and all of them answer");
    Some(finding.hint("give each a health check that asks its own target"))
}

fn labelled(
    facts: &Facts<'_>,
    set: &RecordSet<'_>,
    finding: Finding,
    paths: &[&str],
    label: &str,
) -> Finding {
    set.members.iter().fold(finding, |finding, member| finding.at(facts, &member.address, paths, label))
}
