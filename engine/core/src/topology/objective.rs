//! Objectives: what the topology must survive, and how fast.

use std::collections::BTreeMap;

use super::{Allowance, Origin};

/// What some names must survive.
#[derive(Clone, PartialEq, Debug)]
pub struct Objective {
    /// The DNS names, lower case, without a final dot.
    pub names: Vec<String>,
    /// What must be survived.
    pub survive: Survive,
    /// Within how many seconds clients must be served again.
    pub recover_within: Option<u64>,
    /// How many seconds of writes may be lost.
    pub lose_at_most: Option<u64>,
    /// The share of the demand from each geography, by continent or country code; empty for an even share.
    pub demand: BTreeMap<String, f64>,
    /// What each region can carry, as a share of the whole demand; empty if nothing is said.
    pub capacity: BTreeMap<String, f64>,
    /// The AA checks that may find fault with what is about its names, by code, each with the reason.
    pub allow: BTreeMap<String, Allowance>,
    /// Where it is declared.
    pub origin: Origin,
}

/// How much may fail at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Survive {
    /// How many regions.
    pub regions: u32,
    /// How many services, each in one region.
    pub services: u32,
}

impl Default for Survive {
    /// Any one region, and any one service in one region.
    fn default() -> Survive {
        Survive { regions: 1, services: 1 }
    }
}
