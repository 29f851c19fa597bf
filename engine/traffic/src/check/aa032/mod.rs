//! AA032: what stands by comes in without a control plane.

use std::collections::BTreeSet;

use super::blind::blind;
use super::lead::lead;
use super::{Facts, Finding, RecordSet, Rule};
use crate::model::{Member, Policy};
use crate::plane::Plane;

pub(super) const RULE: Rule =
    Rule::error("AA032", "What stands by comes in without a control plane", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let sets = facts.sets().filter(|set| !set.private && set.complete && facts.aimed(&set.name.name));
    sets.filter_map(|set| finding(facts, &set)).collect()
}

/// Weights that only somebody can change: a standby at 0, and others that always count as healthy.
fn finding<'a>(facts: &Facts<'a>, set: &RecordSet<'a>) -> Option<Finding> {
    let (standby, serving): (Vec<&Member>, Vec<&Member>) =
        set.members.iter().partition(|member| member.policy == Policy::Weighted(0));
    let stuck = serving.iter().find(|member| blind(facts, member).is_some())?;
    let regions = |members: &[&'a Member]| -> BTreeSet<&'a str> {
        members.iter().flat_map(|member| lead(facts, set.name, member).regions).collect()
    };
    let now = regions(&serving);
    let reserve: Vec<&str> = regions(&standby).into_iter().filter(|region| !now.contains(region)).collect();
    let region = reserve.first()?;
    let plane = Plane::Route53;
    let message = format!("moving `{}` to {region} takes a call to {plane}", set.name.name);
    let finding = RULE.finding(message).at(
        facts,
        &stuck.address,
        &["health_check", "routing"],
        "always counts as healthy",
    );
    let finding = standby.iter().fold(finding, |finding, member| {
        finding.at(
            facts,
            &member.address,
            &["routing"],
            "stands by, and is answered once all others are unhealthy",
        )
    });
    Some(
        finding
            .note(format!(
                "`route53:ChangeResourceRecordSets` is a call to {}; without it {}",
                plane.region(),
                plane.goes_on()
            ))
            .note(format!("when {} fails, records cannot be changed, there or anywhere", plane.region()))
            .hint("add a `health_check` to the record that serves, and the standby comes in by itself"),
    )
}
