//! Failures: what can fail, what that does to everything else, and which failures are worth asking about.

mod all;
mod effect;
mod world;

use std::fmt;

use tandem_core::Address;

use crate::model::EndpointId;
use crate::plane::Plane;

pub use all::{pairs, singles};
pub use world::World;
pub(crate) use world::either;

/// One thing that fails.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Failure {
    /// What fails.
    pub subject: Subject,
    /// How badly.
    pub severity: Severity,
}

/// What fails.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// A region, with everything in it, as seen from outside: packets into it vanish.
    Region(String),
    /// One service in one region.
    Service {
        /// The service: `elb`.
        service: String,
        /// The region.
        region: String,
    },
    /// One endpoint.
    Endpoint(EndpointId),
    /// An endpoint group: what an accelerator sends to it is lost, whatever its endpoints do.
    Group(Address),
    /// A listener, with all its groups.
    Listener(Address),
    /// The way of a health check to what it asks: it fails where clients do not.
    CheckPath(Address),
    /// The checkers in a region.
    Checkers(String),
    /// A control plane: what runs goes on, and nothing can be changed.
    Plane(Plane),
}

/// How badly something fails.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Every request fails.
    Dead,
    /// So many requests of a hundred fail.
    Grey(u8),
}

impl Severity {
    /// Returns the share of requests that fail.
    pub fn share(self) -> f64 {
        match self {
            Severity::Dead => 1.0,
            Severity::Grey(percent) => f64::from(percent.min(100)) / 100.0,
        }
    }
}

impl Failure {
    /// Returns that something fails altogether.
    pub fn dead(subject: Subject) -> Failure {
        Failure { subject, severity: Severity::Dead }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.severity {
            Severity::Dead => write!(f, "{}", self.subject),
            Severity::Grey(percent) => write!(f, "{} failing {percent} %", self.subject),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Region(region) => f.write_str(region),
            Subject::Service { service, region } => write!(f, "{service} in {region}"),
            Subject::Endpoint(id) => write!(f, "{id}"),
            Subject::Group(address) | Subject::Listener(address) => write!(f, "{address}"),
            Subject::CheckPath(address) => write!(f, "the way of {address} to what it asks"),
            Subject::Checkers(region) => write!(f, "the health checkers in {region}"),
            Subject::Plane(plane) => write!(f, "{plane}"),
        }
    }
}
