//! Zones: whose records answer.

/// A zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    /// Its domain, lower case, without a final dot.
    pub domain: String,
    /// Whether only the VPCs associated with it can ask it.
    pub private: bool,
    /// Whether it is looked up: then it has records that nobody declares here.
    pub existing: bool,
    /// Whether records can be changed while the region of the control plane is down.
    pub accelerated: bool,
}
