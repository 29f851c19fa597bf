//! AA034: what notices that a region is gone is not gone with it.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::lead::lead;
use super::{Facts, Finding, Rule};
use crate::fail::{Failure, Subject, World};
use crate::health::{Settled, calm, settle_after};
use crate::model::{CheckRef, Watch};

pub(super) const RULE: Rule = Rule::error(
    "AA034",
    "What notices that a region is gone is not gone with it",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let calm = calm(facts.net);
    let mut found = Vec::new();
    for region in regions(facts) {
        let world = World::after(facts.net, &[Failure::dead(Subject::Region(region.to_owned()))]);
        let settled = settle_after(facts.net, &calm, &world);
        found.extend(silent(facts, region, &settled));
    }
    found
}

/// Returns the regions that hold an alarm which a health check follows.
fn regions<'a>(facts: &Facts<'a>) -> BTreeSet<&'a str> {
    let watches = facts.model.checks.values().map(|check| &check.watch);
    let alarms = watches.filter_map(|watch| match watch {
        Watch::Alarm { region, .. } => Some(region.as_str()),
        _ => None,
    });
    alarms.collect()
}

/// Finds records that lead into a region alone and count as healthy once it is gone, by the word of an alarm in it.
fn silent(facts: &Facts<'_>, region: &str, settled: &Settled) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets().filter(|set| set.members.len() > 1) {
        for member in set.members {
            let Some(check) = &member.check else { continue };
            let healthy = facts.net.check(check).is_some_and(|number| settled.checks[number] >= 0.5);
            let alone = lead(facts, set.name, member).regions.into_iter().eq([region]);
            let Some((follower, alarm)) = following(facts, check, region).filter(|_| healthy && alone) else {
                continue;
            };
            let name = &set.name.name;
            let message = format!("the check of `{name}` goes on saying healthy once its region is gone");
            let finding =
                RULE.finding(message).at(facts, &member.address, &["health_check"], "guarded by this check");
            let finding =
                finding.at(facts, follower, &["insufficient_data"], "without data, this is not unhealthy");
            let finding = match alarm {
                Some(alarm) => {
                    finding.at(facts, alarm, &[], "stands in the region it watches, and fails with it")
                }
                None => finding,
            };
            found.push(
                finding
                    .hint("set `insufficient_data: \"Unhealthy\"`: an alarm that is gone then counts as a region that is")
                    .hint("or count a check that asks from outside beside it, with `type: \"CALCULATED\"`"),
            );
        }
    }
    found
}

/// Returns the check that follows an alarm in a region: this one, or one that it counts; and the alarm.
fn following<'a>(
    facts: &Facts<'a>,
    check: &'a CheckRef,
    region: &str,
) -> Option<(&'a Address, Option<&'a Address>)> {
    let CheckRef::Declared(address) = check else { return None };
    match &facts.model.checks.get(address)?.watch {
        Watch::Alarm { region: stands, declared, .. } if stands == region => {
            Some((address, declared.as_ref()))
        }
        // Kinds refuse a calculated check that counts another: this ends.
        Watch::Calculated { children, .. } => {
            children.iter().find_map(|child| following(facts, child, region))
        }
        _ => None,
    }
}
