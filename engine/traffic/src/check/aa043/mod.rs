//! AA043: a witness serves nobody.

use super::serving;
use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("AA043", "A witness serves nobody", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let serving = serving::all(facts).regions;
    let mut found = Vec::new();
    for (address, store) in &facts.model.stores {
        let Some(region) = &store.witness else { continue };
        let Some(by) = serving.get(region.as_str()) else { continue };
        let message =
            format!("{region} serves clients, and of `{}` it has the witness alone", address.name());
        let finding = RULE.finding(message).at(
            facts,
            address,
            &["witness"],
            "keeps no data that can be read or written",
        );
        let finding = finding.at(facts, by, &["routing", "endpoints"], &format!("serves {region}"));
        found.push(finding.hint(format!("make {region} the third of `replicas`, and leave `witness` out")));
    }
    found
}
