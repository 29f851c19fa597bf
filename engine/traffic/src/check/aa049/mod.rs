//! AA049: no more writes are lost than an objective allows.

use tandem_core::Address;
use tandem_core::topology::Objective;

use super::serving::serving;
use super::{Facts, Finding, Rule};
use crate::assume::Used;
use crate::model::{Consistency, Store};
use crate::store::{Lag, lag};

pub(super) const RULE: Rule =
    Rule::error("AA049", "No more writes are lost than an objective allows", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for objective in facts.model.objectives.iter().filter(|objective| objective.survive.regions > 0) {
        let Some(most) = objective.lose_at_most else { continue };
        let regions = serving(facts, objective).regions;
        for (address, store) in &facts.model.stores {
            let used = regions.keys().any(|region| store.replicas.contains_key(*region));
            let behind = worst(facts, store).filter(|behind| used && behind.2.p99 > most as f64);
            found.extend(behind.map(|behind| finding(facts, objective, address, most, &behind)));
        }
    }
    found
}

/// Returns the two regions of an eventually consistent store of which one is furthest behind the other.
fn worst<'a>(facts: &Facts<'_>, store: &'a Store) -> Option<(&'a str, &'a str, Lag)> {
    if store.consistency != Consistency::Eventual {
        return None;
    }
    let mut used = Used::default();
    let pairs = store.replicas.keys().flat_map(|from| store.replicas.keys().map(move |to| (from, to)));
    let lags = pairs.filter(|(from, to)| from != to);
    let lags =
        lags.map(|(from, to)| (from.as_str(), to.as_str(), lag(from, to, facts.net.assumptions, &mut used)));
    lags.max_by(|a, b| a.2.p99.total_cmp(&b.2.p99))
}

fn finding(
    facts: &Facts<'_>,
    objective: &Objective,
    address: &Address,
    most: u64,
    (from, to, behind): &(&str, &str, Lag),
) -> Finding {
    let message =
        format!("losing {from} loses more writes of `{}` than the objective allows", address.name());
    let allowed = if most == 0 { "none may be lost".to_owned() } else { format!("{most} s may be lost") };
    let finding = RULE.finding(message).on(&objective.origin, &["lose_at_most"], &allowed);
    let label = format!("{to} has what {from} writes about {:.1} s later", behind.p50);
    let finding = finding.at(facts, address, &["consistency", "replicas"], &label).names(&objective.names);
    finding
        .note(format!("in one of a hundred cases it is {:.1} s, without load (`dynamodb.replication_lag`)", behind.p99))
        .hint("use `consistency: \"STRONG\"`, in three regions: a write is in a second one before it is answered")
        .hint(format!("or say `lose_at_most: \"{}s\"`", behind.p99.ceil()))
}
