//! AA028: nobody relies on checks of an endpoint group that its endpoints ignore.

use super::{Facts, Finding, Rule};
use crate::model::EndpointGroup;

pub(super) const RULE: Rule = Rule::warning(
    "AA028",
    "Nobody relies on checks of an endpoint group that its endpoints ignore",
    include_str!("explain.md"),
    run,
);

/// What an endpoint group says of its checks.
const SETTINGS: [&str; 5] =
    ["health_check_path", "health_check_interval", "threshold", "health_check_protocol", "health_check_port"];

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let listeners = facts.model.accelerators.values().flat_map(|accelerator| &accelerator.listeners);
    let groups = listeners.flat_map(|listener| &listener.groups).filter(|group| balancers(facts, group));
    let finding = |group: &EndpointGroup| {
        let setting = SETTINGS.into_iter().find(|setting| facts.spelled(&group.address, setting))?;
        let message = format!("`{setting}` means nothing for load balancers");
        let finding =
            RULE.finding(message).at(facts, &group.address, &[setting], "its endpoints ignore this");
        Some(
            finding
                .note("a load balancer counts as healthy by what its target groups say")
                .hint(format!("remove `{setting}`, and set the health check of the target group")),
        )
    };
    groups.filter_map(finding).collect()
}

/// Returns whether all endpoints of a group are load balancers.
fn balancers(facts: &Facts<'_>, group: &EndpointGroup) -> bool {
    let is_balancer = |id| facts.model.endpoints.get(id).is_some_and(|endpoint| endpoint.service == "elb");
    let known = !group.endpoints.is_empty() && !facts.vague(&group.address);
    known && group.endpoints.iter().all(|weighted| is_balancer(&weighted.endpoint))
}
