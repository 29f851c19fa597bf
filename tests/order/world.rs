//! What is in the cloud while an apply runs: every object that its steps made and did not delete.

use std::collections::BTreeMap;

use tandem_core::argument::{Arguments, attribute_at};
use tandem_core::provider::Found;
use tandem_core::schema::{Mode, Presence};
use tandem_core::state::Attributes;
use tandem_core::step::{Effect, Item};
use tandem_core::{Address, Object, Reference, Registry, State, Topology, Type, Value};
use tandem_traffic::remembered::{Thing, topology_of};

/// One object.
#[derive(Clone, Debug)]
struct Made {
    address: Address,
    id: String,
    /// The object it belongs to, by its id.
    parent: Option<String>,
    arguments: Attributes,
    attributes: Attributes,
    dependencies: Vec<Address>,
}

/// What is in the cloud.
#[derive(Clone)]
pub struct World<'r> {
    registry: &'r Registry,
    /// By id.
    made: BTreeMap<String, Made>,
    /// The ids of what stands at an address now.
    current: BTreeMap<Address, String>,
    pub lookups: BTreeMap<Address, Found>,
    count: u32,
}

impl<'r> World<'r> {
    /// Returns a cloud in which nothing is but what these topologies look up.
    pub fn with_lookups(topologies: &[&Topology], registry: &'r Registry) -> World<'r> {
        let mut lookups = BTreeMap::new();
        for declaration in topologies.iter().flat_map(|topology| topology.declarations.values()) {
            if declaration.mode == Mode::LookUp {
                let known = declaration.arguments.iter();
                let arguments: Attributes =
                    known.filter_map(|(name, value)| Some((name.clone(), value.known()?.clone()))).collect();
                let id = format!("{:08}", declaration.address.as_str().len() as u32 + 7_000_000);
                let attributes = computed(registry, &declaration.address, &arguments, &id);
                let id = declaration.address.as_str().to_owned();
                lookups.insert(declaration.address.clone(), Found { id, attributes, settled: true });
            }
        }
        World { registry, made: BTreeMap::new(), current: BTreeMap::new(), lookups, count: 0 }
    }

    /// Does what a step does to one object.
    pub fn carry_out(&mut self, item: &Item) {
        let goes = item.effect == Effect::Delete;
        if item.effect == Effect::Read || (item.arguments.is_empty() && !goes) {
            return;
        }
        let own = item.prior.as_ref().map(|object| object.id.clone());
        if goes {
            let id = own.expect("what is deleted was there");
            self.made.remove(&id);
            self.current.retain(|_, current| *current != id);
            return;
        }
        let arguments = self.resolved(&item.arguments);
        let standing = self.current.get(&item.address).cloned();
        // What follows a create, such as its tags, finds what the create made.
        let id = match (item.effect, standing) {
            (Effect::Update, Some(id)) => id,
            _ => {
                self.count += 1;
                format!("{:08}", 9_000_000 + self.count)
            }
        };
        let attributes = computed(self.registry, &item.address, &arguments, &id);
        let parent = item.parent.as_ref().and_then(|parent| self.current.get(parent)).cloned();
        let made = Made {
            address: item.address.clone(),
            id: id.clone(),
            parent,
            arguments,
            attributes,
            dependencies: item.dependencies.clone(),
        };
        self.made.insert(id.clone(), made);
        self.current.insert(item.address.clone(), id);
    }

    /// Returns what a state remembers that made all of this.
    pub fn state(&self) -> State {
        let object = |made: &Made| Object {
            address: made.address.clone(),
            id: made.id.clone(),
            account: "123456789012".to_owned(),
            region: made.address.region().unwrap_or("us-east-1").to_owned(),
            incarnation: made.id.clone(),
            parent: made.parent.as_ref().and_then(|id| Some(self.made.get(id)?.address.clone())),
            dependencies: made.dependencies.clone(),
            arguments: made.arguments.clone(),
            attributes: made.attributes.clone(),
            protect: false,
            settled: true,
        };
        let objects = self.made.values().map(|made| (made.address.clone(), object(made)));
        State { entry: "main.rhai".to_owned(), objects: objects.collect(), ..State::default() }
    }

    /// Returns what is in the cloud as a topology; what is replaced stands beside what replaces it.
    pub fn topology(&self) -> Topology {
        let addresses: BTreeMap<&String, Address> =
            self.made.values().map(|made| (&made.id, self.address(made))).collect();
        let things = self.made.values().map(|made| Thing {
            address: &addresses[&made.id],
            parent: made.parent.as_ref().and_then(|id| addresses.get(id)),
            mode: Mode::Managed,
            attributes: &made.attributes,
        });
        let found = self.lookups.iter().map(|(address, found)| Thing::looked_up(address, &found.attributes));
        topology_of(&things.chain(found).collect::<Vec<_>>(), self.registry)
    }

    /// Returns an address of its own for everything that is there.
    fn address(&self, made: &Made) -> Address {
        if self.current.get(&made.address) == Some(&made.id) {
            return made.address.clone();
        }
        let mut segments = made.address.segments();
        segments.push(made.id.clone());
        Address::new(made.address.kind(), &segments, &made.address.place())
    }

    fn resolved(&self, arguments: &Arguments) -> Attributes {
        let find = |reference: &Reference| {
            let found = self.lookups.get(&reference.address).map(|found| &found.attributes);
            let made = || Some(&self.made.get(self.current.get(&reference.address)?)?.attributes);
            attribute_at(found.or_else(made)?, &reference.path)
        };
        let resolved = arguments.iter().map(|(name, argument)| {
            let value = argument.resolve(&find).into_known();
            (name.clone(), value.unwrap_or_else(|| panic!("{name} is not known: {argument}")))
        });
        resolved.collect()
    }
}

/// Returns arguments and what the cloud decides beside them.
fn computed(registry: &Registry, address: &Address, arguments: &Attributes, id: &str) -> Attributes {
    let mut attributes = arguments.clone();
    let kind = registry.kind(address.kind()).expect("the kind is registered");
    for attribute in kind.attributes.iter().filter(|attribute| attribute.presence == Presence::Computed) {
        if let Some(value) = value(address, attribute.name, &attribute.ty, arguments, id) {
            attributes.entry(attribute.name.to_owned()).or_insert(value);
        }
    }
    attributes
}

fn value(address: &Address, name: &str, ty: &Type, arguments: &Attributes, id: &str) -> Option<Value> {
    let region = address.region().unwrap_or("us-east-1");
    let own = address.name();
    let text = match (address.kind(), name) {
        ("elb::load_balancer", "dns_name") => format!("{own}-{id}.{region}.elb.amazonaws.com"),
        ("elb::load_balancer", "arn") => {
            format!("arn:aws:elasticloadbalancing:{region}:123456789012:loadbalancer/app/{own}/7a1f{id}")
        }
        ("elb::load_balancer", "arn_suffix") => format!("app/{own}/7a1f{id}"),
        ("elb::load_balancer" | "globalaccelerator::accelerator", "zone_id") => "Z2BJ6XQ5FK7U4H".to_owned(),
        ("globalaccelerator::accelerator", "dns_name") => format!("a{id}.awsglobalaccelerator.com"),
        ("globalaccelerator::accelerator", "dual_stack_dns_name") => {
            let dual = arguments.get("ip_address_type").and_then(Value::as_str) == Some("DUAL_STACK");
            return dual.then(|| Value::from(format!("a{id}.dualstack.awsglobalaccelerator.com").as_str()));
        }
        ("dynamodb::table", "home") => {
            let first = arguments.get("replicas").and_then(Value::as_list)?.first()?.as_str()?;
            first.to_owned()
        }
        ("route53::record", _) => return None,
        _ => match ty {
            Type::String(_) => format!("{}-{id}-{name}", address.kind().replace("::", "-")),
            _ => return None,
        },
    };
    Some(Value::from(text.as_str()))
}
