//! Which clients get which of several records of a name and type.

use crate::geo::Point;

/// The routing of a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Policy {
    /// It is the only one.
    Simple,
    /// By weight, 0 to 255.
    Weighted(u8),
    /// By the latency between the client and a region.
    Latency(String),
    /// The second only while the first is unhealthy.
    Failover(Role),
    /// By where the client is.
    Geolocation(Location),
    /// By distance, with a bias of -99 to 99.
    Geoproximity {
        /// The place that distances are measured to.
        at: Point,
        /// How much larger or smaller the area is.
        bias: i8,
    },
    /// Up to eight healthy ones at random.
    Multivalue,
    /// By the client's address.
    Cidr {
        /// The collection of blocks.
        collection: String,
        /// The location whose blocks it takes; `None` takes whatever no other record does.
        location: Option<String>,
    },
}

/// The role of a failover record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// It answers while it is healthy.
    Primary,
    /// It answers while the primary is not.
    Secondary,
}

/// Where clients are, from the most special place to anywhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Location {
    /// A state of a country: `US`, `WA`.
    Subdivision(String, String),
    /// A country: `DE`.
    Country(String),
    /// A continent: `EU`.
    Continent(String),
    /// Whatever no other record takes.
    Default,
}
