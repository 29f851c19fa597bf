//! How long a safe order takes to find: `cargo run --release -p tandem-traffic --example order_speed`.
//!
//! Names of two latency records each, and all of them move to other load balancers; then as many that lead to one
//! accelerator, of which a group moves.

use std::time::Instant;

use tandem_core::argument::Arguments;
use tandem_core::step::{CreateClass, Effect, Item};
use tandem_core::{Address, Argument, Place, Step, StepId};
use tandem_plan::Plan;
use tandem_traffic::Assumptions;
use tandem_traffic::model::{
    Accelerator, Answer, Endpoint, EndpointGroup, EndpointId, Listener, Member, Model, Name, Policy, Target,
    Weighted, Zone,
};
use tandem_traffic::order::order;

fn main() {
    let mut many = Scene::default();
    for number in 0..5_000 {
        for region in ["us-east-1", "eu-west-1"] {
            many.record(&format!("n{number}.example.com"), region);
        }
    }
    many.time("10,000 records of 5,000 names move");
    let mut front = Scene::default();
    for number in 0..10_000 {
        front.alias(&format!("n{number}.example.com"));
    }
    front.group_moves();
    front.time("10,000 names lead to an accelerator of which a group moves");
}

/// Two models and the plan between them.
#[derive(Default)]
struct Scene {
    before: Model,
    after: Model,
    plan: Plan,
}

fn zone() -> Address {
    Address::new("route53::hosted_zone", &["example.com"], &Place::global())
}

fn accelerator() -> Address {
    Address::new("globalaccelerator::accelerator", &["front"], &Place::global())
}

fn balancer(model: &mut Model, name: &str, region: &str) -> EndpointId {
    let address = Address::new("elb::load_balancer", &[name], &Place::region(region));
    let id = EndpointId(address.as_str().to_owned());
    let endpoint = Endpoint { address, region: Some(region.to_owned()), service: "elb".to_owned() };
    model.endpoints.insert(id.clone(), endpoint);
    id
}

impl Scene {
    /// A latency record that moves from one load balancer of its region to another.
    fn record(&mut self, name: &str, region: &str) {
        let address = Address::new("route53::record", &["example.com", name, "A", region], &Place::global());
        for (model, target) in [(&mut self.before, "web"), (&mut self.after, "shop")] {
            let target = balancer(model, target, region);
            let answer = Answer::Alias { to: Target::Endpoint(target), evaluate: true };
            add(model, name, &address, Policy::Latency(region.to_owned()), answer);
        }
        self.step(&address, Effect::Update);
    }

    /// An alias of the accelerator, which stays.
    fn alias(&mut self, name: &str) {
        let address = Address::new("route53::record", &["example.com", name, "A"], &Place::global());
        for model in [&mut self.before, &mut self.after] {
            let answer = Answer::Alias { to: Target::Accelerator(accelerator()), evaluate: false };
            add(model, name, &address, Policy::Simple, answer);
        }
    }

    /// The accelerator leaves one region for another.
    fn group_moves(&mut self) {
        let listener = Address::new("globalaccelerator::listener", &["front", "https"], &Place::global());
        let group = |model: &mut Model, region: &str| EndpointGroup {
            address: Address::new(
                "globalaccelerator::endpoint_group",
                &["front", "https"],
                &Place::region(region),
            ),
            region: region.to_owned(),
            dial: 100.0,
            endpoints: vec![Weighted { endpoint: balancer(model, "web", region), weight: 128 }],
            interval: 30,
            threshold: 3,
        };
        for (model, regions) in [
            (&mut self.before, ["us-east-1", "eu-west-1"]),
            (&mut self.after, ["us-east-1", "ap-southeast-2"]),
        ] {
            let groups = regions.map(|region| group(model, region)).to_vec();
            let listener = Listener { address: listener.clone(), sticky: false, udp: false, groups };
            let declared = Accelerator { enabled: true, dual_stack: false, listeners: vec![listener] };
            model.accelerators.insert(accelerator(), declared);
        }
        let at = |region| {
            Address::new("globalaccelerator::endpoint_group", &["front", "https"], &Place::region(region))
        };
        self.step(&at("ap-southeast-2"), Effect::Create);
        self.step(&at("eu-west-1"), Effect::Delete);
    }

    fn step(&mut self, address: &Address, effect: Effect) {
        let id = StepId(self.plan.steps.len() as u32);
        let arguments = Arguments::from([("name".to_owned(), Argument::from("x"))]);
        let item = Item {
            address: address.clone(),
            operation: String::new(),
            effect,
            arguments: if effect == Effect::Delete { Arguments::new() } else { arguments },
            prior: None,
            parent: None,
            within: None,
            dependencies: Vec::new(),
            protect: false,
            place: String::new(),
        };
        self.plan.steps.push(Step {
            id,
            items: vec![item],
            after: Vec::new(),
            call: String::new(),
            region: String::new(),
            account: String::new(),
            class: CreateClass::Idempotent,
            locks: Vec::new(),
            buckets: Vec::new(),
            batch: None,
            wait: None,
        });
    }

    fn time(&self, what: &str) {
        let begin = Instant::now();
        let ordered = order(&self.before, &self.after, &self.plan, &Assumptions::default());
        println!(
            "{what}: {} ms; {} names of several steps, {} models asked, {} edges, {} unsafe",
            begin.elapsed().as_millis(),
            ordered.names,
            ordered.asked,
            ordered.edges.len(),
            ordered.unsafe_moments.len(),
        );
    }
}

fn add(model: &mut Model, name: &str, address: &Address, policy: Policy, answer: Answer) {
    let declared =
        Zone { domain: "example.com".to_owned(), private: false, existing: false, accelerated: false };
    model.zones.insert(zone(), declared);
    let member = Member { address: address.clone(), zone: zone(), policy, check: None, answer, ttl: None };
    model.names.entry(Name::new(name, "A")).or_default().push(member);
}
