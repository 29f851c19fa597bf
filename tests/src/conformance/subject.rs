//! The declaration that the conformance of a kind is shown on: the first of the kind in its example.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tandem_core::argument::Arguments;
use tandem_core::{Address, Attribute, Kind, Path, Registry, Topology, Value};

use super::values;
use crate::compile::{Compiled, arrange, sound};
use crate::seeds;

/// How many values of an attribute are tried until one is another than what is there.
const TRIES: usize = 4;

/// A kind, its example, and the declaration in it.
pub struct Subject<'a> {
    pub kind: &'a Kind,
    pub registry: &'a Registry,
    pub topology: Topology,
    pub address: Address,
    pub lookups: Json,
}

impl<'a> Subject<'a> {
    /// Evaluates the example of a kind.
    ///
    /// # Errors
    /// If it has errors, or declares none of the kind.
    pub fn new(kind: &'a Kind, registry: &'a Registry) -> Result<Subject<'a>, String> {
        let compiled = sound(kind.example, registry)?;
        let topology = compiled.topology;
        let address = topology.declarations.keys().find(|address| address.kind() == kind.name).cloned();
        let address = address.ok_or("the example declares none of the kind")?;
        let lookups = seeds::of_topology(&topology);
        Ok(Subject { kind, registry, topology, address, lookups })
    }

    /// Returns the example as it stands.
    pub fn base(&self) -> Compiled {
        arrange(self.topology.clone())
    }

    /// Returns the example with other arguments of the declaration.
    pub fn with(&self, arguments: Arguments) -> Compiled {
        let mut topology = self.topology.clone();
        if let Some(declaration) = topology.declarations.get_mut(&self.address) {
            declaration.arguments = arguments;
        }
        arrange(topology)
    }

    /// Returns the example without the declaration and all that needs it.
    pub fn without(&self) -> Compiled {
        let gone = self.touched();
        let mut topology = self.topology.clone();
        topology.declarations.retain(|address, _| !gone.contains(address));
        topology.outputs.clear();
        arrange(topology)
    }

    /// Returns the declaration's address, and all that need it, directly or not.
    pub fn touched(&self) -> BTreeSet<Address> {
        let mut touched = BTreeSet::from([self.address.clone()]);
        loop {
            let more: Vec<Address> = self
                .topology
                .declarations
                .values()
                .filter(|other| !touched.contains(&other.address))
                .filter(|other| other.dependencies().iter().any(|address| touched.contains(address)))
                .map(|other| other.address.clone())
                .collect();
            if more.is_empty() {
                return touched;
            }
            touched.extend(more);
        }
    }

    /// Returns the arguments of the declaration.
    pub fn arguments(&self) -> Arguments {
        self.topology.declarations.get(&self.address).map(|found| found.arguments.clone()).unwrap_or_default()
    }

    /// Returns the arguments with other values of one attribute, each valid beside the rest.
    pub fn changed(&self, attribute: &Attribute) -> Vec<Arguments> {
        let base = self.arguments();
        let current = base.get(attribute.name).and_then(|argument| argument.known());
        let values = values::candidates(&attribute.ty, current, attribute.example.as_ref());
        let changed = values.into_iter().filter_map(|value| {
            let value = values::stored(&value, &attribute.ty)?;
            (Some(&value) != current).then_some(())?;
            let mut arguments = base.clone();
            arguments.insert(attribute.name.to_owned(), value.into());
            self.is_valid(&arguments).then_some(arguments)
        });
        changed.take(TRIES).collect()
    }

    /// Returns whether nothing is wrong with these arguments of the declaration.
    pub fn is_valid(&self, arguments: &Arguments) -> bool {
        let alone = self.kind.validate.is_none_or(|validate| validate(arguments).is_empty());
        let topology = self.with(arguments.clone()).topology;
        alone && self.registry.checks().all(|check| !check(&topology, self.registry).has_errors())
    }
}

/// Returns whether a path lies in an attribute.
pub fn is_in(path: &Path, attribute: &str) -> bool {
    path.first_key() == Some(attribute)
}

/// Returns whether two sets of arguments say the same of an attribute.
pub fn same(a: &Arguments, b: &Arguments, attribute: &str) -> bool {
    let nothing = Value::Null;
    let known = |arguments: &Arguments| {
        arguments.get(attribute).map_or(Some(nothing.clone()), |argument| argument.known().cloned())
    };
    known(a).is_some() && known(a) == known(b)
}
