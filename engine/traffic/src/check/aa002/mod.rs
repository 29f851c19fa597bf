//! AA002: whatever shares a name is checked.

use std::collections::BTreeSet;

use tandem_core::Severity;

use super::blind::{BLAMED, blind};
use super::lead::lead;
use super::{Facts, Finding, RecordSet, Rule};
use crate::model::{Member, Policy, Role};

pub(super) const RULE: Rule =
    Rule::error("AA002", "Whatever shares a name is checked", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets().filter(|set| set.members.len() > 1) {
        let unchecked = set.members.iter().filter(|member| matters(&member.policy));
        let unchecked: Vec<_> =
            unchecked.filter_map(|member| blind(facts, member).map(|why| (member, why))).collect();
        if unchecked.is_empty() {
            continue;
        }
        let Some(severity) = severity(facts, &set) else { continue };
        for (member, why) in unchecked {
            let message = format!("`{}` is answered with a target that cannot fail its check", set.name.name);
            let finding = RULE.finding(message).severity(severity);
            let finding = finding.at(facts, &member.address, BLAMED, &why.label());
            let finding = finding.note("when it fails, clients are still sent to it: nothing can notice");
            found.push(why.remedy(facts, member, finding));
        }
    }
    found
}

/// Returns whether a record takes traffic while its siblings live; secondaries and standbys have rules of their own.
fn matters(policy: &Policy) -> bool {
    !matches!(policy, Policy::Simple | Policy::Failover(Role::Secondary) | Policy::Weighted(0))
}

/// Returns how bad it is: an error where the name is to survive something, or its records are in several regions; nothing
/// where all of them are in one, as a way to move from one version to the next.
fn severity(facts: &Facts<'_>, set: &RecordSet<'_>) -> Option<Severity> {
    let all: Vec<_> = set.members.iter().map(|member: &Member| lead(facts, set.name, member)).collect();
    let regions: BTreeSet<&str> = all.iter().flat_map(|lead| lead.regions.iter().copied()).collect();
    let vague = !set.complete || all.iter().any(|lead| lead.vague || !lead.accelerators.is_empty());
    match regions.len() {
        _ if set.private => Some(Severity::Warning),
        _ if facts.aimed(&set.name.name) => Some(Severity::Error),
        2.. => Some(Severity::Error),
        1 if !vague => None,
        _ => Some(Severity::Warning),
    }
}
