//! What health checks ask, and which records they guard.

use tandem_core::Address;

use super::Facts;
use crate::model::{CheckRef, Probe, Target, Watch};

/// Returns the checks that ask an endpoint on behalf of a check: itself, or those that it counts.
pub(super) fn probes<'a>(facts: &Facts<'a>, check: &'a CheckRef) -> Vec<(&'a Address, &'a Probe)> {
    let CheckRef::Declared(address) = check else { return Vec::new() };
    match facts.model.checks.get(address).map(|check| &check.watch) {
        Some(Watch::Endpoint(probe)) => vec![(address, probe)],
        // Kinds refuse a calculated check that counts another: this ends.
        Some(Watch::Calculated { children, .. }) => {
            let asking = |child: &'a CheckRef| match child {
                CheckRef::Declared(address) => match &facts.model.checks.get(address)?.watch {
                    Watch::Endpoint(probe) => Some((address, probe)),
                    _ => None,
                },
                CheckRef::Foreign(_) => None,
            };
            children.iter().filter_map(asking).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the name that a probe resolves.
pub(super) fn asked(probe: &Probe) -> Option<&str> {
    match &probe.target {
        Target::Name(name) => Some(name),
        _ => None,
    }
}
