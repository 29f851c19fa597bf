//! From the resources of a schedule to what a script would declare.

use std::collections::BTreeMap;

use tandem_core::schema::Mode;
use tandem_core::topology::{Moved, Topology};
use tandem_core::{Address, Argument, Declaration, Origin, Place, Reference, Span, Value};

use crate::schedule::Resource;

/// Returns the address of a resource.
pub fn address(resource: &Resource) -> Address {
    addressed(resource, &resource.name)
}

fn addressed(resource: &Resource, name: &str) -> Address {
    let place = Place {
        account: resource.account.as_deref().map(Into::into),
        region: resource.region.as_deref().map(Into::into),
    };
    match &resource.parent {
        Some(parent) => Address::new(&resource.kind, &[parent.as_str(), name], &place),
        None => Address::new(&resource.kind, &[name], &place),
    }
}

/// Returns what is declared.
pub fn topology(resources: &[Resource]) -> Topology {
    let addresses: BTreeMap<&str, Address> =
        resources.iter().map(|resource| (resource.name.as_str(), address(resource))).collect();
    let mut topology = Topology { entry: "main.rhai".to_owned(), ..Topology::default() };
    for resource in resources {
        let named = |name: &String| addresses.get(name.as_str()).cloned();
        let mut arguments = BTreeMap::from([
            ("name".to_owned(), Argument::from(resource.physical.as_str())),
            ("mould".to_owned(), Argument::from(format!("m{}", resource.mould).as_str())),
            ("value".to_owned(), Argument::Value(Value::Integer(resource.value))),
        ]);
        if let Some(link) = resource.link.as_ref().and_then(named) {
            arguments.insert("link".to_owned(), Argument::Reference(Reference::new(&link, "arn")));
        }
        let declaration = Declaration {
            address: address(resource),
            mode: Mode::Managed,
            arguments,
            parent: resource.parent.as_ref().and_then(named),
            after: resource.after.iter().filter_map(named).collect(),
            protect: None,
            allow: BTreeMap::new(),
            origin: Origin::default(),
        };
        topology.declarations.insert(declaration.address.clone(), declaration);
        if let Some(was) = &resource.was {
            let (from, to) = (addressed(resource, was), address(resource));
            topology.moved.push(Moved { from, to, span: Span::default() });
        }
    }
    topology
}
