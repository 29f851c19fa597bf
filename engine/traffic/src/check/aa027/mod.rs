//! AA027: what lives is near enough for an accelerator to find.

use super::stranded::stranded;
use super::{Facts, Finding, Rule};
use crate::assume::ACCELERATOR_DEPTH;

pub(super) const RULE: Rule = Rule::warning(
    "AA027",
    "What lives is near enough for an accelerator to find",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let depth = facts.net.assumptions.value(&ACCELERATOR_DEPTH);
    let beyond = stranded(facts).into_iter().filter(|one| one.beyond);
    let finding = |one: super::stranded::Stranded<'_>| {
        let when = one
            .lost
            .map_or_else(|| "even while nothing fails".to_owned(), |region| format!("once {region} fails"));
        let name = one.accelerator.name();
        let message = format!("accelerator `{name}` looks for healthy endpoints too near by, {when}");
        RULE.finding(message)
            .at(facts, &one.listener.address, &[], "some of its clients find nothing")
            .about(one.accelerator)
            .note(format!(
                "beside the group of a client, the {depth:.0} nearest are tried; the next one is not"
            ))
            .hint("give endpoints in groups nearby a weight above 0, or remove the groups that take nothing")
    };
    beyond.map(finding).collect()
}
