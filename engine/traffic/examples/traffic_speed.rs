//! How long the traffic model takes: `cargo run -p tandem-traffic --example traffic_speed`.
//!
//! Names with a latency record in every region, guarded by checks; every single failure, every class, both families.

use std::time::Instant;

use tandem_core::{Address, Place, region};
use tandem_traffic::dns::{Healthy, healthy};
use tandem_traffic::fail::{World, singles};
use tandem_traffic::health::{calm, settle_after};
use tandem_traffic::model::{
    Answer, Check, CheckRef, Endpoint, EndpointId, Family, Member, Model, Name, Policy, Probe, Target, Watch,
    Zone,
};
use tandem_traffic::serve::serve;
use tandem_traffic::{Assumptions, Net};

fn main() {
    for (names, regions) in [(50, 6), (500, 20)] {
        let model = model(names, regions);
        let assumptions = Assumptions::default();
        let begin = Instant::now();
        let net = Net::new(&model, &assumptions);
        let built = begin.elapsed();
        let failures = singles(&net, &[]);
        let calm = calm(&net);
        let mut failing = 0.0;
        for failure in &failures {
            let world = World::after(&net, std::slice::from_ref(failure));
            let settled = settle_after(&net, &calm, &world);
            for (health, part) in settled.views() {
                failing += part * failed(&net, &world, &healthy(&net, &health), &settled.endpoints);
            }
        }
        println!(
            "{names} names, {regions} regions, {} classes: net {} ms, {} failures {} ms, failing shares {failing}",
            net.classes.len(),
            built.as_millis(),
            failures.len(),
            begin.elapsed().as_millis(),
        );
    }
}

/// Returns the sum of all failing shares, over names and classes.
fn failed(net: &Net<'_>, world: &World, records: &Healthy, endpoints: &[bool]) -> f64 {
    let mut failing = 0.0;
    for name in net.model.names.keys() {
        let found = net.find(&name.name, Family::V4);
        for class in 0..net.classes.len() {
            failing += serve(net, found, Family::V4, class, records, endpoints, world).failed();
        }
    }
    failing
}

fn model(names: usize, regions: usize) -> Model {
    let regions: Vec<&str> = region::all()
        .filter(|region| region.latency_records)
        .map(|region| region.name)
        .take(regions)
        .collect();
    let mut model = Model::default();
    let zone = address("route53::hosted_zone", "t.example");
    let domain = "t.example".to_owned();
    model.zones.insert(zone.clone(), Zone { domain, private: false, existing: false, accelerated: false });
    for region in &regions {
        let id = EndpointId((*region).to_owned());
        let service = "elb".to_owned();
        let endpoint = Endpoint { address: zone.clone(), region: Some((*region).to_owned()), service };
        model.endpoints.insert(id.clone(), endpoint);
        let probe = Probe {
            target: Target::Endpoint(id),
            domain: None,
            kind: "HTTPS".to_owned(),
            path: None,
            interval: 10,
            threshold: 3,
            regions: ["us-east-1", "eu-west-1", "sa-east-1"].map(str::to_owned).to_vec(),
        };
        let watch = Watch::Endpoint(probe);
        let check = Check { watch, inverted: false, disabled: false };
        model.checks.insert(address("route53::health_check", region), check);
    }
    for name in 0..names {
        let member = |region: &&str| Member {
            address: address("route53::record", &format!("{name}-{region}")),
            zone: zone.clone(),
            policy: Policy::Latency((*region).to_owned()),
            check: Some(CheckRef::Declared(address("route53::health_check", region))),
            answer: Answer::Alias { to: Target::Endpoint(EndpointId((*region).to_owned())), evaluate: false },
            ttl: None,
        };
        let members = regions.iter().map(member).collect();
        model.names.insert(Name::new(&format!("n{name}.t.example"), "A"), members);
    }
    model
}

fn address(kind: &str, name: &str) -> Address {
    Address::new(kind, &[name], &Place::global())
}
