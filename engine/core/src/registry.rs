//! Every kind and form there is: a value, made by whoever knows the kinds and handed to everyone who needs them.

use std::collections::BTreeMap;

use crate::form::{Form, Receiver};
use crate::schema::Bucket;
use crate::{Attribute, Diagnostics, Kind, Topology, Type};

/// Finds what is wrong with resources together, such as two routing policies under one name; pure.
pub type TopologyCheck = fn(&Topology, &Registry) -> Diagnostics;

/// Every kind, and every form of declaring one.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    kinds: BTreeMap<&'static str, Kind>,
    forms: BTreeMap<Receiver, BTreeMap<&'static str, Form>>,
    checks: Vec<TopologyCheck>,
}

impl Registry {
    /// Adds a kind; one of the same name is replaced.
    pub fn add_kind(&mut self, kind: Kind) {
        self.kinds.insert(kind.name, kind);
    }

    /// Adds a form; one of the same receiver and name is replaced.
    pub fn add_form(&mut self, form: Form) {
        self.forms.entry(form.receiver).or_default().insert(form.name, form);
    }

    /// Adds a check over whole topologies.
    pub fn add_check(&mut self, check: TopologyCheck) {
        self.checks.push(check);
    }

    /// Returns the kind of a name.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// Iterates over the kinds, by name.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values()
    }

    /// Returns the form of a name on a receiver.
    pub fn form(&self, receiver: Receiver, name: &str) -> Option<&Form> {
        self.forms.get(&receiver)?.get(name)
    }

    /// Iterates over the forms, by receiver and name.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.values().flat_map(BTreeMap::values)
    }

    /// Iterates over the checks over whole topologies.
    pub fn checks(&self) -> impl Iterator<Item = &TopologyCheck> {
        self.checks.iter()
    }

    /// Iterates over the modules of services, by name, each once.
    pub fn modules(&self) -> impl Iterator<Item = &'static str> {
        let names = self.forms.keys().filter_map(|receiver| match receiver {
            Receiver::Module(name) => Some(*name),
            Receiver::Global | Receiver::Handle(_) => None,
        });
        names.collect::<std::collections::BTreeSet<_>>().into_iter()
    }

    /// Returns the attribute of a kind.
    pub fn attribute(&self, kind: &str, name: &str) -> Option<&Attribute> {
        self.kind(kind)?.attribute(name)
    }

    /// Returns the type found at the end of a path inside a kind.
    pub fn type_at(&self, kind: &str, path: &crate::Path) -> Option<&Type> {
        let (first, rest) = path.0.split_first()?;
        let crate::path::PathStep::Key(name) = first else { return None };
        let mut ty = &self.attribute(kind, name)?.ty;
        for step in rest {
            ty = match (ty, step) {
                (Type::List { item, .. }, crate::path::PathStep::Index(_)) => item,
                (Type::Map { value, .. }, crate::path::PathStep::Key(_)) => value,
                (Type::Struct(attributes), crate::path::PathStep::Key(key)) => {
                    &attributes.iter().find(|attribute| attribute.name == key)?.ty
                }
                (Type::Any, _) => ty,
                _ => return None,
            };
        }
        Some(ty)
    }

    /// Returns every rate bucket that some kind draws from, by name.
    pub fn buckets(&self) -> BTreeMap<&'static str, Bucket> {
        self.kinds.values().flat_map(|kind| &kind.buckets).map(|bucket| (bucket.name, *bucket)).collect()
    }
}
