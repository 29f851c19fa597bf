//! What DynamoDB holds in one region of one account.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The tables by name, with their items.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) tables: BTreeMap<String, Table>,
}

/// One regional table, alone or a replica of a global one.
///
/// What DynamoDB keeps the same in all replicas is in [`Shared`] and is written to every region together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(super) id: String,
    pub(super) shared: Shared,
    pub(super) protected: bool,
    pub(super) class: String,
    pub(super) tags: BTreeMap<String, String>,
    /// The days that can be gone back to, while point-in-time recovery is on.
    pub(super) recovery_days: Option<u64>,
    pub(super) recovery_since: u64,
    pub(super) created_at: u64,
    /// The items by the text of their key.
    pub(super) items: BTreeMap<String, Value>,
    /// Writes of other regions that were not seen here yet when the table was last written to, in their order.
    #[serde(default)]
    pub(super) arriving: Vec<Arrival>,
}

/// A write of another region on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Arrival {
    pub(super) arrives_at: u64,
    pub(super) key: String,
    /// `None` takes the item away.
    pub(super) item: Option<Value>,
}

/// The settings that all replicas share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shared {
    pub(super) attributes: Value,
    pub(super) keys: Value,
    pub(super) local_indexes: Value,
    pub(super) indexes: Vec<Index>,
    pub(super) billing: Billing,
    pub(super) stream: Option<Stream>,
    pub(super) encryption: Value,
    pub(super) time_to_live: TimeToLive,
    /// Every region the table is in, this one included.
    pub(super) replicas: BTreeMap<String, Replica>,
    pub(super) strong: bool,
    pub(super) witness: Option<Witness>,
    /// When the table is first ready.
    pub(super) ready_at: u64,
    /// Until when the last change is being made.
    pub(super) busy_until: u64,
}

/// A global secondary index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Index {
    pub(super) name: String,
    pub(super) keys: Value,
    pub(super) projection: Value,
    pub(super) throughput: Option<(u64, u64)>,
    pub(super) on_demand: Value,
    pub(super) ready_at: u64,
    pub(super) gone_at: Option<u64>,
}

/// How capacity is paid for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Billing {
    /// Read and write units, if they are provisioned.
    pub(super) provisioned: Option<(u64, u64)>,
    /// The most request units, if they are limited.
    pub(super) on_demand: Value,
}

/// A stream of changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stream {
    pub(super) view: String,
    pub(super) since: u64,
}

/// When items expire by themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TimeToLive {
    pub(super) attribute: Option<String>,
    pub(super) changed_at: u64,
}

/// One region of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Replica {
    pub(super) ready_at: u64,
    pub(super) gone_at: Option<u64>,
    pub(super) key: Option<String>,
    pub(super) throughput: Value,
    pub(super) on_demand: Value,
    /// When the table here was last the source of a new replica.
    pub(super) source_at: Option<u64>,
}

/// The region that only votes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Witness {
    pub(super) region: String,
    pub(super) ready_at: u64,
}

/// An accepted change in one region.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    /// A table is made here, empty or as a copy of another region's items.
    Made { name: String, table: Box<Table> },
    /// What all replicas share is as follows.
    Shared { name: String, shared: Box<Shared> },
    /// What this region alone has is as follows.
    Own { name: String, protected: bool, class: String, tags: BTreeMap<String, String>, recovery: (Option<u64>, u64) },
    /// An item is as follows; `None` takes it away.
    Item { name: String, key: String, item: Option<Value> },
    /// An item will be as follows once the write of another region has arrived.
    Sent { name: String, key: String, item: Option<Value>, arrives_at: u64 },
}

pub(super) fn apply(state: &mut State, event: Event, at: u64) {
    match event {
        Event::Made { name, table } => {
            state.tables.insert(name, *table);
        }
        Event::Shared { name, shared } => {
            if let Some(table) = state.tables.get_mut(&name) {
                table.shared = *shared;
            }
        }
        Event::Own { name, protected, class, tags, recovery } => {
            if let Some(table) = state.tables.get_mut(&name) {
                table.protected = protected;
                table.class = class;
                table.tags = tags;
                (table.recovery_days, table.recovery_since) = recovery;
            }
        }
        Event::Item { name, key, item } => {
            if let Some(table) = state.tables.get_mut(&name) {
                table.settle(at);
                // What is on its way was written before this, and the later write wins.
                table.arriving.retain(|arrival| arrival.key != key);
                table.write(key, item);
            }
        }
        Event::Sent { name, key, item, arrives_at } => {
            if let Some(table) = state.tables.get_mut(&name) {
                table.settle(at);
                table.arriving.push(Arrival { arrives_at, key, item });
            }
        }
    }
}

impl Table {
    /// Whether the table in a region is gone, because its deletion is over.
    pub(super) fn is_gone(&self, region: &str, now: u64) -> bool {
        let replica = self.shared.replicas.get(region);
        replica.is_none_or(|replica| replica.gone_at.is_some_and(|gone| now >= gone))
    }

    /// Takes in what has arrived.
    fn settle(&mut self, now: u64) {
        let (due, coming) = std::mem::take(&mut self.arriving).into_iter().partition(|arrival| arrival.arrives_at <= now);
        self.arriving = coming;
        let due: Vec<Arrival> = due;
        for arrival in due {
            self.write(arrival.key, arrival.item);
        }
    }

    fn write(&mut self, key: String, item: Option<Value>) {
        match item {
            Some(item) => drop(self.items.insert(key, item)),
            None => drop(self.items.remove(&key)),
        }
    }

    fn arrived(&self, now: u64) -> impl DoubleEndedIterator<Item = &Arrival> {
        self.arriving.iter().filter(move |arrival| arrival.arrives_at <= now)
    }

    /// Returns an item as it is seen here now.
    pub(super) fn item(&self, key: &str, now: u64) -> Option<&Value> {
        match self.arrived(now).rev().find(|arrival| arrival.key == key) {
            Some(arrival) => arrival.item.as_ref(),
            None => self.items.get(key),
        }
    }

    /// Returns all items as they are seen here now.
    pub(super) fn items_at(&self, now: u64) -> Cow<'_, BTreeMap<String, Value>> {
        if self.arrived(now).next().is_none() {
            return Cow::Borrowed(&self.items);
        }
        let mut seen = self.clone();
        seen.settle(now);
        Cow::Owned(seen.items)
    }

    /// Returns the status that `DescribeTable` shows.
    pub(super) fn status(&self, region: &str, now: u64) -> &'static str {
        let replica = self.shared.replicas.get(region);
        if replica.is_some_and(|replica| replica.gone_at.is_some()) {
            "DELETING"
        } else if now < self.shared.ready_at || replica.is_some_and(|replica| now < replica.ready_at) {
            "CREATING"
        } else if now < self.shared.busy_until {
            "UPDATING"
        } else {
            "ACTIVE"
        }
    }

    /// Returns the event that writes what this region alone has.
    pub(super) fn own(&self, name: &str) -> Event {
        Event::Own {
            name: name.to_owned(),
            protected: self.protected,
            class: self.class.clone(),
            tags: self.tags.clone(),
            recovery: (self.recovery_days, self.recovery_since),
        }
    }
}

impl Shared {
    /// Returns the regions the table is in, those being deleted left out.
    pub(super) fn regions(&self) -> impl Iterator<Item = &str> {
        self.replicas.iter().filter(|(_, replica)| replica.gone_at.is_none()).map(|(region, _)| region.as_str())
    }
}
