//! AA021: what a health check asks can be reached from the internet.

use super::guarding::asked;
use super::lead::lead;
use super::{Facts, Finding, Rule};
use crate::model::{Check, EndpointId, Family, Name, Probe, RecordType, Target, Watch};
use crate::net::Found;
use tandem_core::{Address, Value};

pub(super) const RULE: Rule = Rule::error(
    "AA021",
    "What a health check asks can be reached from the internet",
    include_str!("explain.md"),
    run,
)
.looks_up();

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let asking = facts.model.checks.iter().filter_map(|(address, check)| match check {
        Check { watch: Watch::Endpoint(probe), disabled: false, .. } => Some((address, probe)),
        _ => None,
    });
    asking
        .filter_map(|(address, probe)| {
            private_name(facts, address, probe).or_else(|| internal(facts, address, probe))
        })
        .collect()
}

/// The name that is asked is answered inside of VPCs alone.
fn private_name(facts: &Facts<'_>, address: &Address, probe: &Probe) -> Option<Finding> {
    let name = asked(probe)?;
    if Family::ALL.iter().any(|family| matches!(facts.net.find(name, *family), Found::Set(_))) {
        return None;
    }
    let named = |record| Name { name: name.to_owned(), record };
    let wanted = [RecordType::A, RecordType::Aaaa, RecordType::Cname].map(named);
    let record = facts
        .model
        .private
        .values()
        .find_map(|names| wanted.iter().find_map(|name| names.get(name)?.first()))?;
    let message = format!("health check `{}` asks for `{name}`, which only VPCs can resolve", address.name());
    let finding = RULE.finding(message).at(facts, address, &["domain"], "asked from the internet");
    Some(remedy(finding.at(facts, &record.address, &[], "lies in a private zone")))
}

/// What is asked is a load balancer without public addresses.
fn internal(facts: &Facts<'_>, address: &Address, probe: &Probe) -> Option<Finding> {
    let balancer = targets(facts, probe).into_iter().find(|id| is_internal(facts, id))?;
    let look_up = &facts.model.endpoints.get(balancer)?.address;
    let message = format!("health check `{}` asks an internal load balancer", address.name());
    let finding = RULE.finding(message).at(facts, address, &["domain"], "asked from the internet");
    Some(remedy(finding.at(facts, look_up, &[], "has private addresses alone")))
}

fn targets<'a>(facts: &Facts<'a>, probe: &'a Probe) -> Vec<&'a EndpointId> {
    if let Target::Endpoint(id) = &probe.target {
        return vec![id];
    }
    let Some(name) = asked(probe) else { return Vec::new() };
    let Found::Set(set) = facts.net.find(name, Family::V4) else { return Vec::new() };
    let set = &facts.net.sets[set];
    set.records.iter().flat_map(|record| lead(facts, set.name, record.member).endpoints).collect()
}

fn is_internal(facts: &Facts<'_>, id: &EndpointId) -> bool {
    let recorded = facts.model.endpoints.get(id).and_then(|endpoint| facts.recorded(&endpoint.address));
    recorded.and_then(|found| found.get("scheme")).and_then(Value::as_str) == Some("internal")
}

fn remedy(finding: Finding) -> Finding {
    finding
        .note("the check always fails, and takes out whatever it guards")
        .hint("follow an alarm on a metric of the target instead: `type: \"CLOUDWATCH_METRIC\"`")
}
