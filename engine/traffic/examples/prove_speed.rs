//! How long proofs take: `cargo run --release -p tandem-traffic --example prove_speed`.
//!
//! Names with a latency record in every region, guarded by checks of their own; then one record among ten thousand is
//! edited.

use std::collections::BTreeMap;
use std::time::Instant;

use tandem_core::topology::{Objective, Origin, Survive};
use tandem_core::{Address, Place, region};
use tandem_traffic::Assumptions;
use tandem_traffic::model::{
    Answer, Check, CheckRef, Endpoint, EndpointId, Member, Model, Name, Policy, Probe, Target, Watch, Zone,
};
use tandem_traffic::prove::{Prover, Settings, prove};

fn main() {
    for (names, regions, failures) in [(50, 6, 2), (500, 20, 1)] {
        let model = model(names, regions);
        let begin = Instant::now();
        let settings = Settings { failures, ..Settings::default() };
        let proof = prove(&model, &Assumptions::default(), &settings);
        let took = begin.elapsed();
        let examined = &proof.examined;
        println!(
            "{names} names, {regions} regions, up to {failures} at once: {} ms, holds: {}, {} alone, {} of several, {} classes",
            took.as_millis(),
            proof.holds(),
            examined.singles,
            examined.several,
            examined.classes,
        );
    }
    edit();
}

/// Edits one record among ten thousand, and renews the proof.
fn edit() {
    let mut model = model(2_500, 4);
    let records: usize = model.names.values().map(Vec::len).sum();
    let mut prover = Prover::new(Assumptions::default(), Settings::default());
    let begin = Instant::now();
    let holds = prover.prove(&model).holds();
    let first = begin.elapsed();
    let name = Name::new("n77.t.example", "A");
    for member in model.names.get_mut(&name).into_iter().flatten().take(1) {
        member.check = None;
    }
    let begin = Instant::now();
    let refuted = prover.prove(&model).refuted().count();
    println!(
        "{records} records: proved in {} ms ({holds}), one edited and renewed in {} ms: {} anew, {} refuted",
        first.as_millis(),
        begin.elapsed().as_millis(),
        prover.renewed(),
        refuted,
    );
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
        let check = Check { watch: Watch::Endpoint(probe), inverted: false, disabled: false };
        model.checks.insert(address("route53::health_check", region), check);
    }
    let mut all = Vec::new();
    for name in 0..names {
        let member = |region: &&str| Member {
            address: address("route53::record", &format!("{name}-{region}")),
            zone: zone.clone(),
            policy: Policy::Latency((*region).to_owned()),
            check: Some(CheckRef::Declared(address("route53::health_check", region))),
            answer: Answer::Alias { to: Target::Endpoint(EndpointId((*region).to_owned())), evaluate: false },
            ttl: None,
        };
        let members: Vec<Member> = regions.iter().map(member).collect();
        let full = format!("n{name}.t.example");
        model.names.insert(Name::new(&full, "A"), members);
        all.push(full);
    }
    model.objectives = vec![Objective {
        names: all,
        survive: Survive::default(),
        recover_within: Some(120),
        lose_at_most: None,
        demand: BTreeMap::new(),
        capacity: BTreeMap::new(),
        allow: BTreeMap::new(),
        origin: Origin::default(),
    }];
    model
}

fn address(kind: &str, name: &str) -> Address {
    Address::new(kind, &[name], &Place::global())
}
