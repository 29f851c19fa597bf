//! AA025: an accelerator has somewhere to send to, whichever region fails.

use super::stranded::{Stranded, stranded};
use super::{Facts, Finding, Rule};
use crate::plane::Plane;

pub(super) const RULE: Rule = Rule::error(
    "AA025",
    "An accelerator has somewhere to send to, whichever region fails",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    stranded(facts).iter().filter(|one| !one.beyond).map(|one| finding(facts, one)).collect()
}

fn finding(facts: &Facts<'_>, stranded: &Stranded<'_>) -> Finding {
    let accelerator = stranded.accelerator.name();
    let message = match stranded.lost {
        Some(region) => format!("accelerator `{accelerator}` has nowhere to send to once {region} fails"),
        None => format!("accelerator `{accelerator}` has nowhere to send to"),
    };
    let mut finding = RULE.finding(message);
    let mut aside = false;
    for group in &stranded.listener.groups {
        let takes = group.endpoints.iter().any(|endpoint| endpoint.weight > 0);
        let text = match (takes, group.endpoints.is_empty()) {
            (true, _) => format!("the only endpoints that take traffic, in {}", group.region),
            (false, true) => "has no endpoints".to_owned(),
            (false, false) => "has weights of 0 alone: takes none, also on failover".to_owned(),
        };
        aside |= !takes && !group.endpoints.is_empty();
        finding = finding.at(facts, &group.address, &["endpoints"], &text);
    }
    let finding = finding.at(facts, &stranded.listener.address, &[], "all clients of this listener");
    let finding = finding
        .about(stranded.accelerator)
        .note("new connections go on to what is dead: nothing else is there");
    if aside {
        let plane = Plane::GlobalAccelerator;
        let call = format!("a weight raised only then is a call to {plane}, in {}", plane.region());
        return finding.note(call).hint("give endpoints in another region a weight above 0");
    }
    finding.hint("add an endpoint group in another region")
}
