//! AA048: somebody is told when a replica falls behind.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::watching::{Watching, watching};
use super::{Facts, Finding, Rule};
use crate::model::{Consistency, Store};

pub(super) const RULE: Rule =
    Rule::warning("AA048", "Somebody is told when a replica falls behind", include_str!("explain.md"), run);

/// The metric that says how far a replica is behind.
const LAG: &str = "ReplicationLatency";

/// How many pairs a message names.
const NAMED: usize = 3;

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let alarms = watching(facts);
    let stores = facts.model.stores.iter();
    let eventual =
        stores.filter(|(_, store)| store.consistency == Consistency::Eventual && store.replicas.len() > 1);
    let finding = |(address, store): (&Address, &Store)| {
        let unwatched = unwatched(address, store, &alarms);
        let (first, all) = (unwatched.first()?, store.replicas.len() * (store.replicas.len() - 1));
        let name = address.name();
        let message = match unwatched.len() {
            number if number == all => format!("nobody is told when `{name}` falls behind"),
            1 => format!("nobody is told when `{name}` falls behind from {} to {}", first.0, first.1),
            number => format!("nobody is told when `{name}` falls behind, on {number} of {all} ways"),
        };
        let ways: Vec<String> =
            unwatched.iter().take(NAMED).map(|(from, to)| format!("{from} to {to}")).collect();
        let more = if unwatched.len() > NAMED { ", …" } else { "" };
        Some(
            RULE.finding(message)
                .at(facts, address, &["replicas"], "replicates to and from each of these")
                .note(format!("without an alarm on `{LAG}`: {}{more}", ways.join(", ")))
                .hint("add an alarm for each of `pairs(sites)` on `replication_latency(pair.from, pair.to)`, `above: \"3m\"`"),
        )
    };
    eventual.filter_map(finding).collect()
}

/// Returns the ways, from one region to another, that no alarm watches.
fn unwatched(address: &Address, store: &Store, alarms: &[Watching<'_>]) -> Vec<(String, String)> {
    let own = |resource: &Address| {
        resource == address
            || (resource.kind() == "dynamodb::replica" && resource.segments() == address.segments())
    };
    let watched: BTreeSet<(&str, &str)> = alarms
        .iter()
        .filter(|alarm| alarm.metrics.contains(LAG) && alarm.resources.iter().any(own))
        .flat_map(|alarm| alarm.regions.iter().map(|to| (alarm.region, to.as_str())))
        .collect();
    let pairs = store.replicas.keys().flat_map(|from| store.replicas.keys().map(move |to| (from, to)));
    let missing = pairs.filter(|(from, to)| from != to && !watched.contains(&(from.as_str(), to.as_str())));
    missing.map(|(from, to)| (from.clone(), to.clone())).collect()
}
