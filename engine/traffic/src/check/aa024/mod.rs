//! AA024: what records and health checks name is there.

mod delegation;

use std::collections::BTreeSet;

use tandem_core::{Address, Declaration, Severity};

use super::guarding::asked;
use super::{Facts, Finding, Rule};
use crate::model::{Answer, Family, Member, Name, RecordType, Target, Watch};
use crate::net::Found;

pub(super) const RULE: Rule =
    Rule::error("AA024", "What records and health checks name is there", include_str!("explain.md"), run);

/// The kind of a record, and that of a delegation among them.
const RECORD: &str = "route53::record";
const DELEGATION: &str = "NS";

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let declared = Declared::of(facts);
    let mut found = Vec::new();
    for set in facts.sets() {
        found.extend(set.members.iter().filter_map(|member| dangling(facts, &declared, set.name, member)));
    }
    found.extend(facts.model.checks.iter().filter_map(|(address, check)| {
        let Watch::Endpoint(probe) = &check.watch else { return None };
        let name = asked(probe).filter(|name| declared.lacks(facts, name))?;
        let message = format!("health check `{}` asks for `{name}`, which is not there", address.name());
        let finding = RULE.finding(message).at(facts, address, &["domain"], "the zone has no such record");
        let finding = finding.note("the check always fails, and takes out whatever it guards");
        Some(weighed(facts, zone_of(facts, name), finding).hint(near(&declared, name)))
    }));
    found.extend(delegation::undelegated(facts));
    found
}

/// The names that the script declares, whatever the type, and those that are delegated to other name servers.
struct Declared<'a> {
    names: BTreeSet<&'a str>,
    delegated: BTreeSet<&'a str>,
}

impl<'a> Declared<'a> {
    fn of(facts: &Facts<'a>) -> Declared<'a> {
        let mut declared = Declared { names: BTreeSet::new(), delegated: BTreeSet::new() };
        for record in records(facts) {
            let Some(name) = record.arguments.get("name").and_then(|name| name.as_str()) else { continue };
            declared.names.insert(name);
            if is_delegation(record) {
                declared.delegated.insert(name);
            }
        }
        declared
    }

    /// Returns whether a zone of the topology would have to have a name, and has no record of it.
    fn lacks(&self, facts: &Facts<'_>, name: &str) -> bool {
        let nothing = Family::ALL.iter().all(|family| facts.net.find(name, *family) == Found::Nothing);
        let below = |delegated: &&str| name.strip_suffix(*delegated).is_some_and(|rest| rest.ends_with('.'));
        nothing && !self.names.contains(name) && !self.delegated.iter().any(below)
    }
}

fn records<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a Declaration> + use<'a> {
    facts.topology.declarations.values().filter(|declared| declared.address.kind() == RECORD)
}

fn is_delegation(record: &Declaration) -> bool {
    record.arguments.get("type").and_then(|ty| ty.as_str()) == Some(DELEGATION)
}

/// A record that leads to a name which is not there.
fn dangling(facts: &Facts<'_>, declared: &Declared<'_>, name: &Name, member: &Member) -> Option<Finding> {
    let (target, paths): (&str, &[&str]) = match &member.answer {
        Answer::Alias { to: Target::Records(other), .. } if is_missing(facts, &member.zone, other) => {
            (&other.name, &["target", "alias.name", "alias"])
        }
        Answer::Values(targets) if name.record == RecordType::Cname => {
            let names = targets.iter().filter_map(|target| match target {
                Target::Name(name) => Some(name.as_str()),
                _ => None,
            });
            ({ names }.find(|name| declared.lacks(facts, name))?, &["values"])
        }
        _ => return None,
    };
    let message = format!("`{}` stands for `{target}`, which is not there", name.name);
    let finding = RULE.finding(message).at(facts, &member.address, paths, "the zone has no such record");
    Some(weighed(facts, Some(&member.zone), finding).hint(near(declared, target)))
}

/// Makes a finding a warning where others may have made the record: only a zone that is claimed whole holds nothing else.
fn weighed(facts: &Facts<'_>, zone: Option<&Address>, finding: Finding) -> Finding {
    let zone = zone.and_then(|zone| facts.declaration(zone));
    let exclusive = zone.and_then(|zone| zone.arguments.get("exclusive")?.known()?.as_bool());
    if exclusive == Some(true) {
        return finding;
    }
    finding.severity(Severity::Warning).note("unless another tool has made a record of that name in the zone")
}

/// Returns the zone that would have to have a name.
fn zone_of<'a>(facts: &Facts<'a>, name: &str) -> Option<&'a Address> {
    let holds =
        |domain: &str| name == domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    let zones = facts.model.zones.iter().filter(|(_, zone)| !zone.private && holds(&zone.domain));
    zones.max_by_key(|(_, zone)| zone.domain.len()).map(|(address, _)| address)
}

fn is_missing(facts: &Facts<'_>, zone: &Address, name: &Name) -> bool {
    let vague = facts.vague_name(&name.name);
    let existing = facts.model.zones.get(zone).is_none_or(|zone| zone.existing);
    !vague && !existing && facts.set(zone, name).is_none()
}

fn near(declared: &Declared<'_>, name: &str) -> String {
    match tandem_core::suggestion::nearest(name, declared.names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare a record of that name, or name one that is there".to_owned(),
    }
}
