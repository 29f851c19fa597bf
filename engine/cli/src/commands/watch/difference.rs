//! What is different from the last save.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::count::count;
use tandem_core::{Action, Change, Diagnostics};
use tandem_plan::Plan;

use crate::render::text::clean;

/// What a round showed, as far as the next one is compared with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    /// Each change of the plan, by action and address, with what it does; absent before the first plan.
    changes: Option<BTreeMap<String, String>>,
    /// The diagnostics, each as a line.
    diagnostics: BTreeSet<String>,
}

impl Snapshot {
    /// Returns what is kept of a round that ended in a plan.
    pub(super) fn of(plan: &Plan, diagnostics: &Diagnostics) -> Snapshot {
        let acts = |change: &&Change| change.action.writes() || change.action == Action::Forget;
        let pair = |change: &Change| {
            let what = format!("{:?} {:?}", change.desired, change.differences);
            (format!("{} {}", change.action.sign(), change.address), what)
        };
        let changes = plan.changes.iter().filter(acts).map(pair).collect();
        Snapshot { changes: Some(changes), diagnostics: lines(diagnostics) }
    }

    /// Returns what is kept of a round that ended in errors: the plan before it stays.
    pub(super) fn failed(diagnostics: &Diagnostics, last: &Snapshot) -> Snapshot {
        Snapshot { changes: last.changes.clone(), diagnostics: lines(diagnostics) }
    }

    /// Returns what is different from an earlier round, as text.
    pub(super) fn since(&self, last: &Snapshot) -> String {
        let solved = last.diagnostics.difference(&self.diagnostics).count();
        let (Some(now), Some(before)) = (&self.changes, &last.changes) else {
            return if solved > 0 {
                format!("Since the last save: {} solved\n", count(solved, "message"))
            } else {
                String::new()
            };
        };
        let mut rows = Vec::new();
        for (change, what) in now {
            match before.get(change) {
                None => rows.push(format!("    now      {}\n", clean(change))),
                Some(was) if was != what => rows.push(format!("    differs  {}\n", clean(change))),
                Some(_) => (),
            }
        }
        let gone = before.keys().filter(|change| !now.contains_key(*change));
        rows.extend(gone.map(|change| format!("    gone     {}\n", clean(change))));
        let solved =
            if solved > 0 { format!(", {} solved", count(solved, "message")) } else { String::new() };
        match rows.len() {
            0 => format!("Since the last save: the same plan{solved}\n"),
            number => {
                format!("Since the last save: {}{solved}\n{}", count(number, "difference"), rows.concat())
            }
        }
    }
}

fn lines(diagnostics: &Diagnostics) -> BTreeSet<String> {
    diagnostics.iter().map(|found| format!("{} {}", found.code, found.message)).collect()
}

#[cfg(test)]
mod tests {
    use tandem_core::{Action, Address, Change, Diagnostics, Place};
    use tandem_plan::Plan;

    use super::Snapshot;

    fn plan(names: &[(&str, Action)]) -> Plan {
        let change = |(name, action): &(&str, Action)| Change {
            address: Address::new("sns::topic", &[name], &Place::region("eu-west-1")),
            action: *action,
            prior: None,
            desired: Default::default(),
            parent: None,
            differences: Vec::new(),
            dependencies: Vec::new(),
            protect: false,
            reasons: Vec::new(),
            place: String::new(),
        };
        Plan { changes: names.iter().map(change).collect(), ..Plan::default() }
    }

    #[test]
    fn what_came_and_what_went_is_named() {
        let none = Diagnostics::new();
        let before = Snapshot::of(&plan(&[("a", Action::Create), ("b", Action::Create)]), &none);
        let now =
            Snapshot::of(&plan(&[("a", Action::Create), ("c", Action::Keep), ("d", Action::Delete)]), &none);
        let shown = now.since(&before);
        assert!(shown.starts_with("Since the last save: 2 differences\n"), "{shown}");
        assert!(shown.contains("now      - sns::topic[\"d\"]"), "{shown}");
        assert!(shown.contains("gone     + sns::topic[\"b\"]"), "{shown}");
        assert!(now.since(&now).contains("the same plan"));
    }
}
