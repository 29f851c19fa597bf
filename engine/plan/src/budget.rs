//! How much a plan deletes, and whether that is more than anybody meant in passing.

use tandem_core::Action;

use crate::Plan;

/// So many deletions need no further word.
const FEW: usize = 20;

/// What a plan deletes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deletions {
    /// How many resources are deleted, those that are made anew among them.
    pub count: usize,
    /// How many resources there were.
    pub of: usize,
}

impl Deletions {
    /// Returns what a plan deletes of a state that remembers so many resources.
    pub fn of(plan: &Plan, remembered: usize) -> Deletions {
        let deletes = |action| matches!(action, Action::Delete | Action::Replace);
        let count = plan.changes.iter().filter(|change| deletes(change.action)).count();
        Deletions { count, of: remembered }
    }

    /// Returns whether it is more than goes without saying: more than twenty, or more than one and over a tenth.
    pub fn are_many(self) -> bool {
        self.count > FEW || (self.count > 1 && self.count * 10 > self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::Deletions;

    #[test]
    fn more_than_twenty_or_a_tenth_is_many() {
        for (count, of, many) in
            [(0, 0, false), (1, 3, false), (2, 20, false), (2, 19, true), (20, 500, false), (21, 5000, true)]
        {
            assert_eq!(Deletions { count, of }.are_many(), many, "{count} of {of}");
        }
    }
}
