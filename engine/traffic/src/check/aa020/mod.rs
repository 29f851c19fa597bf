//! AA020: a check fails when what it stands for is gone.

use std::collections::BTreeMap;

use tandem_core::Address;

use super::lead::lead;
use super::{Facts, Finding, Rule};
use crate::fail::{Failure, Subject, World};
use crate::health::{Settled, calm, settle_after};
use crate::model::{Check, CheckRef, Member, Name, Watch};

pub(super) const RULE: Rule = Rule::error(
    "AA020",
    "A check that counts others fails when what it stands for is gone",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        facts.model.checks.iter().filter_map(|(at, check)| hollow(facts, at, check)).collect();
    let members = facts.sets().flat_map(|set| own(set.members).map(move |member| (set.name, member)));
    let standing: Vec<_> =
        members.filter_map(|(name, member)| Some((name, member, stands_for(facts, name, member)?))).collect();
    if standing.is_empty() {
        return found;
    }
    let calm = calm(facts.net);
    let mut lost: BTreeMap<&str, Settled> = BTreeMap::new();
    for (name, member, (address, region)) in standing {
        let settled = lost.entry(region).or_insert_with(|| {
            let failure = Failure::dead(Subject::Region(region.to_owned()));
            settle_after(facts.net, &calm, &World::after(facts.net, &[failure]))
        });
        let check = facts.net.check(&CheckRef::Declared(address.clone()));
        if check.is_some_and(|check| settled.checks[check] >= 0.5 && calm.checks[check] >= 0.5) {
            found.push(survivor(facts, name, member, address));
        }
    }
    found
}

/// Iterates over the records that share their check with no other of the name; where all share one, that is AA014's.
fn own(members: &[Member]) -> impl Iterator<Item = &Member> {
    let sharing = |member: &Member| members.iter().filter(|other| other.check == member.check).count();
    members.iter().filter(move |member| sharing(member) == 1)
}

/// A calculated check that needs no child: it never fails.
fn hollow(facts: &Facts<'_>, address: &Address, check: &Check) -> Option<Finding> {
    let Watch::Calculated { threshold: 0, .. } = check.watch else { return None };
    let message = format!("health check `{}` is healthy whatever its children are", address.name());
    let finding = RULE.finding(message).at(facts, address, &["health_threshold"], "needs none of them");
    Some(finding.hint("set `health_threshold` to how many must be healthy, or leave it out for all"))
}

/// Returns the calculated check of a record that leads into one region, and the region.
fn stands_for<'a>(facts: &Facts<'a>, name: &'a Name, member: &'a Member) -> Option<(&'a Address, &'a str)> {
    let Some(CheckRef::Declared(address)) = &member.check else { return None };
    let check = facts.model.checks.get(address)?;
    let counts = matches!(&check.watch, Watch::Calculated { threshold, .. } if *threshold > 0);
    let known = counts && !check.disabled && !check.inverted && leaves_known(facts, check);
    let lead = lead(facts, name, member);
    let one = known && !lead.vague && lead.accelerators.is_empty() && lead.regions.len() == 1;
    Some((address, lead.regions.first().copied()?)).filter(|_| one)
}

/// Returns whether the model knows what each child will say: not of checks that are elsewhere, or of custom metrics.
fn leaves_known(facts: &Facts<'_>, check: &Check) -> bool {
    let Watch::Calculated { children, .. } = &check.watch else { return false };
    let known = |child: &CheckRef| match child {
        CheckRef::Declared(address) => {
            matches!(facts.model.checks.get(address).map(|child| &child.watch), Some(Watch::Endpoint(_)))
        }
        CheckRef::Foreign(_) => false,
    };
    children.iter().all(known)
}

fn survivor(facts: &Facts<'_>, name: &Name, member: &Member, check: &Address) -> Finding {
    let message =
        format!("a health check of `{}` stays healthy when the region it stands for is gone", name.name);
    let finding =
        RULE.finding(message).at(facts, check, &["health_threshold", "children"], "enough children are left");
    let finding = finding.at(facts, &member.address, &["health_check"], "it stands for this target alone");
    finding
        .note("clients are still sent to what is gone")
        .hint("count only checks of this target, or raise `health_threshold`")
}
