//! AA031: a dual-stack accelerator has dual-stack endpoints.

use tandem_core::{Address, Value};

use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "AA031",
    "A dual-stack accelerator has dual-stack endpoints",
    include_str!("explain.md"),
    run,
)
.looks_up();

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (address, accelerator) in facts.model.accelerators.iter().filter(|(_, one)| one.dual_stack) {
        for group in accelerator.listeners.iter().flat_map(|listener| &listener.groups) {
            let balancers = group.endpoints.iter().filter_map(|weighted| {
                let endpoint = facts.model.endpoints.get(&weighted.endpoint)?;
                only_ipv4(facts, &endpoint.address).then_some(&endpoint.address)
            });
            for balancer in balancers {
                let name = balancer.name();
                let message =
                    format!("`{}` has IPv6 addresses, and `{name}` takes IPv4 alone", address.name());
                let finding =
                    RULE.finding(message).at(facts, &group.address, &["endpoints"], "has this endpoint");
                let finding = finding.at(facts, balancer, &[], "its type of addresses is `ipv4`");
                let finding = finding.at(facts, address, &["ip_address_type"], "says `DUAL_STACK`");
                found.push(finding.hint("make the load balancer dual-stack, or leave `ip_address_type` out"));
            }
        }
    }
    found
}

fn only_ipv4(facts: &Facts<'_>, balancer: &Address) -> bool {
    let recorded = facts.recorded(balancer).and_then(|found| found.get("ip_address_type"));
    recorded.and_then(Value::as_str) == Some("ipv4")
}
