//! AA008: nothing depends on itself: aliases, health checks, alarms.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::aa007::guarding_themselves;
use super::{Facts, Finding, Rule};
use crate::health::circular;
use crate::model::CheckRef;

pub(super) const RULE: Rule =
    Rule::error("AA008", "No alias and no health check depends on itself", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = facts.net.loops.iter().map(|set| aliases(facts, *set)).collect();
    found.extend(checks(facts));
    found
}

/// An alias that leads back to its own name.
fn aliases(facts: &Facts<'_>, set: usize) -> Finding {
    let set = &facts.net.sets[set];
    let message = format!("`{}` stands for itself: its aliases lead back to it", set.name.name);
    let finding = set.records.iter().fold(RULE.finding(message), |finding, record| {
        finding.at(facts, &record.member.address, &["target", "alias.name", "alias"], "leads back here")
    });
    finding.note("no address is ever answered").hint("let one of the aliases stand for a target")
}

/// Checks that ask what their own verdict decides; one that asks the very name it guards is AA007's.
fn checks(facts: &Facts<'_>) -> Vec<Finding> {
    let told = guarding_themselves(facts);
    let told: BTreeSet<&Address> = told.iter().flat_map(|itself| [itself.check, itself.asking]).collect();
    let circular = circular(facts.net).into_iter().enumerate().filter(|(_, circular)| *circular);
    let declared = circular.filter_map(|(at, _)| match &facts.net.checks[at].id {
        CheckRef::Declared(address) => Some(address),
        CheckRef::Foreign(_) => None,
    });
    let new = declared.filter(|address| !told.contains(address));
    let finding = |address: &Address| {
        let guarded = guarded(facts, address);
        let name = guarded.iter().find_map(|record| facts.name_of(record));
        let message = match name {
            Some(name) => format!("a health check of `{name}` depends on its own verdict"),
            None => format!("health check `{}` depends on its own verdict", address.name()),
        };
        let label = "what this leads to is decided by the check itself";
        let finding = RULE.finding(message).at(facts, address, &["domain", "children", "alarm"], label);
        let finding = guarded.iter().fold(finding, |finding, record| {
            finding.at(facts, record, &["health_check"], "the check decides whether this answers")
        });
        finding
            .note("it may hold up what it should take down, or never come to rest")
            .hint("let it ask a name, or follow an alarm, that no health check decides")
    };
    new.map(finding).collect()
}

/// Returns the records that name a check.
fn guarded<'a>(facts: &Facts<'a>, check: &Address) -> Vec<&'a Address> {
    let members = facts.sets().flat_map(|set| set.members);
    let names = |named: &CheckRef| matches!(named, CheckRef::Declared(address) if address == check);
    members.filter(|member| member.check.as_ref().is_some_and(names)).map(|member| &member.address).collect()
}
