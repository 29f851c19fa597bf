//! Accelerators: fixed addresses in front of endpoints in several regions.

use tandem_core::Address;

use super::EndpointId;

/// An accelerator.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Accelerator {
    /// Whether it takes traffic at all.
    pub enabled: bool,
    /// Whether it has IPv6 addresses beside IPv4 ones.
    pub dual_stack: bool,
    /// Its listeners.
    pub listeners: Vec<Listener>,
}

/// The ports that an accelerator listens on.
#[derive(Clone, PartialEq, Debug)]
pub struct Listener {
    /// The declaration.
    pub address: Address,
    /// Whether all connections of one client go to one endpoint.
    pub sticky: bool,
    /// Whether it takes UDP; TCP otherwise.
    pub udp: bool,
    /// The groups, one a region.
    pub groups: Vec<EndpointGroup>,
}

/// The endpoints of one region.
#[derive(Clone, PartialEq, Debug)]
pub struct EndpointGroup {
    /// The declaration.
    pub address: Address,
    /// The region.
    pub region: String,
    /// How much, in percent, of the traffic that would come here does.
    pub dial: f64,
    /// What takes the traffic.
    pub endpoints: Vec<Weighted>,
    /// Seconds between two checks of instances and addresses; load balancers have settings of their own.
    pub interval: u64,
    /// How many checks in a row turn one.
    pub threshold: u32,
}

/// An endpoint with its share of a group's traffic.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighted {
    /// The endpoint.
    pub endpoint: EndpointId,
    /// Its weight, 0 to 255.
    pub weight: u8,
}
