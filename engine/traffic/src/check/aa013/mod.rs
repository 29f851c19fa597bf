//! AA013: a secondary is checked too.

use super::blind::{BLAMED, blind};
use super::{Facts, Finding, Rule};
use crate::model::{Policy, Role};

pub(super) const RULE: Rule =
    Rule::warning("AA013", "A secondary is checked too", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets() {
        let secondaries =
            set.members.iter().filter(|member| member.policy == Policy::Failover(Role::Secondary));
        for member in secondaries {
            let Some(why) = blind(facts, member) else { continue };
            let message = format!("the secondary of `{}` is answered even if it is dead", set.name.name);
            let finding = RULE.finding(message).at(facts, &member.address, BLAMED, &why.label());
            found.push(why.remedy(facts, member, finding));
        }
    }
    found
}
