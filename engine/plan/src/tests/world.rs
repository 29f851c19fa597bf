//! Topologies and what there was before, spelled short.

use std::collections::BTreeMap;

use tandem_core::argument::Arguments;
use tandem_core::path::PathStep;
use tandem_core::provider::Found;
use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::topology::Output;
use tandem_core::{
    Action, Address, Argument, Change, Declaration, Diagnostics, Object, Origin, Path, Place, Provider,
    Reference, Source, Span, Step, Topology, Value,
};

use super::fake::Fake;
use crate::{Options, Plan, Prior, graph, plan};

pub(super) fn address(kind: &str, path: &str) -> Address {
    Address::new(kind, &path.split('/').collect::<Vec<_>>(), &Place::global())
}

pub(super) fn zone(path: &str) -> Address {
    address("dns::zone", path)
}

pub(super) fn record(path: &str) -> Address {
    address("dns::record", path)
}

/// A value by its JSON; `{"$": ["address", "attribute"]}` is a reference.
#[track_caller]
pub(super) fn argument(json: &str) -> Argument {
    let value: Value = serde_json::from_str(json).expect("JSON");
    from_value(value)
}

fn from_value(value: Value) -> Argument {
    match value {
        Value::List(items) => Argument::list(items.into_iter().map(from_value).collect()),
        Value::Map(entries) => match entries.get("$").and_then(Value::as_list) {
            Some([to, attribute]) => {
                let to = to.as_str().and_then(|text| text.parse().ok()).expect("an address");
                Argument::Reference(Reference::new(&to, attribute.as_str().unwrap_or_default()))
            }
            _ => Argument::map(entries.into_iter().map(|(key, entry)| (key, from_value(entry))).collect()),
        },
        other => Argument::Value(other),
    }
}

#[track_caller]
pub(super) fn arguments(json: &str) -> Arguments {
    argument(json).entries().expect("a map")
}

#[track_caller]
pub(super) fn attributes(json: &str) -> Attributes {
    serde_json::from_str(json).expect("JSON")
}

/// A reference, as [`argument`] reads it.
pub(super) fn to(address: &Address, attribute: &str) -> String {
    format!("{{\"$\": [{:?}, \"{attribute}\"]}}", address.as_str())
}

/// A script under construction.
#[derive(Clone)]
pub(super) struct Script(pub(super) Topology);

impl Script {
    pub(super) fn new() -> Script {
        let mut topology = Topology { entry: "main.rhai".to_owned(), ..Topology::default() };
        topology.sources.add(Source::new("main.rhai", &"declare something;\n".repeat(400)));
        Script(topology)
    }

    /// Declares a resource or look-up, on a line of its own.
    #[track_caller]
    pub(super) fn declare(mut self, address: &Address, json: &str) -> Script {
        let line = self.0.declarations.len() * 19;
        let file = self.0.sources.find("main.rhai").unwrap_or_default();
        let mode = if address.kind() == "net::balancer" { Mode::LookUp } else { Mode::Managed };
        let parent = (address.kind() == "dns::record").then(|| zone(&address.segments()[0]));
        let span = Span::new(file, line, line + 7);
        let declaration = Declaration {
            address: address.clone(),
            mode,
            arguments: arguments(json),
            parent,
            after: Vec::new(),
            protect: None,
            allow: BTreeMap::new(),
            origin: Origin { call: span, name: span, ..Origin::default() },
        };
        self.0.declarations.insert(address.clone(), declaration);
        self
    }

    pub(super) fn change(mut self, address: &Address, edit: impl FnOnce(&mut Declaration)) -> Script {
        if let Some(declaration) = self.0.declarations.get_mut(address) {
            edit(declaration);
        }
        self
    }

    pub(super) fn after(self, address: &Address, before: &[&Address]) -> Script {
        let before: Vec<Address> = before.iter().map(|address| (*address).clone()).collect();
        self.change(address, |declaration| declaration.after = before)
    }

    pub(super) fn without(mut self, address: &Address) -> Script {
        self.0.declarations.remove(address);
        self
    }

    pub(super) fn output(mut self, name: &str, json: &str) -> Script {
        let output = Output { value: argument(json), origin: Origin::default() };
        self.0.outputs.insert(name.to_owned(), output);
        self
    }

    /// Plans on what there was before.
    pub(super) fn plan(&self, prior: &Prior) -> (Plan, Diagnostics) {
        let (graph, mut diagnostics) = graph(&self.0);
        let (plan, more) = plan(&self.0, &graph, prior, &Fake::new(), &Options::default());
        diagnostics.extend(more);
        (plan, diagnostics)
    }

