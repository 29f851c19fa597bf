//! Stores: data that lives in several regions.

use std::collections::BTreeMap;

use tandem_core::Address;

/// A store with a replica in several regions.
#[derive(Clone, PartialEq, Debug)]
pub struct Store {
    /// The replicas, by region.
    pub replicas: BTreeMap<String, Address>,
    /// The region that only breaks ties.
    pub witness: Option<String>,
    /// How replicas agree.
    pub consistency: Consistency,
    /// The service it belongs to: `dynamodb`.
    pub service: String,
}

/// How replicas agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consistency {
    /// Each takes writes; the others have them a little later, and the last writer wins.
    Eventual,
    /// A write is in a second region before it is answered; two of three members must be reachable.
    Strong,
}
