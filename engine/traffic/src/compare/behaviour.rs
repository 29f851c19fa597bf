//! What a change of a topology changes for its clients.

use std::collections::BTreeMap;

use tandem_core::Address;

use crate::assume::Used;
use crate::fail::Failure;
use crate::health::Interval;
use crate::model::{Family, Store};

/// What a change of a topology changes for its clients.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Behaviour {
    /// The names that are answered otherwise; those that change alike stand together.
    pub changes: Vec<Change>,
    /// The names that are answered from now on.
    pub appear: Vec<String>,
    /// The names that are no longer answered.
    pub vanish: Vec<String>,
    /// How long clients of guarded names fail at most after a failure that is survived, before and after; over the names
    /// that change, and nothing where none of them is guarded.
    pub recovery: Option<Pair<Interval>>,
    /// The failures that are no longer survived, with the guarded names that they take away.
    pub exposed: BTreeMap<Failure, Vec<String>>,
    /// The failures that are survived from now on, with the guarded names that they took away.
    pub covered: BTreeMap<Failure, Vec<String>>,
    /// The stores that change: the regions they are in, and how they agree.
    pub stores: BTreeMap<Address, Pair<Option<Store>>>,
    /// The names in private zones whose records change; where their clients go is not followed.
    pub private: Vec<String>,
    /// The names whose behaviour rests on what is known only after apply.
    pub unknown: Vec<String>,
    /// What it rests on.
    pub used: Used,
}

/// Something before and after.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pair<T> {
    /// Before.
    pub before: T,
    /// After.
    pub after: T,
}

/// What changes for the clients of some names.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Change {
    /// The names.
    pub names: Vec<String>,
    /// Who is routed elsewhere, while nothing fails first, then after each failure.
    pub shifts: Vec<Shift>,
    /// For how many seconds resolvers keep the answers, where that changes.
    pub kept: Option<Pair<f64>>,
    /// How long clients fail at most after a failure that is survived, if the names are guarded.
    pub recovery: Option<Pair<Interval>>,
}

/// Some clients that are routed elsewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct Shift {
    /// What fails; nothing if that is how things usually are.
    pub failure: Option<Failure>,
    /// Who they are: `EU clients`.
    pub who: String,
    /// The family of addresses they ask for, if it matters.
    pub family: Option<Family>,
    /// The share of them that goes to each site, where that changes.
    pub sites: BTreeMap<String, Pair<f64>>,
    /// The share of their requests that fails for good.
    pub failing: Pair<f64>,
}

impl Behaviour {
    /// Returns whether nothing changes for anybody, as far as it is followed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.appear.is_empty()
            && self.vanish.is_empty()
            && self.exposed.is_empty()
            && self.covered.is_empty()
            && self.stores.is_empty()
            && self.private.is_empty()
            && self.unknown.is_empty()
    }

    /// Returns the names for which something gets worse: more of their requests fail, for longer, or after more failures.
    pub fn worse(&self) -> Vec<&str> {
        let worse = self.changes.iter().filter(|change| change.worse());
        let mut names: Vec<&str> = worse.flat_map(|change| &change.names).map(String::as_str).collect();
        names.extend(self.vanish.iter().chain(self.exposed.values().flatten()).map(String::as_str));
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A longer recovery by less than this many seconds is none.
const LONGER: f64 = 0.5;
/// A share below this is none.
pub(super) const NOTHING: f64 = 1e-6;

impl Change {
    /// Returns whether more requests fail, or for longer.
    pub fn worse(&self) -> bool {
        let fails = |shift: &Shift| shift.failing.after > shift.failing.before + NOTHING;
        self.shifts.iter().any(fails)
            || self.recovery.is_some_and(|takes| takes.after.most > takes.before.most + LONGER)
    }
}
