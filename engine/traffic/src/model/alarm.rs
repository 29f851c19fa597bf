//! Alarms: what watches a metric, and says so to health checks.

use tandem_core::Address;

use super::EndpointId;

/// An alarm, as far as health checks follow it.
#[derive(Clone, PartialEq, Debug)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// The region it stands in, whose metrics it sees.
    pub region: String,
    /// How many seconds of data decide.
    pub seconds: u64,
    /// What counts while values are missing.
    pub missing: Missing,
    /// What the metric is about.
    pub about: About,
}

/// What an alarm makes of missing values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// They breach.
    Breaching,
    /// They are good.
    Good,
    /// The alarm stays as it is.
    Ignore,
    /// The alarm lacks data.
    Insufficient,
}

/// What a metric is about, where the model knows it.
#[derive(Clone, PartialEq, Debug)]
pub enum About {
    /// An endpoint.
    Endpoint(EndpointId),
    /// A health check.
    Check(Address),
    /// A store.
    Store(Address),
    /// Something else, such as a metric of the application.
    Other,
}
