//! Which regions serve what an objective names: through records, and through accelerators.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;
use tandem_core::topology::Objective;

use super::Facts;
use super::lead::lead;
use crate::model::{Accelerator, Family};
use crate::net::Found;

/// What serves the names of an objective.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Serving<'a> {
    /// The regions, each with a record or endpoint group that leads there.
    pub(super) regions: BTreeMap<&'a str, &'a Address>,
    /// The accelerators on the way.
    pub(super) accelerators: BTreeSet<&'a Address>,
}

/// Returns what serves the names of an objective.
pub(super) fn serving<'a>(facts: &Facts<'a>, objective: &Objective) -> Serving<'a> {
    let mut serving = Serving::default();
    for name in &objective.names {
        for found in Family::ALL.map(|family| facts.net.find(name, family)) {
            let Found::Set(set) = found else { continue };
            let set = &facts.net.sets[set];
            for record in &set.records {
                let lead = lead(facts, set.name, record.member);
                for region in lead.regions {
                    serving.regions.entry(region).or_insert(&record.member.address);
                }
                serving.accelerators.extend(lead.accelerators);
            }
        }
    }
    let behind = serving.accelerators.iter().filter_map(|address| facts.model.accelerators.get(*address));
    serving.regions.extend(behind.flat_map(groups));
    serving
}

/// Returns every region that serves some objective, with what leads there.
pub(super) fn all<'a>(facts: &Facts<'a>) -> Serving<'a> {
    let mut all = Serving::default();
    for objective in &facts.model.objectives {
        let serving = serving(facts, objective);
        all.regions.extend(serving.regions);
        all.accelerators.extend(serving.accelerators);
    }
    all
}

/// Iterates over the regions in which an accelerator has endpoints that take traffic.
fn groups(accelerator: &Accelerator) -> impl Iterator<Item = (&str, &Address)> {
    let groups = accelerator.listeners.iter().flat_map(|listener| &listener.groups);
    let taking = groups.filter(|group| group.endpoints.iter().any(|endpoint| endpoint.weight > 0));
    taking.map(|group| (group.region.as_str(), &group.address))
}
