//! Health checks: what is watched, and how soon a failure shows.

use tandem_core::Address;

use super::Target;

/// The health check that a record names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CheckRef {
    /// One that the topology declares.
    Declared(Address),
    /// One that exists elsewhere, by its id: nothing is known of it.
    Foreign(String),
}

/// A health check.
#[derive(Clone, PartialEq, Debug)]
pub struct Check {
    /// What it watches.
    pub watch: Watch,
    /// Whether healthy counts as failed and the other way.
    pub inverted: bool,
    /// Whether nothing is asked; it then counts as healthy.
    pub disabled: bool,
}

/// What a health check watches.
#[derive(Clone, PartialEq, Debug)]
pub enum Watch {
    /// An endpoint, asked from several regions.
    Endpoint(Probe),
    /// Other checks, of which so many must be healthy.
    Calculated {
        /// The other checks.
        children: Vec<CheckRef>,
        /// How many of them must be healthy.
        threshold: usize,
    },
    /// The data of an alarm, by its name, in a region.
    Alarm {
        /// Its name; `None` if it is known only after apply.
        name: Option<String>,
        /// The region it stands in.
        region: String,
        /// The alarm, if the topology declares it.
        declared: Option<Address>,
        /// What counts while there is no data.
        insufficient: Insufficient,
    },
    /// A routing control, which people or programs set.
    Control(String),
}

/// What an alarm-based check says while its alarm lacks data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Insufficient {
    /// Healthy.
    Healthy,
    /// What it said before.
    LastKnown,
    /// Failed.
    Unhealthy,
}

/// How an endpoint is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Probe {
    /// What is asked: an address, or a name that is resolved anew each time.
    pub target: Target,
    /// The name that is asked for, also where an address is asked.
    pub domain: Option<String>,
    /// `HTTP`, `HTTPS`, `TCP`, with `_STR_MATCH` where a body is looked into.
    pub kind: String,
    /// The path that is asked for.
    pub path: Option<String>,
    /// Seconds between two probes of one checker.
    pub interval: u64,
    /// How many answers in a row turn a checker, either way.
    pub threshold: u32,
    /// The regions that ask.
    pub regions: Vec<String>,
}
