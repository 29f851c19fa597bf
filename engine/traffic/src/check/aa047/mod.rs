//! AA047: a table of several regions can write as fast as any of them is written to.

use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "AA047",
    "A table of several regions can write as fast as any of them is written to",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let several = facts.model.stores.iter().filter(|(_, store)| store.replicas.len() > 1);
    let fixed = several.filter(|(address, _)| {
        let mode = facts.declaration(address).and_then(|declared| declared.arguments.get("billing_mode"));
        mode.and_then(|mode| mode.as_str()) == Some("PROVISIONED")
    });
    let finding = |(address, _): (&tandem_core::Address, _)| {
        let message = format!("`{}` replicates with a fixed capacity for writes", address.name());
        RULE.finding(message)
            .at(facts, address, &["billing_mode"], "every region writes what any region writes")
            .note("once one region takes the traffic of another, its writes no longer fit, here and in every replica")
            .hint("leave `billing_mode` out to pay by the request")
            .hint("if auto scaling of writes is set up elsewhere, say so: `allow: #{ AA047: \"scaled by …\" }`")
    };
    fixed.map(finding).collect()
}
