//! AA057: regions that stand in for one another are alike.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::{Address, region};

use super::serving;
use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "AA057",
    "Regions that stand in for one another are alike",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let serving = serving::all(facts).regions;
    let mut alike: BTreeMap<(&str, Vec<String>), BTreeMap<&str, &Address>> = BTreeMap::new();
    // Which regions a store is in is asked for by AA042 and AA043.
    let replicas: BTreeSet<&Address> =
        facts.model.stores.values().flat_map(|store| store.replicas.values()).collect();
    for address in facts.topology.declarations.keys().filter(|address| !replicas.contains(address)) {
        let Some(region) = address.region().filter(|region| serving.contains_key(region)) else { continue };
        alike.entry((address.kind(), address.segments())).or_default().insert(region, address);
    }
    let mut found = Vec::new();
    for ((_, segments), present) in alike {
        let missing: Vec<&str> =
            serving.keys().copied().filter(|region| !present.contains_key(region)).collect();
        // What is in one region alone is meant to be, and so is what bears the name of a region.
        let named = segments.iter().any(|segment| region::names().any(|name| segment.contains(name)));
        if present.len() < 2 || missing.is_empty() || named {
            continue;
        }
        found.push(finding(facts, &present, &missing));
    }
    found
}

fn finding(facts: &Facts<'_>, present: &BTreeMap<&str, &Address>, missing: &[&str]) -> Finding {
    let regions: BTreeSet<&str> = present.keys().copied().collect();
    let has = regions.into_iter().collect::<Vec<_>>().join(" and ");
    let lacks = missing.join(" and ");
    let name = present.values().next().map(|address| address.name()).unwrap_or_default();
    let kind = present.values().next().map(|address| address.kind()).unwrap_or_default();
    let finding = RULE.finding(format!("{has} have a `{kind}` `{name}`, and {lacks} has none"));
    let finding = present
        .values()
        .fold(finding, |finding, address| finding.at(facts, address, &[], &format!("declared for {has}")));
    finding
        .note(format!("{lacks} serves the same clients, and takes those of the others when they fail"))
        .hint(format!("declare it in {lacks} too, or say why not: `allow: #{{ AA057: \"why\" }}`"))
}
