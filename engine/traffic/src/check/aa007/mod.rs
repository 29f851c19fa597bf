//! AA007: a health check does not ask for the name it guards.

use tandem_core::Address;

use super::guarding::{asked, probes};
use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "AA007",
    "A health check does not ask for the name that it guards",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let told = guarding_themselves(facts).into_iter().map(|itself| {
        let message = format!("a health check of `{}` asks for `{}` itself", itself.name, itself.name);
        RULE.finding(message)
            .at(facts, itself.asking, &["domain"], "answered by whatever the check lets through")
            .at(facts, itself.record, &["health_check"], "it guards this record")
            .about(itself.check)
            .hint("let it ask a name that leads to this one target, such as `eu-west-1.example.com`")
    });
    told.collect()
}

/// A record whose check asks for the record's own name.
pub(super) struct Itself<'a> {
    pub(super) name: &'a str,
    pub(super) record: &'a Address,
    /// The check that the record names.
    pub(super) check: &'a Address,
    /// The check that asks: the same, or one that it counts.
    pub(super) asking: &'a Address,
}

/// Returns the records whose checks ask for the records' own names.
pub(super) fn guarding_themselves<'a>(facts: &Facts<'a>) -> Vec<Itself<'a>> {
    let mut found = Vec::new();
    for set in facts.sets() {
        for member in set.members {
            let Some(crate::model::CheckRef::Declared(check)) = &member.check else { continue };
            let asking = member.check.iter().flat_map(|check| probes(facts, check));
            let same = asking.filter(|(_, probe)| asked(probe) == Some(set.name.name.as_str()));
            found.extend(same.map(|(asking, _)| Itself {
                name: &set.name.name,
                record: &member.address,
                check,
                asking,
            }));
        }
    }
    found
}
