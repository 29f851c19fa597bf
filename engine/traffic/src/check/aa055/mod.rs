//! AA055: what another region's queue cannot take is kept.

use tandem_core::Declaration;

use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "AA055",
    "What another region's queue cannot take is kept",
    include_str!("explain.md"),
    run,
);

/// The kind of subscriptions.
const SUBSCRIPTION: &str = "sns::subscription";

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = facts.topology.declarations.values();
    let subscriptions = all.filter(|declared| declared.address.kind() == SUBSCRIPTION);
    subscriptions.filter_map(|declared| finding(facts, declared)).collect()
}

fn finding(facts: &Facts<'_>, declared: &Declaration) -> Option<Finding> {
    let text = |name: &str| declared.arguments.get(name).and_then(|value| value.as_str().map(str::to_owned));
    let kept = declared
        .arguments
        .get("redrive_policy")
        .is_some_and(|policy| !policy.known().is_some_and(tandem_core::Value::is_null));
    let (here, endpoint) = (declared.address.region()?, text("endpoint")?);
    // arn:aws:sqs:eu-west-1:123456789012:orders
    let there = endpoint.split(':').nth(3)?.to_owned();
    if text("protocol").as_deref() != Some("sqs") || kept || there.is_empty() || there == here {
        return None;
    }
    let message = format!("messages for the queue in {there} are lost while {there} is");
    let finding = RULE.finding(message);
    let finding = finding.at(
        facts,
        &declared.address,
        &["endpoint"],
        &format!("in another region than the topic, {here}"),
    );
    Some(
        finding
            .note("SNS tries for about 23 days to reach a queue, and gives up at once where the queue is gone or refuses")
            .hint(format!("add `redrive_policy: #{{ deadLetterTargetArn: … }}`: a queue in {here}"))
            .hint("and let it keep messages for longer than the longest outage: 14 days at most"),
    )
}
