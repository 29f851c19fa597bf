//! What is known of every address while the changes are worked out, dependencies first.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::argument::attribute_at;
use tandem_core::path::PathStep;
use tandem_core::schema::Presence;
use tandem_core::{
    Action, Address, Argument, Attribute, Change, Diagnostics, Object, Path, Reference, Registry, Topology,
    Value,
};

use crate::{Graph, Prior};

/// What is known of every address so far.
pub(super) struct Context<'a> {
    pub(super) topology: &'a Topology,
    pub(super) graph: &'a Graph,
    pub(super) prior: &'a Prior,
    pub(super) registry: &'a Registry,
    /// Whether kinds that hold data or names are protected where the script does not say.
    pub(super) guarded: bool,
    pub(super) changes: BTreeMap<Address, Change>,
    pub(super) recorded: Vec<Object>,
    pub(super) bugs: Diagnostics,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        topology: &'a Topology,
        graph: &'a Graph,
        prior: &'a Prior,
        registry: &'a Registry,
        guarded: bool,
    ) -> Context<'a> {
        let (changes, recorded, bugs) = Default::default();
        Context { topology, graph, prior, registry, guarded, changes, recorded, bugs }
    }

    /// Returns the value of a reference, if it is known now and will still be the same after apply.
    pub(super) fn known(&self, reference: &Reference) -> Option<Value> {
        let change = self.changes.get(&reference.address)?;
        let path = &reference.path;
        match (change.action, &change.prior) {
            (Action::Read, _) => match self.prior.lookups.get(&reference.address) {
                Some(found) => Some(attribute_at(&found.attributes, path).unwrap_or_default()),
                None => argument_at(change, path),
            },
            (Action::Keep, Some(object)) => match attribute_at(&object.attributes, path) {
                // An object that is still being made may get what it lacks.
                None => object.settled.then_some(Value::Null),
                found => found,
            },
            (Action::Update, Some(object)) => self.after_update(change, object, path),
            _ => argument_at(change, path).or_else(|| self.left_out(change, path)),
        }
    }

    /// Returns the managed resources that an address needs directly; what a look-up needs counts as needed by those
    /// that need the look-up.
    pub(super) fn dependencies(&self, address: &Address) -> Vec<Address> {
        let mut needed = BTreeSet::new();
        for dependency in self.graph.dependencies(address) {
            match self.changes.get(dependency) {
                Some(change) if change.action == Action::Read => {
                    needed.extend(change.dependencies.iter().cloned());
                }
                _ => {
                    needed.insert(dependency.clone());
                }
            }
        }
        needed.into_iter().collect()
    }

    fn after_update(&self, change: &Change, object: &Object, path: &Path) -> Option<Value> {
        let name = path.first_key()?;
        if change.desired.contains_key(name) {
            return argument_at(change, path);
        }
        let attribute = self.attribute(change, name);
        match attribute.map(|attribute| &attribute.presence) {
            Some(Presence::Optional) => Some(Value::Null),
            _ if attribute.is_some_and(|attribute| attribute.volatile) => None,
            _ => attribute_at(&object.attributes, path),
        }
    }

    /// Returns the value of an attribute that the user left out and the cloud does not fill in.
    fn left_out(&self, change: &Change, path: &Path) -> Option<Value> {
        let name = path.first_key()?;
        let optional = self.attribute(change, name)?.presence == Presence::Optional;
        (optional && !change.desired.contains_key(name)).then_some(Value::Null)
    }

    fn attribute(&self, change: &Change, name: &str) -> Option<&'a Attribute> {
        self.registry.attribute(change.address.kind(), name)
    }
}

/// Returns the value at a path of what is declared, if all of it is known.
fn argument_at(change: &Change, path: &Path) -> Option<Value> {
    let (first, rest) = path.0.split_first()?;
    let PathStep::Key(name) = first else { return None };
    let mut argument = change.desired.get(name)?.clone();
    for (at, step) in rest.iter().enumerate() {
        if let Argument::Value(value) = &argument {
            return Some(value.at_steps(&rest[at..]).cloned().unwrap_or_default());
        }
        argument = match step {
            PathStep::Key(key) => argument.get(key)?,
            PathStep::Index(index) => argument.items()?.into_iter().nth(*index)?,
        };
    }
    argument.into_known()
}