    /// Plans on what there was before; nothing may be wrong.
    #[track_caller]
    pub(super) fn planned(&self, prior: &Prior) -> Plan {
        let (plan, diagnostics) = self.plan(prior);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        check_steps(&plan.steps);
        plan
    }

    /// Returns what there would be after an apply: every object as declared, what the cloud decides made up.
    #[track_caller]
    pub(super) fn applied(&self) -> Prior {
        let mut prior = Prior::default();
        let (graph, diagnostics) = graph(&self.0);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        prior.state.entry = self.0.entry.clone();
        for node in graph.nodes() {
            let declaration = &self.0.declarations[&node.address];
            let mut arguments = declaration.arguments.clone();
            if let Some(kind) = Fake::new().registry().kind(node.address.kind()) {
                kind.fill(&mut arguments);
            }
            let arguments = resolved(&arguments, &prior);
            if node.mode == Mode::LookUp {
                prior.lookups.insert(node.address.clone(), found(&node.address, arguments));
                continue;
            }
            let dependencies = declaration.dependencies();
            let needed = dependencies.into_iter().filter(|address| prior.state.objects.contains_key(address));
            let object = Object {
                address: node.address.clone(),
                id: format!("id-{}", node.address.path()),
                account: String::new(),
                region: "us-east-1".to_owned(),
                incarnation: "token".to_owned(),
                parent: declaration.parent.clone(),
                dependencies: needed.collect(),
                attributes: found(&node.address, arguments.clone()).attributes,
                arguments,
                protect: declaration.protect == Some(true),
                settled: true,
            };
            prior.found.insert(node.address.clone(), Some(found(&node.address, object.arguments.clone())));
            prior.state.objects.insert(node.address.clone(), object);
        }
        prior
    }
}

fn resolved(arguments: &Arguments, prior: &Prior) -> Attributes {
    let value = |reference: &Reference| {
        let object = prior.state.objects.get(&reference.address).map(|object| &object.attributes);
        let found = object.or(prior.lookups.get(&reference.address).map(|found| &found.attributes));
        tandem_core::argument::attribute_at(found?, &reference.path)
    };
    let known =
        arguments.iter().map(|(name, argument)| (name.clone(), argument.resolve(&value).into_known()));
    known.filter_map(|(name, value)| Some((name, value?))).collect()
}

fn found(address: &Address, mut attributes: Attributes) -> Found {
    let computed = ["zone_id", "version", "arn", "id", "host"];
    attributes
        .extend(computed.map(|name| (name.to_owned(), Value::from(format!("{name}-of-{}", address.path())))));
    Found { id: format!("id-{}", address.path()), attributes, settled: true }
}

/// Lets the cloud show an attribute otherwise than it was left.
pub(super) fn drift(prior: &mut Prior, address: &Address, name: &str, value: Value) {
    if let Some(Some(found)) = prior.found.get_mut(address) {
        found.attributes.insert(name.to_owned(), value);
    }
}

#[track_caller]
pub(super) fn change<'a>(plan: &'a Plan, address: &Address) -> &'a Change {
    let found = plan.changes.iter().find(|change| change.address == *address);
    found.unwrap_or_else(|| panic!("no change of {address}"))
}

#[track_caller]
pub(super) fn action(plan: &Plan, address: &Address) -> Action {
    change(plan, address).action
}

/// Every step as `id: operation path, … after ids`, for comparison.
pub(super) fn shown(plan: &Plan) -> Vec<String> {
    let line = |step: &Step| {
        let items: Vec<String> =
            step.items.iter().map(|item| format!("{} {}", item.operation, item.address.path())).collect();
        let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
        let after = if after.is_empty() { String::new() } else { format!(" after {}", after.join(" ")) };
        format!("{}: {}{after}", step.id, items.join(", "))
    };
    plan.steps.iter().map(line).collect()
}

/// A step's id is its index, and it comes after those it names.
#[track_caller]
pub(super) fn check_steps(steps: &[Step]) {
    for (at, step) in steps.iter().enumerate() {
        assert_eq!(step.id.0 as usize, at);
        assert!(step.after.iter().all(|before| before < &step.id), "{step:?}");
    }
}

pub(super) fn codes(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref()).collect()
}

/// A path such as `endpoints[0].weight`.
pub(super) fn path(text: &str) -> Path {
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (name, index) = part.split_once('[').map_or((part, None), |(name, rest)| (name, Some(rest)));
        steps.push(PathStep::Key(name.to_owned()));
        steps.extend(index.and_then(|rest| rest.trim_end_matches(']').parse().ok()).map(PathStep::Index));
    }
    Path(steps)
}

/// Attributes by name, none.
pub(super) fn none() -> Attributes {
    BTreeMap::new()
}
