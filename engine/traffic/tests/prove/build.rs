//! Small models by hand.

use std::collections::BTreeMap;

use tandem_core::topology::{Objective, Origin, Survive};
use tandem_core::{Address, Place, region};
use tandem_traffic::Assumptions;
use tandem_traffic::model::{
    Accelerator, Answer, Check, CheckRef, Endpoint, EndpointGroup, EndpointId, Listener, Member, Model, Name,
    Policy, Probe, Target, Watch, Weighted, Zone,
};
use tandem_traffic::prove::{Outcome, Proof, Settings, Verdict, prove};

/// The regions of the usual shop.
pub const THREE: [&str; 3] = ["us-east-1", "eu-west-1", "ap-southeast-2"];

pub fn address(kind: &str, name: &str) -> Address {
    Address::new(kind, &[name], &Place::global())
}

pub fn zone() -> Address {
    address("route53::hosted_zone", "example.com")
}

pub fn balancer(region: &str) -> EndpointId {
    EndpointId(Address::new("elb::load_balancer", &["web"], &Place::region(region)).as_str().to_owned())
}

/// A zone, and a load balancer in every region.
pub fn model(regions: &[&str]) -> Model {
    let mut model = Model::default();
    let domain = "example.com".to_owned();
    model.zones.insert(zone(), Zone { domain, private: false, existing: false, accelerated: false });
    for region in regions {
        let endpoint =
            Endpoint { address: zone(), region: Some((*region).to_owned()), service: "elb".to_owned() };
        model.endpoints.insert(balancer(region), endpoint);
    }
    model
}

/// An alias of the load balancer of a region.
pub fn alias(label: &str, region: &str, policy: Policy, evaluate: bool) -> Member {
    Member {
        address: Address::new("route53::record", &["example.com", label, "A", region], &Place::global()),
        zone: zone(),
        policy,
        check: None,
        answer: Answer::Alias { to: Target::Endpoint(balancer(region)), evaluate },
        ttl: None,
    }
}

pub fn check_of(region: &str) -> Address {
    address("route53::health_check", &format!("web-{region}"))
}

/// Adds a check of a name for a region alone.
pub fn guard(model: &mut Model, region: &str, interval: u64, threshold: u32) {
    let name = format!("{region}.example.com");
    model.names.insert(Name::new(&name, "A"), vec![alias(region, region, Policy::Simple, false)]);
    let probe = Probe {
        target: Target::Name(name),
        domain: None,
        kind: "HTTPS".to_owned(),
        path: Some("/ready".to_owned()),
        interval,
        threshold,
        regions: region::all().filter(|it| it.health_checkers).map(|it| it.name.to_owned()).collect(),
    };
    let check = Check { watch: Watch::Endpoint(probe), inverted: false, disabled: false };
    model.checks.insert(check_of(region), check);
}

/// `api` with a latency record a region, each with a check of its own.
pub fn shop(regions: &[&str]) -> Model {
    let mut model = model(regions);
    for region in regions {
        guard(&mut model, region, 10, 3);
    }
    let member = |region: &&str| Member {
        check: Some(CheckRef::Declared(check_of(region))),
        ..alias("api", region, Policy::Latency((*region).to_owned()), false)
    };
    model.names.insert(Name::new("api.example.com", "A"), regions.iter().map(member).collect());
    model
}

/// Adds `www` behind an accelerator with a group a region.
pub fn front(model: &mut Model, regions: &[&str]) -> Address {
    let front = address("globalaccelerator::accelerator", "front");
    let group = |region: &&str| EndpointGroup {
        address: Address::new(
            "globalaccelerator::endpoint_group",
            &["front", "https"],
            &Place::region(region),
        ),
        region: (*region).to_owned(),
        dial: 100.0,
        endpoints: vec![Weighted { endpoint: balancer(region), weight: 128 }],
        interval: 30,
        threshold: 3,
    };
    let listener = Listener {
        address: Address::new("globalaccelerator::listener", &["front", "https"], &Place::global()),
        sticky: false,
        udp: false,
        groups: regions.iter().map(group).collect(),
    };
    let accelerator = Accelerator { enabled: true, dual_stack: false, listeners: vec![listener] };
    model.accelerators.insert(front.clone(), accelerator);
    let answer = Answer::Alias { to: Target::Accelerator(front.clone()), evaluate: false };
    let member = Member { answer, ..alias("www", "front", Policy::Simple, false) };
    model.names.insert(Name::new("www.example.com", "A"), vec![member]);
    front
}

pub fn objective(names: &[&str], within: Option<u64>) -> Objective {
    Objective {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        survive: Survive::default(),
        recover_within: within,
        lose_at_most: None,
        demand: BTreeMap::new(),
        capacity: BTreeMap::new(),
        allow: Default::default(),
        origin: Origin::default(),
    }
}

pub fn proof(model: &Model) -> Proof {
    prove(model, &Assumptions::default(), &Settings::default())
}

/// Proves a name by one objective.
pub fn verdict(mut model: Model, objective: Objective) -> Verdict {
    model.objectives = vec![objective];
    proof(&model).verdicts.remove(0)
}

#[track_caller]
pub fn refuted(verdict: &Verdict, code: &str) -> Vec<String> {
    let Outcome::Refuted(example) = &verdict.outcome else { panic!("not refuted: {:?}", verdict.outcome) };
    assert_eq!(example.cause.code(), code, "{example:#?}");
    example.story.iter().map(|moment| moment.text.clone()).collect()
}

pub fn member<'m>(model: &'m mut Model, name: &str, region: &str) -> &'m mut Member {
    let members = model.names.get_mut(&Name::new(name, "A")).expect("the name is there");
    members
        .iter_mut()
        .find(|member| member.address.as_str().contains(region))
        .expect("the region has a record")
}
