//! AA045: a table that is written in several regions says how conflicts are kept apart.

use super::{Facts, Finding, Rule};
use crate::model::Consistency;

pub(super) const RULE: Rule = Rule::warning(
    "AA045",
    "A table that is written in several regions says how conflicts are kept apart",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let stores = facts.model.stores.iter();
    let eventual =
        stores.filter(|(_, store)| store.consistency == Consistency::Eventual && store.replicas.len() > 1);
    let silent = eventual.filter(|(address, _)| {
        let declared = facts.declaration(address);
        declared.is_some_and(|declared| {
            let said = declared.arguments.get("conflicts");
            said.is_none_or(|said| said.known().is_some_and(tandem_core::Value::is_null))
        })
    });
    let finding = |(address, store): (&tandem_core::Address, &crate::model::Store)| {
        let regions: Vec<&str> = store.replicas.keys().map(String::as_str).collect();
        let name = address.name();
        let message =
            format!("nothing says what keeps writes to `{name}` in {} apart", regions.join(" and "));
        RULE.finding(message)
            .at(facts, address, &["replicas"], "each of these regions takes writes")
            .note("of two writes to one item at about the same time, the later stays: no error, no log, no metric")
            .hint("say how they are kept apart: `conflicts: \"HOME_REGION\"`, `\"IDEMPOTENT\"` or `\"COMMUTATIVE\"`")
            .hint("or let the table be `consistency: \"STRONG\"`: the second writer then gets an error")
    };
    silent.map(finding).collect()
}
