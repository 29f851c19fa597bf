//! What a plan changes for clients, as an object.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use tandem_traffic::compare::{Behaviour, Change, Pair, Shift};
use tandem_traffic::fail::Failure;
use tandem_traffic::model::{Consistency, Family, Store};
use tandem_traffic::prove::Interval;

/// Returns what a plan changes for clients as an object; times are in seconds, `null` is for ever.
pub(crate) fn object(behaviour: &Behaviour) -> Json {
    let stores = behaviour.stores.iter().map(|(address, pair)| {
        json!({ "address": address, "before": pair.before.as_ref().map(store), "after": pair.after.as_ref().map(store) })
    });
    json!({
        "type": "behaviour",
        "changed": !behaviour.is_empty(),
        "changes": behaviour.changes.iter().map(change).collect::<Vec<_>>(),
        "appear": behaviour.appear,
        "vanish": behaviour.vanish,
        "worst_recovery": behaviour.recovery.map(recovery),
        "new_single_points": failures(&behaviour.exposed),
        "former_single_points": failures(&behaviour.covered),
        "stores": stores.collect::<Vec<_>>(),
        "private": behaviour.private,
        "known_after_apply": behaviour.unknown,
        "assumptions": behaviour.used.iter().map(|one| one.name).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Json {
    json!({
        "names": change.names,
        "shifts": change.shifts.iter().map(shift).collect::<Vec<_>>(),
        "kept": change.kept.map(pair),
        "recovery": change.recovery.map(recovery),
    })
}

fn shift(shift: &Shift) -> Json {
    let sites = shift.sites.iter().map(|(site, shares)| (site.clone(), pair(*shares)));
    json!({
        "failure": shift.failure.as_ref().map(ToString::to_string),
        "clients": shift.who,
        "family": shift.family.map(|family| if family == Family::V4 { "IPv4" } else { "IPv6" }),
        "sites": sites.collect::<serde_json::Map<_, _>>(),
        "failing": pair(shift.failing),
    })
}

fn failures(all: &BTreeMap<Failure, Vec<String>>) -> Vec<Json> {
    all.iter().map(|(failure, names)| json!({ "failure": failure.to_string(), "names": names })).collect()
}

fn pair(pair: Pair<f64>) -> Json {
    json!({ "before": pair.before, "after": pair.after })
}

/// Returns the most that recovery takes; what is not a number in JSON is `null`.
fn recovery(takes: Pair<Interval>) -> Json {
    let most = |takes: Interval| Some(takes.most).filter(|most| most.is_finite());
    json!({ "before": most(takes.before), "after": most(takes.after) })
}

fn store(store: &Store) -> Json {
    json!({
        "regions": store.replicas.keys().collect::<Vec<_>>(),
        "witness": store.witness,
        "strong": store.consistency == Consistency::Strong,
    })
}
