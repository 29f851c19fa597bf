//! The state of every account, region and service, and the events that change it.

mod cell;
mod log;
mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use self::cell::{Cell, Change, Recorded, empty, load};
pub use self::store::OpenError;
pub(crate) use self::store::Store;
use crate::services::{Entry, SERVICES, Service};

/// Where a cell lies: service, account, region. A global service has one cell, in [`GLOBAL`].
type Key = (&'static str, String, String);

/// The region of services that have none.
pub(crate) const GLOBAL: &str = "global";

/// Everything the emulated AWS remembers.
pub(crate) struct World {
    cells: BTreeMap<Key, Box<dyn Cell>>,
    /// What a service looks like where nothing was made yet.
    empty: BTreeMap<&'static str, Box<dyn Cell>>,
    /// The number of the last accepted change.
    pub(crate) sequence: u64,
    /// The time of the last accepted change, or the later one that is known to have come.
    pub(crate) last_time: u64,
}

impl Default for World {
    fn default() -> Self {
        let empty = SERVICES.iter().map(|entry| (entry.name, entry.empty())).collect();
        Self { cells: BTreeMap::new(), empty, sequence: 0, last_time: 0 }
    }
}

impl World {
    /// Returns a service's state in one account and region; an untouched place is empty.
    pub(crate) fn state<S: Service>(&self, account: &str, region: &str) -> &S::State {
        let region = if S::GLOBAL { GLOBAL } else { region };
        let key = (S::NAME, account.to_owned(), region.to_owned());
        let cell = self.cells.get(&key).unwrap_or_else(|| &self.empty[S::NAME]);
        cell.state().downcast_ref().expect("a service's cells hold its state")
    }

    /// Returns a service's states in every account and region, with where they are.
    pub(crate) fn states<S: Service>(&self) -> impl Iterator<Item = (&str, &str, &S::State)> {
        let mine = self.cells.iter().filter(|((service, _, _), _)| *service == S::NAME);
        mine.filter_map(|((_, account, region), cell)| {
            Some((account.as_str(), region.as_str(), cell.state().downcast_ref()?))
        })
    }

    /// Returns the whole world as JSON, by service, account and region.
    pub(crate) fn dump(&self) -> Value {
        let mut dump = serde_json::Map::new();
        for ((service, account, region), cell) in &self.cells {
            let accounts = dump.entry(*service).or_insert_with(|| Value::Object(serde_json::Map::new()));
            accounts[account][region] = cell.dump();
        }
        Value::Object(dump)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Returns the cell an event belongs to, made where it is the first.
    fn cell(&mut self, entry: &'static Entry, account: &str, region: &str) -> &mut Box<dyn Cell> {
        self.cells.entry((entry.name, account.into(), region.into())).or_insert_with(|| entry.empty())
    }
}
