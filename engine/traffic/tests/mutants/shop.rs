//! Random topologies that survive the loss of a region, with nothing to spare: each guard is the only one.

use tandem_core::{Address, Place};
use tandem_traffic::model::{
    Accelerator, Answer, Check, CheckRef, Endpoint, EndpointGroup, EndpointId, Listener, Location, Member,
    Model, Name, Policy, Probe, Role, Target, Watch, Weighted, Zone,
};

use crate::dice::Dice;
use crate::{unbound, verdict};

const REGIONS: [&str; 6] =
    ["us-east-1", "eu-west-1", "ap-southeast-2", "us-west-2", "ap-northeast-1", "sa-east-1"];
const CHECKERS: [&str; 8] = [
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "sa-east-1",
];
/// The name that clients use.
pub const NAME: &str = "api.example.com";

/// Returns a random topology with an objective that it just meets.
pub fn shop(dice: &mut Dice) -> Model {
    let mut model = Model::default();
    let domain = "example.com".to_owned();
    model.zones.insert(zone(), Zone { domain, private: false, existing: false, accelerated: false });
    let kind = dice.below(8);
    let count = if matches!(kind, 0 | 1) { 2 } else { 2 + dice.below(3) };
    let regions = dice.some(&REGIONS, count);
    let (interval, threshold) = (if dice.percent(50) { 10 } else { 30 }, dice.of(&[2, 3]));
    for region in REGIONS {
        let endpoint =
            Endpoint { address: zone(), region: Some(region.to_owned()), service: "elb".to_owned() };
        model.endpoints.insert(balancer(region), endpoint);
    }
    for region in &regions {
        guard(&mut model, region, interval, threshold);
    }
    let members = match kind {
        0 => front(&mut model, &regions),
        1 => failover(&regions),
        2 => each(&regions, |region| alias(region, Policy::Latency(region.to_owned())), true),
        3 => each(&regions, |region| evaluated(region, Policy::Latency(region.to_owned())), false),
        4 => each(&regions, |region| values(region, Policy::Weighted(100)), true),
        5 => each(&regions, |region| values(region, Policy::Multivalue), true),
        6 => places(&mut model, &regions),
        _ => {
            let members = each(&regions, |region| alias(region, Policy::Weighted(10)), true);
            members.into_iter().map(|member| counted(&mut model, member)).collect()
        }
    };
    model.names.insert(Name::new(NAME, "A"), members);
    model.objectives = vec![unbound(NAME)];
    let takes = verdict(&model).recovery.most;
    model.objectives[0].recover_within = Some(takes.ceil() as u64);
    model
}

fn address(kind: &str, names: &[&str]) -> Address {
    Address::new(kind, names, &Place::global())
}

fn zone() -> Address {
    address("route53::hosted_zone", &["example.com"])
}

pub fn balancer(region: &str) -> EndpointId {
    EndpointId(Address::new("elb::load_balancer", &["web"], &Place::region(region)).as_str().to_owned())
}

pub fn check_of(region: &str) -> Address {
    address("route53::health_check", &[&format!("web-{region}")])
}

fn member(label: &str, region: &str, policy: Policy, answer: Answer, ttl: Option<u64>) -> Member {
    let address = address("route53::record", &["example.com", label, "A", region]);
    Member { address, zone: zone(), policy, check: None, answer, ttl }
}

fn alias(region: &str, policy: Policy) -> Member {
    let answer = Answer::Alias { to: Target::Endpoint(balancer(region)), evaluate: false };
    member("api", region, policy, answer, None)
}

fn evaluated(region: &str, policy: Policy) -> Member {
    let answer = Answer::Alias { to: Target::Endpoint(balancer(region)), evaluate: true };
    member("api", region, policy, answer, None)
}

fn values(region: &str, policy: Policy) -> Member {
    member("api", region, policy, Answer::Values(vec![Target::Endpoint(balancer(region))]), Some(60))
}

fn each(regions: &[&str], make: impl Fn(&str) -> Member, guarded: bool) -> Vec<Member> {
    let check = |region: &str| guarded.then(|| CheckRef::Declared(check_of(region)));
    regions.iter().map(|region| Member { check: check(region), ..make(region) }).collect()
}

/// The first answers while it is healthy; the second needs no check.
fn failover(regions: &[&str]) -> Vec<Member> {
    let check = Some(CheckRef::Declared(check_of(regions[0])));
    let primary = Member { check, ..values(regions[0], Policy::Failover(Role::Primary)) };
    vec![primary, values(regions[1], Policy::Failover(Role::Secondary))]
}

/// A continent for one region, and for everyone else the nearest that lives.
fn places(model: &mut Model, regions: &[&str]) -> Vec<Member> {
    let pool = each(regions, |region| Member { ..alias(region, Policy::Latency(region.to_owned())) }, true);
    let name = Name::new("pool.example.com", "A");
    let named =
        |member: &Member| address("route53::record", &["example.com", "pool", &member.address.name()]);
    let pool = pool.into_iter().map(|member| Member { address: named(&member), ..member });
    model.names.insert(name.clone(), pool.collect());
    let place = |place| Policy::Geolocation(place);
    let check = Some(CheckRef::Declared(check_of(regions[0])));
    let europe = Member { check, ..alias(regions[0], place(Location::Continent("EU".to_owned()))) };
    let answer = Answer::Alias { to: Target::Records(name), evaluate: false };
    vec![europe, member("api", "default", place(Location::Default), answer, None)]
}

/// Puts a calculated check of one child between a record and its check.
fn counted(model: &mut Model, member: Member) -> Member {
    let Some(child) = member.check.clone() else { return member };
    let CheckRef::Declared(of) = &child else { return member };
    let counted = address("route53::health_check", &[&format!("all-{}", of.name())]);
    let watch = Watch::Calculated { children: vec![child.clone()], threshold: 1 };
    model.checks.insert(counted.clone(), Check { watch, inverted: false, disabled: false });
    Member { check: Some(CheckRef::Declared(counted)), ..member }
}

/// A name for a region alone, and a check that asks it.
fn guard(model: &mut Model, region: &str, interval: u64, threshold: u32) {
    let name = format!("{region}.example.com");
    let answer = Answer::Alias { to: Target::Endpoint(balancer(region)), evaluate: false };
    let alone = member(region, region, Policy::Simple, answer, None);
    model.names.insert(Name::new(&name, "A"), vec![alone]);
    let probe = Probe {
        target: Target::Name(name),
        domain: None,
        kind: "HTTPS".to_owned(),
        path: Some("/ready".to_owned()),
        interval,
        threshold,
        regions: CHECKERS.map(str::to_owned).to_vec(),
    };
    let check = Check { watch: Watch::Endpoint(probe), inverted: false, disabled: false };
    model.checks.insert(check_of(region), check);
}

/// An accelerator with a group a region, and the alias of it.
fn front(model: &mut Model, regions: &[&str]) -> Vec<Member> {
    let front = address("globalaccelerator::accelerator", &["front"]);
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
        address: address("globalaccelerator::listener", &["front", "https"]),
        sticky: false,
        udp: false,
        groups: regions.iter().map(group).collect(),
    };
    let accelerator = Accelerator { enabled: true, dual_stack: false, listeners: vec![listener] };
    model.accelerators.insert(front.clone(), accelerator);
    let answer = Answer::Alias { to: Target::Accelerator(front), evaluate: false };
    vec![member("api", "front", Policy::Simple, answer, None)]
}
