//! AA026: a dial of 0 is not taken for a way to isolate a region.

use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "AA026",
    "A dial of 0 is not taken for a way to isolate a region",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let listeners = facts.model.accelerators.values().flat_map(|accelerator| &accelerator.listeners);
    // With every dial at 0 nothing is isolated from anything.
    let partly = listeners.filter(|listener| listener.groups.iter().any(|group| group.dial > 0.0));
    let groups = partly.flat_map(|listener| &listener.groups);
    let turned = groups
        .filter(|group| group.dial <= 0.0 && group.endpoints.iter().any(|endpoint| endpoint.weight > 0));
    let finding = |group: &crate::model::EndpointGroup| {
        let message = format!("{} is turned down to 0, and still takes traffic on failover", group.region);
        RULE.finding(message)
            .at(facts, &group.address, &["traffic_dial"], "failover ignores this")
            .note("once the other groups have no healthy endpoint, all of their clients are sent here")
            .hint("to keep clients out, set `weight: 0` for its endpoints, or remove the group")
            .hint("to keep it in reserve, allow it: `allow: #{ AA026: \"stands by\" }`")
    };
    turned.map(finding).collect()
}
