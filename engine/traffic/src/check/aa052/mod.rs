//! AA052: two places are not copied over each other.

use super::{Facts, Finding, Rule};
use crate::model::Transfer;
use tandem_core::Address;

pub(super) const RULE: Rule =
    Rule::error("AA052", "Two places are not copied over each other", include_str!("explain.md"), run)
        .unread();

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let transfers: Vec<(&Address, &Transfer)> = facts.model.transfers.iter().collect();
    let mut found = Vec::new();
    for (at, (there, one)) in transfers.iter().enumerate() {
        for (back, other) in transfers.iter().skip(at + 1) {
            let both_ways = one.from == other.to && one.to == other.from;
            if both_ways && [one, other].iter().any(|transfer| transfer.overwrites || transfer.deletes) {
                found.push(finding(facts, (there, one), (back, other)));
            }
        }
    }
    found
}

fn finding(facts: &Facts<'_>, there: (&Address, &Transfer), back: (&Address, &Transfer)) -> Finding {
    let message = format!("`{}` and `{}` copy two places over each other", there.0.name(), back.0.name());
    let finding = [there, back].iter().fold(RULE.finding(message), |finding, (address, transfer)| {
        let text = match (transfer.overwrites, transfer.deletes) {
            (true, _) => "writes over what is younger at the other end",
            (false, true) => "deletes what the other end has added",
            (false, false) => "copies back",
        };
        finding.at(facts, address, &["overwrite_mode", "deleted_files"], text)
    });
    finding
        .note("what is changed at one end between two runs is replaced by the older copy of the other")
        .hint("let one place be written and copied from, or let both tasks write only what the target lacks")
}

#[cfg(test)]
mod tests {
    use tandem_core::{Address, Place, Registry, Topology};

    use super::run;
    use crate::check::Facts;
    use crate::model::{Model, Transfer};
    use crate::{Assumptions, Net};

    #[track_caller]
    fn check(transfers: &[(&str, &str, bool, bool)], wanted: usize) {
        let task = |(at, (from, to, overwrites, deletes)): (usize, &(&str, &str, bool, bool))| {
            let address = Address::new("datasync::task", &[&at.to_string()], &Place::region("eu-west-1"));
            let (from, to) = ((*from).to_owned(), (*to).to_owned());
            (address, Transfer { from, to, overwrites: *overwrites, deletes: *deletes })
        };
        let model = Model { transfers: transfers.iter().enumerate().map(task).collect(), ..Model::default() };
        let (topology, registry, assumptions) =
            (Topology::default(), Registry::default(), Assumptions::default());
        let net = Net::new(&model, &assumptions);
        assert_eq!(run(&Facts::new(&topology, &registry, &net)).len(), wanted);
    }

    #[test]
    fn two_tasks_that_overwrite_each_other_fire() {
        check(&[("a", "b", true, false), ("b", "a", true, false)], 1);
        check(&[("a", "b", false, true), ("b", "a", false, false)], 1);
    }

    #[test]
    fn near_miss_one_place_is_copied_to_two() {
        check(&[("a", "b", true, true), ("a", "c", true, true)], 0);
        check(&[("a", "b", true, true), ("b", "c", true, true)], 0);
    }

    #[test]
    fn fixed_each_writes_only_what_the_other_lacks() {
        check(&[("a", "b", false, false), ("b", "a", false, false)], 0);
    }
}
