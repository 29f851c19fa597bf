//! Small models, and simulations of them.

use std::collections::BTreeMap;

use tandem_core::topology::{Objective, Origin, Survive};
use tandem_core::{Address, Place};

use crate::model::{
    Accelerator, Answer, Check, CheckRef, Consistency, Endpoint, EndpointGroup, EndpointId, Listener, Member,
    Model, Name, Policy, Probe, Store, Target, Watch, Weighted, Zone,
};
use crate::simulate::Script;
use crate::simulate::{Pace, Simulation, Subjects, simulate};
use crate::{Assumptions, Net};

pub(super) const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

pub(super) fn zone() -> Address {
    Address::new("route53::hosted_zone", &["t.example"], &Place::global())
}

pub(super) fn balancer(region: &str) -> Address {
    Address::new("elb::load_balancer", &["web"], &Place::region(region))
}

pub(super) fn endpoint(region: &str) -> EndpointId {
    EndpointId(balancer(region).to_string())
}

pub(super) fn check(region: &str) -> Address {
    Address::new("route53::health_check", &[format!("web-{region}")], &Place::global())
}

pub(super) fn table() -> Address {
    Address::new("dynamodb::table", &["orders"], &Place::global())
}

/// Two regions behind latency records: by health checks, or by aliases that evaluate their load balancers.
pub(super) fn model(checked: bool) -> Model {
    let mut model = Model::default();
    let domain = "t.example".to_owned();
    model.zones.insert(zone(), Zone { domain, private: false, existing: false, accelerated: false });
    let mut members = Vec::new();
    for region in REGIONS {
        let service = "elb".to_owned();
        let one = Endpoint { address: balancer(region), region: Some(region.to_owned()), service };
        model.endpoints.insert(endpoint(region), one);
        let probe = Probe {
            target: Target::Endpoint(endpoint(region)),
            domain: None,
            kind: "HTTPS".to_owned(),
            path: None,
            interval: 10,
            threshold: 3,
            regions: ["us-east-1", "us-west-2", "eu-west-1", "sa-east-1"].map(str::to_owned).to_vec(),
        };
        let watch = Watch::Endpoint(probe);
        model.checks.insert(check(region), Check { watch, inverted: false, disabled: false });
        let to = Target::Endpoint(endpoint(region));
        members.push(Member {
            address: Address::new("route53::record", &["t.example", "api", "A", region], &Place::global()),
            zone: zone(),
            policy: Policy::Latency(region.to_owned()),
            check: checked.then(|| CheckRef::Declared(check(region))),
            answer: Answer::Alias { to, evaluate: !checked },
            ttl: None,
        });
    }
    model.names.insert(Name::new("api.t.example", "A"), members);
    model
}

pub(super) fn objective(demand: &[(&str, f64)]) -> Objective {
    Objective {
        names: vec!["api.t.example".to_owned()],
        survive: Survive::default(),
        recover_within: None,
        lose_at_most: None,
        demand: demand.iter().map(|(id, share)| ((*id).to_owned(), *share)).collect(),
        capacity: BTreeMap::new(),
        allow: BTreeMap::new(),
        origin: Origin::default(),
    }
}

pub(super) fn script(net: &Net<'_>, fail: &[&str], recover: &[&str], until: u64) -> Script {
    let subjects = Subjects::of(net);
    let fails = fail.iter().map(|text| subjects.failure(text));
    let recovers = recover.iter().map(|text| subjects.recovery(text));
    let incidents = fails.chain(recovers).map(|read| read.unwrap_or_else(|wrong| panic!("{wrong:?}")));
    Script { incidents: incidents.collect(), until }
}

pub(super) fn run(
    model: &Model,
    assumptions: &Assumptions,
    fail: &[&str],
    recover: &[&str],
    until: u64,
) -> Simulation {
    at_pace(model, assumptions, (fail, recover, until), Pace::Mean)
}

pub(super) fn at_pace(
    model: &Model,
    assumptions: &Assumptions,
    (fail, recover, until): (&[&str], &[&str], u64),
    pace: Pace,
) -> Simulation {
    let net = Net::new(model, assumptions);
    let simulation = simulate(&net, &script(&net, fail, recover, until), pace);
    sound(&simulation);
    simulation
}

/// Shares make 1, whatever happens.
#[track_caller]
pub(super) fn sound(simulation: &Simulation) {
    assert!(simulation.moments.is_sorted_by(|a, b| (a.seconds, a.after) < (b.seconds, b.after)));
    for name in &simulation.names {
        let of_geographies = name.geographies.values().map(|one| (&one.failed, &one.sites));
        for (failed, sites) in of_geographies.chain([(&name.failed, &name.sites)]) {
            for (at, failed) in failed.iter().enumerate() {
                let all: f64 = sites.values().map(|shares| shares[at]).sum();
                assert!((all - 1.0).abs() < 1e-9, "{} at {:?}: {all}", name.name, simulation.moments[at]);
                assert!((-1e-9..=1.0 + 1e-9).contains(failed), "{failed}");
            }
        }
    }
}

/// Returns a value at a second, just after what happens in it; between moments it goes in a straight line.
pub(super) fn value(simulation: &Simulation, values: &[f64], second: f64) -> f64 {
    let after = simulation.moments.partition_point(|moment| moment.seconds <= second);
    let (a, b) = (after - 1, after.min(values.len() - 1));
    let (from, to) = (simulation.moments[a].seconds, simulation.moments[b].seconds);
    if to <= from {
        return values[a];
    }
    values[a] + (values[b] - values[a]) * (second - from) / (to - from)
}

pub(super) fn precise() -> Assumptions {
    let mut assumptions = Assumptions::default();
    for (name, value) in [("elb.target_health", 20.0), ("dns.stale_clients", 0.0), ("client.reconnect", 0.0)]
    {
        assert_eq!(assumptions.set(name, value), Ok(()));
    }
    assumptions
}

/// The same with a table in both regions.
pub(super) fn stored() -> Model {
    let mut model = model(true);
    let replicas = REGIONS.iter().map(|region| ((*region).to_owned(), table())).collect();
    let service = "dynamodb".to_owned();
    let store = Store { replicas, witness: None, consistency: Consistency::Eventual, service };
    model.stores.insert(table(), store);
    model
}

/// An accelerator before both regions, and a name of its own.
pub(super) fn accelerated() -> Model {
    let mut model = model(true);
    let front = Address::new("globalaccelerator::accelerator", &["front"], &Place::global());
    let group = |region: &str| EndpointGroup {
        address: Address::new(
            "globalaccelerator::endpoint_group",
            &["front", "https"],
            &Place::region(region),
        ),
        region: region.to_owned(),
        dial: 100.0,
        endpoints: vec![Weighted { endpoint: endpoint(region), weight: 128 }],
        interval: 30,
        threshold: 3,
    };
    let listener = Listener {
        address: Address::new("globalaccelerator::listener", &["front", "https"], &Place::global()),
        sticky: false,
        udp: false,
        groups: REGIONS.map(group).to_vec(),
    };
    let accelerator = Accelerator { enabled: true, dual_stack: false, listeners: vec![listener] };
    model.accelerators.insert(front.clone(), accelerator);
    let member = Member {
        address: Address::new("route53::record", &["t.example", "www", "A"], &Place::global()),
        zone: zone(),
        policy: Policy::Simple,
        check: None,
        answer: Answer::Alias { to: Target::Accelerator(front), evaluate: false },
        ttl: None,
    };
    model.names.insert(Name::new("www.t.example", "A"), vec![member]);
    model
}
