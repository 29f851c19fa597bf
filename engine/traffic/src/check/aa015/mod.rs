//! AA015: what has a weight of zero can still answer.

use super::blind::{BLAMED, blind};
use super::{Facts, Finding, Rule};
use crate::model::{Member, Policy};

pub(super) const RULE: Rule =
    Rule::warning("AA015", "What has a weight of zero can still answer", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in facts.sets() {
        let standby = |member: &&Member| member.policy == Policy::Weighted(0);
        // Where nothing can find the others failed, a standby is never answered.
        let mut others = set.members.iter().filter(|member| !standby(member));
        if !others.any(|member| blind(facts, member).is_none()) {
            continue;
        }
        for member in set.members.iter().filter(standby) {
            let Some(why) = blind(facts, member) else { continue };
            let name = &set.name.name;
            let message = format!("`{name}` falls back to a record of weight 0 that nothing checks");
            let finding = RULE.finding(message).at(facts, &member.address, &["routing"], &why.label());
            let finding =
                finding.note("it is answered as soon as every record with a weight counts as failed");
            let paths = BLAMED.iter().any(|path| facts.spelled(&member.address, path));
            found.push(if paths { why.remedy(facts, member, finding) } else { remedy(finding) });
        }
    }
    found
}

fn remedy(finding: Finding) -> Finding {
    finding.hint("add a `health_check`, or remove the record if it must never be answered")
}
