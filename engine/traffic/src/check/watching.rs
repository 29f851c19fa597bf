//! Alarms, as far as what they watch is concerned.

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::{Address, Argument, Reference, region};

use super::Facts;
use super::guarding::{asked, probes};
use super::lead::lead;
use crate::model::{CheckRef, Family, Target};
use crate::net::Found;

/// The kind of alarms.
const ALARM: &str = "cloudwatch::alarm";

/// An alarm with what its metrics are about.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Watching<'a> {
    /// The alarm.
    pub(super) alarm: &'a Address,
    /// The region it stands in.
    pub(super) region: &'a str,
    /// The names of its metrics.
    pub(super) metrics: BTreeSet<String>,
    /// The resources that the dimensions of its metrics name.
    pub(super) resources: Vec<Address>,
    /// The regions that they are about.
    pub(super) regions: BTreeSet<String>,
}

/// Returns every alarm that is declared.
pub(super) fn watching<'a>(facts: &Facts<'a>) -> Vec<Watching<'a>> {
    let alarms = facts.topology.declarations.values().filter(|declared| declared.address.kind() == ALARM);
    let read = |declared: &'a tandem_core::Declaration| {
        let mut watching = Watching {
            alarm: &declared.address,
            region: declared.address.region()?,
            metrics: BTreeSet::new(),
            resources: Vec::new(),
            regions: BTreeSet::new(),
        };
        for metric in metrics(&declared.arguments) {
            watching.add(facts, &metric);
        }
        Some(watching)
    };
    alarms.filter_map(read).collect()
}

/// Returns the metrics of an alarm: its own, and those that it computes with.
fn metrics(arguments: &Arguments) -> Vec<Argument> {
    let queries = arguments.get("metrics").and_then(Argument::items).unwrap_or_default();
    let computed = queries.iter().filter_map(|query| query.get("metric"));
    arguments.get("metric").cloned().into_iter().chain(computed).collect()
}

impl Watching<'_> {
    fn add(&mut self, facts: &Facts<'_>, metric: &Argument) {
        self.metrics.extend(metric.get("name").and_then(|name| name.as_str().map(str::to_owned)));
        let dimensions =
            metric.get("dimensions").and_then(|dimensions| dimensions.entries()).unwrap_or_default();
        for value in dimensions.values() {
            if let Some(name) = value.as_str().filter(|text| region::find(text).is_some()) {
                self.regions.insert(name.to_owned());
            }
            value.references(&mut |reference| self.refer(facts, reference));
        }
    }

    fn refer(&mut self, facts: &Facts<'_>, reference: &Reference) {
        let address = &reference.address;
        self.regions.extend(address.region().map(str::to_owned));
        self.regions.extend(guarded(facts, address));
        self.resources.push(address.clone());
    }
}

/// Returns the regions that a health check asks.
fn guarded(facts: &Facts<'_>, check: &Address) -> BTreeSet<String> {
    let check = CheckRef::Declared(check.clone());
    let mut regions = BTreeSet::new();
    for (_, probe) in probes(facts, &check) {
        if let Target::Endpoint(id) = &probe.target {
            regions.extend(facts.model.endpoints.get(id).and_then(|endpoint| endpoint.region.clone()));
        }
        let found = asked(probe).map(|name| facts.net.find(name, Family::V4));
        if let Some(Found::Set(set)) = found {
            let set = &facts.net.sets[set];
            let leads = set.records.iter().flat_map(|record| lead(facts, set.name, record.member).regions);
            regions.extend(leads.map(str::to_owned));
        }
    }
    regions
}
