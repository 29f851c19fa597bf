//! From a topology to the model, by the names of kinds and attributes.
//!
//! A reader per kind, in one list: a kind that comes later is one more reader. A reader lists every attribute that it
//! reads, and [`check_registry`] finds those that the registry lacks, so a kind cannot change its names unnoticed.
//! Readers run in the order of the list: what is referred to comes before what refers to it.

mod cloudwatch;
mod dynamodb;
mod elb;
mod fields;
mod globalaccelerator;
mod host;
mod route53;
mod sns;

use std::collections::BTreeMap;

use tandem_core::path::PathStep;
use tandem_core::{Address, Diagnostics, Path, Reference, Registry, Topology};

use crate::model::{Endpoint, EndpointId, Model, Target, Unknown};
use fields::Fields;

/// Reads the declarations of one kind.
struct Reader {
    /// The kind.
    kind: &'static str,
    /// The attributes it reads: `routing.weight`, `endpoints[].weight`; also those that references lead through.
    reads: &'static [&'static str],
    /// Puts one declaration into the model.
    read: fn(&Fields<'_>, &mut Draft<'_>),
    /// Says what a reference to an attribute of the kind leads to, if it is a way to reach something.
    target: fn(&Reference) -> Option<Target>,
}

/// Every reader; what is referred to first.
const READERS: &[&Reader] = &[
    &elb::load_balancer::READER,
    &globalaccelerator::accelerator::READER,
    &globalaccelerator::listener::READER,
    &route53::zone::HOSTED,
    &route53::zone::PRIVATE,
    &route53::zone::EXISTING,
    &dynamodb::READER,
    &globalaccelerator::endpoint_group::READER,
    &route53::health_check::READER,
    &cloudwatch::READER,
    &route53::record::READER,
    &sns::READER,
];

/// The model as it is being read.
struct Draft<'a> {
    topology: &'a Topology,
    model: Model,
    /// The load balancers by name and region, to find those that are known by a DNS name alone.
    load_balancers: BTreeMap<(String, String), Address>,
    diagnostics: Diagnostics,
}

/// Reads a topology, with what its look-ups are on record to find. What the model needs and nobody knows before apply is
/// listed in [`Model::unknown`].
///
/// Only kinds that the registry has are read; [`check_registry`] tells whether it has what is read of them.
pub fn read(topology: &Topology, registry: &Registry) -> (Model, Diagnostics) {
    let model = Model { objectives: topology.objectives.clone(), ..Model::default() };
    let mut draft =
        Draft { topology, model, load_balancers: BTreeMap::new(), diagnostics: Diagnostics::new() };
    let mut by_kind: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for declaration in topology.declarations.values() {
        by_kind.entry(declaration.address.kind()).or_default().push(declaration);
    }
    for reader in READERS.iter().filter(|reader| registry.kind(reader.kind).is_some()) {
        for declaration in by_kind.get(reader.kind).into_iter().flatten() {
            let found = topology.recorded.get(&declaration.address);
            (reader.read)(&Fields { declaration, reads: reader.reads, found }, &mut draft);
        }
    }
    (draft.model, draft.diagnostics)
}

/// Returns the kinds and attributes that readers read and the registry lacks.
pub fn check_registry(registry: &Registry) -> Vec<String> {
    let mut missing = Vec::new();
    for reader in READERS {
        if registry.kind(reader.kind).is_none() {
            missing.push(reader.kind.to_owned());
            continue;
        }
        let lacks = |name: &&&str| registry.type_at(reader.kind, &path(name)).is_none();
        missing.extend(reader.reads.iter().filter(lacks).map(|name| format!("{}.{name}", reader.kind)));
    }
    missing
}

/// Returns the path that a name in a reader's list stands for.
fn path(name: &str) -> Path {
    let mut steps = Vec::new();
    for word in name.split('.') {
        let (key, item) = word.strip_suffix("[]").map_or((word, false), |key| (key, true));
        steps.push(PathStep::Key(key.to_owned()));
        steps.extend(item.then_some(PathStep::Index(0)));
    }
    Path(steps)
}

/// Returns what a reference leads to, if it is a way to reach something.
fn follow(reference: &Reference) -> Option<Target> {
    let reader = READERS.iter().find(|reader| reader.kind == reference.address.kind())?;
    (reader.target)(reference)
}

/// Returns the name of the load balancer that a DNS name or an ARN belongs to.
pub(crate) fn balancer_of(text: &str) -> Option<String> {
    let host = host::of_arn(text).unwrap_or_else(|| host::of_name(&host::canonical(text)));
    host.load_balancer
}

/// Leads nowhere: for kinds that nothing is reached through.
fn nowhere(_: &Reference) -> Option<Target> {
    None
}

impl Draft<'_> {
    /// Returns the endpoint of an id; one that is not known yet is added as it is given.
    fn endpoint(&mut self, id: &str, endpoint: impl FnOnce() -> Endpoint) -> EndpointId {
        let id = EndpointId(id.to_owned());
        self.model.endpoints.entry(id.clone()).or_insert_with(endpoint);
        id
    }

    /// Remembers that a value is not known.
    fn unknown(&mut self, fields: &Fields<'_>, attribute: &'static str) {
        let reference = fields.reference(attribute);
        let address = fields.declaration.address.clone();
        self.model.unknown.push(Unknown { address, attribute, reference });
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn names_of_readers_are_paths() {
        assert_eq!(path("endpoints[].weight").to_string(), "endpoints[0].weight");
        assert_eq!(path("routing.weight").to_string(), "routing.weight");
    }
}
