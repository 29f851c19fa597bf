//! A case as the model that the library works on.

use std::collections::BTreeMap;

use tandem_core::{Address, Place};
use tandem_traffic::geo::Point;
use tandem_traffic::model::{
    Accelerator, Answer, Check, CheckRef, Endpoint, EndpointGroup, EndpointId, Listener, Location, Member,
    Model, Name, Policy, Probe, Role, Target, Watch, Weighted, Zone,
};

use crate::case::{self, CHECKERS, Case, site};

pub fn model(case: &Case) -> Model {
    let mut model = Model::default();
    let domain = "t.example".to_owned();
    model.zones.insert(zone(), Zone { domain, private: false, existing: false, accelerated: false });
    for (at, region) in case.balancers.iter().enumerate() {
        let region = Some((*region).to_owned());
        let endpoint = Endpoint { address: zone(), region, service: "elb".to_owned() };
        model.endpoints.insert(balancer(at), endpoint);
        let to = Target::Endpoint(balancer(at));
        let answer = Answer::Alias { to, evaluate: false };
        let member = Member { answer, ..blank("site", at, 0) };
        model.names.insert(Name::new(&site(at), "A"), vec![member]);
    }
    for (at, check) in case.checks.iter().enumerate() {
        let (inverted, disabled) = (check.inverted, check.disabled);
        model.checks.insert(check_address(at), Check { watch: watch(&check.watch), inverted, disabled });
    }
    model.accelerators.insert(front(), accelerator(case));
    for (at, set) in case.sets.iter().enumerate() {
        let members = set.records.iter().enumerate();
        let members = members.map(|(number, record)| member(case, at, number, record)).collect();
        model.names.insert(Name::new(&set.name, set.kind), members);
    }
    model
}

pub fn balancer(at: usize) -> EndpointId {
    EndpointId(format!("balancer {at}"))
}

pub fn front() -> Address {
    Address::new("globalaccelerator::accelerator", &["front"], &Place::global())
}

fn zone() -> Address {
    Address::new("route53::hosted_zone", &["t.example"], &Place::global())
}

fn check_address(at: usize) -> Address {
    Address::new("route53::health_check", &[format!("check-{at}")], &Place::global())
}

fn blank(what: &str, set: usize, record: usize) -> Member {
    let segments = [what.to_owned(), set.to_string(), record.to_string()];
    Member {
        address: Address::new("route53::record", &segments, &Place::global()),
        zone: zone(),
        policy: Policy::Simple,
        check: None,
        answer: Answer::Values(Vec::new()),
        ttl: Some(60),
    }
}

fn watch(watch: &case::Watch) -> Watch {
    let probe = |target: Target| {
        Watch::Endpoint(Probe {
            target,
            domain: None,
            kind: "HTTPS".to_owned(),
            path: None,
            interval: 10,
            threshold: 3,
            regions: CHECKERS.map(str::to_owned).to_vec(),
        })
    };
    match watch {
        case::Watch::Balancer(at) => probe(Target::Endpoint(balancer(*at))),
        case::Watch::Site(at) => probe(Target::Name(site(*at))),
        case::Watch::Count(threshold, children) => Watch::Calculated {
            children: children.iter().map(|child| CheckRef::Declared(check_address(*child))).collect(),
            threshold: *threshold,
        },
        case::Watch::Control => Watch::Control("control".to_owned()),
    }
}

fn accelerator(case: &Case) -> Accelerator {
    let group = |(at, group): (usize, &case::Group)| EndpointGroup {
        address: Address::new(
            "globalaccelerator::endpoint_group",
            &[at.to_string()],
            &Place::region(group.region),
        ),
        region: group.region.to_owned(),
        dial: group.dial,
        endpoints: group
            .endpoints
            .iter()
            .map(|(at, weight)| Weighted { endpoint: balancer(*at), weight: *weight })
            .collect(),
        interval: 30,
        threshold: 3,
    };
    let listener = Listener {
        address: Address::new("globalaccelerator::listener", &["front", "https"], &Place::global()),
        sticky: false,
        udp: false,
        groups: case.groups.iter().enumerate().map(group).collect(),
    };
    Accelerator { enabled: true, dual_stack: false, listeners: vec![listener] }
}

fn member(case: &Case, set: usize, number: usize, record: &case::Record) -> Member {
    let kind = case.sets[set].kind;
    let answer = match &record.answer {
        case::Answer::Balancer(at, evaluate) => {
            Answer::Alias { to: Target::Endpoint(balancer(*at)), evaluate: *evaluate }
        }
        case::Answer::Records(other, evaluate) => {
            let to = Target::Records(Name::new(&case.sets[*other].name, kind));
            Answer::Alias { to, evaluate: *evaluate }
        }
        case::Answer::Accelerator(evaluate) => {
            Answer::Alias { to: Target::Accelerator(front()), evaluate: *evaluate }
        }
        case::Answer::Addresses(addresses) => {
            let endpoint = |address: &usize| Target::Endpoint(EndpointId(format!("address {address}")));
            Answer::Values(addresses.iter().map(endpoint).collect())
        }
        case::Answer::Name(name) => Answer::Values(vec![Target::Name(name.clone())]),
    };
    let check = record.check.map(|check| CheckRef::Declared(check_address(check)));
    Member { policy: policy(&record.policy), check, answer, ..blank("set", set, number) }
}

fn policy(policy: &case::Policy) -> Policy {
    let block = |location: Option<&str>| Policy::Cidr {
        collection: "offices".to_owned(),
        location: location.map(str::to_owned),
    };
    match policy {
        case::Policy::Simple => Policy::Simple,
        case::Policy::Weight(weight) => Policy::Weighted(*weight),
        case::Policy::Latency(region) => Policy::Latency((*region).to_owned()),
        case::Policy::Primary => Policy::Failover(Role::Primary),
        case::Policy::Secondary => Policy::Failover(Role::Secondary),
        case::Policy::State(country, state) => {
            Policy::Geolocation(Location::Subdivision((*country).to_owned(), (*state).to_owned()))
        }
        case::Policy::Country(code) => Policy::Geolocation(Location::Country((*code).to_owned())),
        case::Policy::Continent(code) => Policy::Geolocation(Location::Continent((*code).to_owned())),
        case::Policy::Anywhere => Policy::Geolocation(Location::Default),
        case::Policy::Near(north, east, bias) => {
            Policy::Geoproximity { at: Point { north: *north, east: *east }, bias: *bias }
        }
        case::Policy::Several => Policy::Multivalue,
        case::Policy::Block(location) => block(Some(location)),
        case::Policy::NoBlock => block(None),
    }
}

/// Adds up what is reached, by its words.
pub fn add(tally: &mut BTreeMap<String, f64>, what: String, last_resort: bool, share: f64) {
    let what = if last_resort { format!("{what}, last resort") } else { what };
    *tally.entry(what).or_default() += share;
}
