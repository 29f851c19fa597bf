//! What serves in the end.

use std::fmt;

use tandem_core::Address;

/// Names an endpoint: the address of a look-up, or the address or name that a record holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EndpointId(pub String);

/// What serves in the end, in one region or outside of AWS.
#[derive(Clone, PartialEq, Debug)]
pub struct Endpoint {
    /// The declaration it was read from: a look-up, or the record that holds its address.
    pub address: Address,
    /// The region it lives in; `None` if it cannot be told, such as an address on the internet.
    pub region: Option<String>,
    /// The service it belongs to: `elb`; empty outside of AWS.
    pub service: String,
}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
