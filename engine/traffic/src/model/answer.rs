//! What a record answers with.

use tandem_core::Address;

use super::{EndpointId, Name};

/// What a record answers with.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// The addresses or the name that it holds.
    Values(Vec<Target>),
    /// What another thing answers.
    Alias {
        /// The other thing.
        to: Target,
        /// Whether the record counts as failed while its target does.
        evaluate: bool,
    },
}

/// What a record, a health check or an endpoint group leads to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Target {
    /// Other records of the zone, of an alias.
    Records(Name),
    /// A name that is asked anew, of a CNAME or a health check.
    Name(String),
    /// A load balancer, or another thing that serves.
    Endpoint(EndpointId),
    /// An accelerator.
    Accelerator(Address),
}
