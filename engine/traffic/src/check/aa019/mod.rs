//! AA019: Route 53 and the load balancer ask for one path.

use std::collections::BTreeSet;

use tandem_core::Value;

use super::guarding::probes;
use super::lead::lead;
use super::{Facts, Finding, Rule};
use crate::model::{EndpointId, Probe};

pub(super) const RULE: Rule = Rule::warning(
    "AA019",
    "Route 53 and the load balancer ask for one path",
    include_str!("explain.md"),
    run,
)
.looks_up();

/// What is asked for where nothing is said.
const ROOT: &str = "/";

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets() {
        for member in set.members {
            let balancers = lead(facts, set.name, member).endpoints;
            for (check, probe) in member.check.iter().flat_map(|check| probes(facts, check)) {
                let Some((balancer, paths)) = differing(facts, probe, &balancers) else { continue };
                let asked = probe.path.as_deref().unwrap_or(ROOT);
                let theirs = quoted(&paths);
                let message = format!(
                    "health check `{}` asks for `{asked}`, its load balancer for {theirs}",
                    check.name()
                );
                let finding = RULE.finding(message).at(facts, check, &["path"], "Route 53 asks for this");
                let finding =
                    finding.at(facts, balancer, &[], &format!("its target groups ask for {theirs}"));
                let first = paths.first().copied().unwrap_or(ROOT);
                found.push(
                    finding
                        .about(&member.address)
                        .note("where one fails and the other does not, traffic goes where nothing serves it")
                        .hint(format!("set `path: \"{first}\"`, or let the target group ask for `{asked}`")),
                );
            }
        }
    }
    found
}

/// Returns the load balancer whose target groups all ask for something else than a probe, and what they ask for.
fn differing<'a>(
    facts: &Facts<'a>,
    probe: &Probe,
    balancers: &BTreeSet<&'a EndpointId>,
) -> Option<(&'a tandem_core::Address, BTreeSet<&'a str>)> {
    if !probe.kind.starts_with("HTTP") {
        return None;
    }
    let asked = probe.path.as_deref().unwrap_or(ROOT);
    let paths = balancers.iter().filter_map(|id| {
        let address = &facts.model.endpoints.get(*id)?.address;
        Some((address, target_group_paths(facts, address)))
    });
    { paths }.find(|(_, paths)| !paths.is_empty() && !paths.contains(asked))
}

/// Returns what the target groups of a load balancer are on record to ask their targets for.
fn target_group_paths<'a>(facts: &Facts<'a>, balancer: &tandem_core::Address) -> BTreeSet<&'a str> {
    let groups = facts.recorded(balancer).and_then(|found| found.get("target_groups"));
    let Some(Value::List(groups)) = groups else { return BTreeSet::new() };
    let path = |group: &'a Value| match group {
        Value::Map(group) => group.get("path").and_then(Value::as_str),
        _ => None,
    };
    groups.iter().filter_map(path).collect()
}

fn quoted(paths: &BTreeSet<&str>) -> String {
    paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" and ")
}
