//! AA053: messages do not come back to where they were sent from.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::{Facts, Finding, Rule};
use crate::model::Passing;

pub(super) const RULE: Rule = Rule::error(
    "AA053",
    "Messages do not come back to where they were sent from",
    include_str!("explain.md"),
    run,
)
.unread();

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut told: BTreeSet<&Address> = BTreeSet::new();
    let mut found = Vec::new();
    for start in facts.model.passing.keys() {
        let Some(circle) = circle(facts, start).filter(|_| !told.contains(start)) else { continue };
        told.extend(circle.iter().copied());
        let names: Vec<String> = circle.iter().map(|hop| format!("`{}`", hop.name())).collect();
        let finding = RULE.finding(format!("messages go round for ever through {}", names.join(" and ")));
        let finding = circle.iter().fold(finding, |finding, hop| {
            finding.at(facts, hop, &["endpoint"], "hands on whatever it gets, also what came round")
        });
        found.push(
            finding
                .note("each message is sent, and paid for, again and again")
                .hint("mark where a message was first sent, and let one of them leave out what is marked: `filter_policy`"),
        );
    }
    found
}

/// Returns the hops, from one on, that lead back to where it gets its messages, none of which leaves anything out.
fn circle<'a>(facts: &Facts<'a>, start: &'a Address) -> Option<Vec<&'a Address>> {
    let all = &facts.model.passing;
    let first = all.get(start).filter(|hop| !hop.guarded)?;
    let mut ways = vec![vec![start]];
    let mut seen: BTreeSet<&Address> = BTreeSet::from([start]);
    while let Some(way) = ways.pop() {
        let last: &Passing = all.get(*way.last()?)?;
        if last.to == first.from {
            return Some(way);
        }
        let next = all.iter().filter(|(_, hop)| hop.from == last.to && !hop.guarded);
        for (address, _) in next {
            if seen.insert(address) {
                ways.push(way.iter().copied().chain([address]).collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use tandem_core::{Address, Place, Registry, Topology};

    use super::run;
    use crate::check::Facts;
    use crate::model::{Model, Passing};
    use crate::{Assumptions, Net};

    #[track_caller]
    fn check(hops: &[(&str, &str, bool)], wanted: usize) {
        let address = |kind, name: &str| Address::new(kind, &[name], &Place::region("eu-west-1"));
        let hop = |(at, (from, to, guarded)): (usize, &(&str, &str, bool))| {
            let (from, to) = (address("sns::topic", from), address("sns::topic", to));
            (address("sns::subscription", &at.to_string()), Passing { from, to, guarded: *guarded })
        };
        let model = Model { passing: hops.iter().enumerate().map(hop).collect(), ..Model::default() };
        let (topology, registry, assumptions) =
            (Topology::default(), Registry::default(), Assumptions::default());
        let net = Net::new(&model, &assumptions);
        assert_eq!(run(&Facts::new(&topology, &registry, &net)).len(), wanted);
    }

    #[test]
    fn what_leads_back_fires_once() {
        check(&[("a", "b", false), ("b", "c", false), ("c", "a", false)], 1);
        check(&[("a", "a", false)], 1);
    }

    #[test]
    fn near_miss_two_ways_to_one_end() {
        check(&[("a", "b", false), ("a", "c", false), ("b", "d", false), ("c", "d", false)], 0);
    }

    #[test]
    fn fixed_one_of_them_leaves_out_what_came_round() {
        check(&[("a", "b", false), ("b", "c", true), ("c", "a", false)], 0);
    }
}
