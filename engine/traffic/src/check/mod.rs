//! The AA checks: what makes several regions fail as one, found before anything is deployed.
//!
//! A rule is a folder: the rule with its messages and ways out, its long explanation, and its cases, one that fires, one
//! that nearly does and one that is mended. [`RULES`] lists them by code; a rule that comes later is one more folder and one
//! more line. Rules look at [`Facts`] and say nothing of what nobody knows before apply. What a rule finds can be
//! allowed where it is declared, with a reason; whatever is allowed is listed.
//!
//! Some rules are those of a service or a kind, which refuses what breaks them: they stand in the list with the code
//! under which that is said, and find nothing of their own.

mod allow;
mod blind;
mod facts;
mod finding;
mod guarding;
mod lead;
mod likewise;
mod rule;
mod serving;
mod stories;
mod stranded;
mod watching;

mod aa001;
mod aa002;
mod aa003;
mod aa004;
mod aa005;
mod aa006;
mod aa007;
mod aa008;
mod aa009;
mod aa010;
mod aa011;
mod aa012;
mod aa013;
mod aa014;
mod aa015;
mod aa016;
mod aa017;
mod aa018;
mod aa019;
mod aa020;
mod aa021;
mod aa022;
mod aa023;
mod aa024;
mod aa025;
mod aa026;
mod aa027;
mod aa028;
mod aa029;
mod aa031;
mod aa032;
mod aa034;
mod aa035;
mod aa036;
mod aa039;
mod aa042;
mod aa043;
mod aa044;
mod aa045;
mod aa047;
mod aa048;
mod aa049;
mod aa052;
mod aa053;
mod aa055;
mod aa057;

use std::collections::BTreeMap;

use tandem_core::{Address, Diagnostics, Registry, Topology};

use crate::assume::Assumptions;
use crate::net::Net;
use crate::prove::Proof;

pub use allow::Allowed;
pub use facts::{Facts, RecordSet};
pub use finding::Finding;
pub use rule::Rule;

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &aa001::RULE,
    &aa002::RULE,
    &aa003::RULE,
    &aa004::RULE,
    &aa005::RULE,
    &aa006::RULE,
    &aa007::RULE,
    &aa008::RULE,
    &aa009::RULE,
    &aa010::RULE,
    &aa011::RULE,
    &aa012::RULE,
    &aa013::RULE,
    &aa014::RULE,
    &aa015::RULE,
    &aa016::RULE,
    &aa017::RULE,
    &aa018::RULE,
    &aa019::RULE,
    &aa020::RULE,
    &aa021::RULE,
    &aa022::RULE,
    &aa023::RULE,
    &aa024::RULE,
    &aa025::RULE,
    &aa026::RULE,
    &aa027::RULE,
    &aa028::RULE,
    &aa029::RULE,
    &aa031::RULE,
    &aa032::RULE,
    &aa034::RULE,
    &aa035::RULE,
    &aa036::RULE,
    &aa039::RULE,
    &aa042::RULE,
    &aa043::RULE,
    &aa044::RULE,
    &aa045::RULE,
    &aa047::RULE,
    &aa048::RULE,
    &aa049::RULE,
    &aa052::RULE,
    &aa053::RULE,
    &aa055::RULE,
    &aa057::RULE,
];

/// What the rules found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Checked {
    /// What stands, by place: errors and warnings of rules, and what is wrong with allowances.
    pub diagnostics: Diagnostics,
    /// What was found and is allowed.
    pub allowed: Vec<Allowed>,
    /// The proof of what objectives name, and no more than they promise.
    pub proof: Proof,
}

/// Checks a topology: reads it, and asks every rule.
pub fn check(topology: &Topology, registry: &Registry, assumptions: &Assumptions) -> Checked {
    let (model, mut diagnostics) = crate::read(topology, registry);
    let net = Net::new(&model, assumptions);
    let mut checked = run(&Facts::new(topology, registry, &net));
    diagnostics.extend(checked.diagnostics);
    checked.diagnostics = diagnostics.sorted();
    checked
}

/// Asks every rule. Where a proof tells an outage as a story, the rules that know its cause add to it, and say nothing else.
pub fn run(facts: &Facts<'_>) -> Checked {
    let mut diagnostics = Diagnostics::new();
    let mut allowances = allow::Allowances::of(facts, &mut diagnostics);
    let mut found: Vec<Finding> = RULES.iter().flat_map(|rule| (rule.run)(facts)).collect();
    found = found.into_iter().map(|found| found.named(facts)).collect();
    found.retain(|found| !allowances.allow(found));
    let mut stories = stories::stories(facts);
    found = stories::causes_first(stories::told(found, &mut stories));
    found.extend(stories.into_iter().filter(|story| !allowances.allow(story)));
    diagnostics.extend(likewise::merged(found));
    let allowed = allowances.finish(&mut diagnostics);
    Checked { diagnostics: diagnostics.sorted(), allowed, proof: facts.proof().clone() }
}

/// Returns the regions that serve what objectives name, each with a declaration that leads there.
pub fn serving(topology: &Topology, registry: &Registry) -> BTreeMap<String, Address> {
    let (model, _) = crate::read(topology, registry);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let serving = serving::all(&Facts::new(topology, registry, &net));
    serving.regions.into_iter().map(|(region, by)| (region.to_owned(), by.clone())).collect()
}

/// Returns what a code means, at length: that of a rule, or of what is wrong with an allowance.
pub fn explain(code: &str) -> Option<&'static str> {
    explanations().find(|(known, _)| *known == code).map(|(_, text)| text)
}

/// Returns every code that is explained, sorted.
pub fn codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = explanations().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes
}

fn explanations() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.code, rule.explain)).chain(allow::EXPLANATIONS.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_stand_by_code_and_explain_themselves() {
        assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
        for rule in RULES {
            assert!(rule.explain.len() > 200, "{} has no explanation", rule.code);
            assert!(rule.explain.starts_with(rule.title), "{} begins with its title", rule.code);
        }
    }
}
