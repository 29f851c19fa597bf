//! AA042: a region that serves has the data at hand.

use std::collections::BTreeMap;

use tandem_core::Address;
use tandem_core::topology::Objective;

use super::serving::{Serving, serving};
use super::{Facts, Finding, Rule};
use crate::model::Store;

pub(super) const RULE: Rule =
    Rule::error("AA042", "A region that serves has the data at hand", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let objectives = facts.model.objectives.iter().map(|objective| (objective, serving(facts, objective)));
    let objectives: Vec<(&Objective, Serving<'_>)> =
        objectives.filter(|(_, serving)| serving.regions.len() > 1).collect();
    let known = facts.model.stores.iter().filter(|(address, _)| !facts.vague(address));
    known.filter_map(|(address, store)| finding(facts, address, store, &objectives)).collect()
}

/// A store that is in some of the regions that serve an objective, and whose regions serve no objective as a whole.
fn finding(
    facts: &Facts<'_>,
    address: &Address,
    store: &Store,
    objectives: &[(&Objective, Serving<'_>)],
) -> Option<Finding> {
    let missing = |serving: &Serving<'_>| -> BTreeMap<String, Address> {
        let outside = serving.regions.iter().filter(|(region, _)| !store.replicas.contains_key(**region));
        outside.map(|(region, by)| ((*region).to_owned(), (*by).clone())).collect()
    };
    let touched = objectives
        .iter()
        .filter(|(_, serving)| serving.regions.keys().any(|region| store.replicas.contains_key(*region)));
    let touched: Vec<_> = touched.map(|(objective, serving)| (objective, missing(serving))).collect();
    if touched.iter().any(|(_, missing)| missing.is_empty()) {
        return None;
    }
    let (objective, missing) = touched.into_iter().min_by_key(|(_, missing)| missing.len())?;
    let regions: Vec<&str> = missing.keys().map(String::as_str).collect();
    let list = regions.join(" and ");
    let message = format!("`{}` has no replica in {list}, where clients are served", address.name());
    let mut finding = RULE.finding(message).at(facts, address, &["replicas"], &format!("without {list}"));
    for (region, by) in &missing {
        finding = finding.at(facts, by, &["routing", "endpoints"], &format!("serves {region}"));
    }
    let from: Vec<&str> = store.replicas.keys().map(String::as_str).collect();
    let finding = finding
        .names(&objective.names)
        .note(format!("each request there would wait for {}, and fail with it", from.join(" or ")))
        .hint(format!("add {list} to `replicas`"))
        .hint("if the service in that region does not use the table, say so: `allow: #{ AA042: \"why\" }`");
    Some(finding)
}
