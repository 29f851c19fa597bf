//! AA017: IPv4 and IPv6 clients are routed alike.

use std::collections::BTreeMap;

use tandem_core::Address;

use super::{Facts, Finding, RecordSet, Rule};
use crate::model::{Answer, CheckRef, Member, RecordType, Target};

pub(super) const RULE: Rule =
    Rule::warning("AA017", "IPv4 and IPv6 clients are routed alike", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut names: BTreeMap<(&Address, &str), BTreeMap<&RecordType, RecordSet<'_>>> = BTreeMap::new();
    for set in facts.sets().filter(|set| set.complete) {
        let Some(zone) = set.members.first().map(|member| &member.zone) else { continue };
        names.entry((zone, &set.name.name)).or_default().insert(&set.name.record, set);
    }
    let pairs =
        names.values().filter_map(|types| Some((types.get(&RecordType::A)?, types.get(&RecordType::Aaaa)?)));
    let told = pairs.filter_map(|(four, six)| {
        let (mine, theirs) = first_difference(four.members, six.members)?;
        let message = format!("`{}` is routed in another way for IPv6 than for IPv4", four.name.name);
        let finding = RULE.finding(message);
        let finding = mine.iter().fold(finding, |finding, member| {
            finding.at(facts, &member.address, &["routing", "health_check"], "for IPv4")
        });
        let finding = theirs.iter().fold(finding, |finding, member| {
            finding.at(facts, &member.address, &["routing", "health_check"], "for IPv6")
        });
        let finding = finding.note("what clients get when something fails depends on the family they use");
        Some(finding.hint("declare both alike: `types: [\"A\", \"AAAA\"]` of an alias does"))
    });
    told.collect()
}

/// What of a record decides who gets it, and when. Addresses differ between families by nature.
type Role<'a> = (String, Option<&'a CheckRef>, Option<(&'a Target, bool)>);

fn role(member: &Member) -> Role<'_> {
    let alias = match &member.answer {
        // What an alias of a record leads to is compared where it is declared.
        Answer::Alias { to: Target::Records(_), .. } | Answer::Values(_) => None,
        Answer::Alias { to, evaluate } => Some((to, *evaluate)),
    };
    (format!("{:?}", member.policy), member.check.as_ref(), alias)
}

/// Returns the first record of each family that the other lacks.
fn first_difference<'a>(
    four: &'a [Member],
    six: &'a [Member],
) -> Option<(Option<&'a Member>, Option<&'a Member>)> {
    let lacks = |from: &'a [Member], other: &'a [Member]| {
        let mut left: Vec<Role<'_>> = other.iter().map(role).collect();
        from.iter().find(move |member| match left.iter().position(|one| *one == role(member)) {
            Some(at) => {
                left.swap_remove(at);
                false
            }
            None => true,
        })
    };
    let (mine, theirs) = (lacks(four, six), lacks(six, four));
    (mine.is_some() || theirs.is_some()).then_some((mine, theirs))
}
