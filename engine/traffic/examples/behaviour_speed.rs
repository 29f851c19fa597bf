//! How long it takes to tell what a change means for clients: 10,000 records, one of them edited, and all of them.
//!
//! `cargo run --release -p tandem-traffic --example behaviour_speed`

use std::time::Instant;

use tandem_core::{Address, Place};
use tandem_traffic::Assumptions;
use tandem_traffic::compare::compare;
use tandem_traffic::model::{
    Answer, Endpoint, EndpointId, Member, Model, Name, Policy, RecordType, Target, Zone,
};

const REGIONS: [&str; 4] = ["us-east-1", "eu-west-1", "ap-southeast-2", "sa-east-1"];
const RECORDS: usize = 10_000;

fn main() {
    let before = model();
    let mut one = before.clone();
    if let Some(members) = one.names.values_mut().nth(1_000) {
        members.truncate(3);
    }
    let mut all = before.clone();
    all.names.values_mut().for_each(|members| members.truncate(3));
    for (what, after) in [("none", &before), ("one", &one), ("all", &all)] {
        let begin = Instant::now();
        let behaviour = compare(&before, after, &Assumptions::default());
        let names: usize = behaviour.changes.iter().map(|change| change.names.len()).sum();
        println!("{what:>4} edited: {:>9.1?} for {names} names that change", begin.elapsed());
    }
}

/// Returns names with a latency record in every region.
fn model() -> Model {
    let mut model = Model::default();
    let zone = Address::new("route53::hosted_zone", &["example.com"], &Place::global());
    let domain = "example.com".to_owned();
    model.zones.insert(zone.clone(), Zone { domain, private: false, existing: false, accelerated: false });
    for region in REGIONS {
        let address = Address::new("elb::load_balancer", &["web"], &Place::region(region));
        let endpoint =
            Endpoint { address: address.clone(), region: Some(region.to_owned()), service: "elb".to_owned() };
        model.endpoints.insert(EndpointId(address.as_str().to_owned()), endpoint);
    }
    for number in 0..RECORDS / REGIONS.len() {
        let label = format!("app{number}");
        let member = |region: &&str| Member {
            address: Address::new(
                "route53::record",
                &["example.com", &label, "A", &format!("latency:{region}")],
                &Place::global(),
            ),
            zone: zone.clone(),
            policy: Policy::Latency((*region).to_owned()),
            check: None,
            answer: Answer::Alias {
                to: Target::Endpoint(EndpointId(format!("elb::load_balancer[\"web\"]@{region}"))),
                evaluate: true,
            },
            ttl: None,
        };
        let name = Name { name: format!("{label}.example.com"), record: RecordType::A };
        model.names.insert(name, REGIONS.iter().map(member).collect());
    }
    model
}
