//! What a record answers with.

use tandem_core::Address;

use super::{EndpointId, Name};

/// What a record answers with.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// Addresses or a name that it holds, each an endpoint.
    Values(Vec<EndpointId>),
    /// What another thing answers.
    Alias {
        /// The other thing.
        to: Target,
        /// Whether the record counts as failed while its target does.
        evaluate: bool,
    },
}

/// What an alias stands for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Target {
    /// Other records of a zone.
    Records(Name),
    /// A load balancer, or another thing that serves.
    Endpoint(EndpointId),
    /// An accelerator.
    Accelerator(Address),
}
