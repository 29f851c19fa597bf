//! What holds of every simulation, and the worked check of the failover model.

use std::collections::BTreeMap;

use tandem_core::topology::{Objective, Origin, Survive};
use tandem_core::{Address, Place};

use super::{Kind, Pace, Simulation, State, Subjects, simulate};
use crate::model::{
    Accelerator, Answer, Check, CheckRef, Consistency, Endpoint, EndpointGroup, EndpointId, Listener, Member,
    Model, Name, Policy, Probe, Store, Target, Watch, Weighted, Zone,
};
use crate::simulate::Script;
use crate::{Assumptions, Net};

const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

fn zone() -> Address {
    Address::new("route53::hosted_zone", &["t.example"], &Place::global())
}

fn balancer(region: &str) -> Address {
    Address::new("elb::load_balancer", &["web"], &Place::region(region))
}

fn endpoint(region: &str) -> EndpointId {
    EndpointId(balancer(region).to_string())
}

fn check(region: &str) -> Address {
    Address::new("route53::health_check", &[format!("web-{region}")], &Place::global())
}

fn table() -> Address {
    Address::new("dynamodb::table", &["orders"], &Place::global())
}

/// Two regions behind latency records: by health checks, or by aliases that evaluate their load balancers.
fn model(checked: bool) -> Model {
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

fn objective(demand: &[(&str, f64)]) -> Objective {
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

fn script(net: &Net<'_>, fail: &[&str], recover: &[&str], until: u64) -> Script {
    let subjects = Subjects::of(net);
    let fails = fail.iter().map(|text| subjects.failure(text));
    let recovers = recover.iter().map(|text| subjects.recovery(text));
    let incidents = fails.chain(recovers).map(|read| read.unwrap_or_else(|wrong| panic!("{wrong:?}")));
    Script { incidents: incidents.collect(), until }
}

fn run(model: &Model, assumptions: &Assumptions, fail: &[&str], recover: &[&str], until: u64) -> Simulation {
    at_pace(model, assumptions, (fail, recover, until), Pace::Mean)
}

fn at_pace(
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
fn sound(simulation: &Simulation) {
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
fn value(simulation: &Simulation, values: &[f64], second: f64) -> f64 {
    let after = simulation.moments.partition_point(|moment| moment.seconds <= second);
    let (a, b) = (after - 1, after.min(values.len() - 1));
    let (from, to) = (simulation.moments[a].seconds, simulation.moments[b].seconds);
    if to <= from {
        return values[a];
    }
    values[a] + (values[b] - values[a]) * (second - from) / (to - from)
}

fn precise() -> Assumptions {
    let mut assumptions = Assumptions::default();
    for (name, value) in [("elb.target_health", 20.0), ("dns.stale_clients", 0.0), ("client.reconnect", 0.0)]
    {
        assert_eq!(assumptions.set(name, value), Ok(()));
    }
    assumptions
}

/// London and New York, half of the demand each; load balancers that need 20 s, 5 s to the name servers, a TTL of 60 s.
#[test]
fn the_worked_check_of_the_failover_model() {
    let mut model = model(false);
    model.objectives.push(objective(&[("GB", 0.5), ("US", 0.5)]));
    let simulation = at_pace(&model, &precise(), (&["us-east-1@0s"], &[], 200), Pace::Worst);
    let name = &simulation.names[0];
    let (london, york) = (&name.geographies["GB"], &name.geographies["US"]);
    assert!(london.failed.iter().all(|failed| *failed == 0.0));
    let at = |second: f64| value(&simulation, &york.failed, second);
    let failing = [0.0, 10.0, 24.9, 25.0, 40.0, 55.0, 70.0, 85.0, 120.0].map(at);
    let wanted = [1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0];
    assert!(failing.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{failing:?}");
    assert_eq!(york.failed[0], 0.0, "just before");
    // The integral of the worst run is the mean failing time of the page: 25 s and half a TTL.
    let integral: f64 = (1..simulation.moments.len())
        .map(|at| {
            let span = simulation.moments[at].seconds - simulation.moments[at - 1].seconds;
            span * (york.failed[at] + york.failed[at - 1]) / 2.0
        })
        .sum();
    assert!((integral - 55.0).abs() < 1e-9, "{integral}");
    assert!((york.failing.worst - 85.0).abs() < 1e-9, "{:?}", york.failing);
    assert_eq!(value(&simulation, &name.failed, 55.0), 0.25);
    let notice = simulation.events.iter().find(|event| event.kind == Kind::Notice).expect("it is noticed");
    assert_eq!((notice.at, notice.within.least, notice.within.most), (25.0, 11.0, 25.0));
}

#[test]
fn nothing_fails_when_nothing_fails() {
    for checked in [true, false] {
        let simulation = run(&model(checked), &Assumptions::default(), &[], &[], 600);
        let name = &simulation.names[0];
        assert!(name.failed.iter().chain(&name.stale).all(|share| *share == 0.0));
        assert!(simulation.events.is_empty(), "{:?}", simulation.events);
        assert!(name.sites.values().all(|shares| shares.iter().all(|share| *share == shares[0])));
    }
}

#[test]
fn the_same_twice() {
    let model = stored();
    let one = || run(&model, &Assumptions::default(), &["us-east-1@0s", "elb@eu-west-1@5m=50%"], &[], 900);
    assert_eq!(format!("{:?}", one()), format!("{:?}", one()));
}

#[test]
fn with_every_region_gone_all_fail() {
    let fail = ["us-east-1@10s", "eu-west-1@10s"];
    let simulation = run(&model(true), &Assumptions::default(), &fail, &[], 600);
    let failed = &simulation.names[0].failed;
    for (moment, failed) in simulation.moments.iter().zip(failed) {
        let wanted = if (moment.seconds, moment.after) >= (10.0, true) { 1.0 } else { 0.0 };
        assert!((failed - wanted).abs() < 1e-9, "{moment:?}: {failed}");
    }
    assert!(simulation.names[0].geographies.values().all(|one| (one.failing.worst - 590.0).abs() < 1e-9));
}

#[test]
fn recovering_returns_to_the_start() {
    for checked in [true, false] {
        for what in ["us-east-1", "elb@eu-west-1", "checkers:us-west-2", "us-east-1=60%"] {
            let (subject, percent) =
                what.split_once('=').map_or((what, ""), |(subject, percent)| (subject, percent));
            let fail = match percent {
                "" => format!("{subject}@30s"),
                percent => format!("{subject}@30s={percent}"),
            };
            let back = format!("{subject}@10m");
            let simulation = run(&model(checked), &Assumptions::default(), &[&fail], &[&back], 1_800);
            let name = &simulation.names[0];
            let last = simulation.moments.len() - 1;
            assert!(name.failed[last].abs() < 1e-9 && name.stale[last].abs() < 1e-9, "{what}");
            for shares in name.sites.values() {
                assert!((shares[0] - shares[last]).abs() < 1e-9, "{what}: {} {}", shares[0], shares[last]);
            }
        }
    }
}

#[test]
fn a_lower_ttl_never_makes_clients_fail_for_longer() {
    for checked in [true, false] {
        for what in ["us-east-1@0s", "eu-west-1@0s", "elb@us-east-1@0s"] {
            let mut before = f64::INFINITY;
            for ttl in [3_600.0, 300.0, 60.0, 5.0, 0.0] {
                let mut assumptions = Assumptions::default();
                assert_eq!(assumptions.set("dns.alias_ttl", ttl), Ok(()));
                let simulation = run(&model(checked), &assumptions, &[what], &[], 5_400);
                let geographies = simulation.names[0].geographies.values();
                let failing: f64 = geographies.map(|one| one.failing.mean + one.failing.worst).sum();
                assert!(failing <= before + 1e-9, "{what} at {ttl}: {failing} after {before}");
                before = failing;
            }
        }
    }
}

#[test]
fn some_clients_never_let_go() {
    let mut assumptions = Assumptions::default();
    assert_eq!(assumptions.set("dns.stale_clients", 2.0), Ok(()));
    let mut model = model(true);
    model.objectives.push(objective(&[("US", 1.0)]));
    let simulation = run(&model, &assumptions, &["us-east-1@0s"], &["us-east-1@20m"], 2_400);
    let name = &simulation.names[0];
    assert!((value(&simulation, &name.failed, 900.0) - 0.02).abs() < 1e-9);
    assert!((value(&simulation, &name.stale, 900.0) - 0.02).abs() < 1e-9);
    // They are told apart from those who fail only until caches let go.
    assert!(name.geographies["US"].failing.worst < 130.0, "{:?}", name.geographies["US"].failing);
    assert_eq!(name.failed.last(), Some(&0.0));
}

#[test]
fn what_a_check_notices_is_within_what_the_page_says() {
    let mut model = model(true);
    for check in model.checks.values_mut() {
        if let Watch::Endpoint(probe) = &mut check.watch {
            let all = ["us-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1"];
            probe.regions.extend(all.map(str::to_owned));
            probe.regions.sort();
        }
    }
    let fail = ["elb@us-east-1@0s"];
    let simulation = run(&model, &Assumptions::default(), &fail, &["elb@us-east-1@10m"], 1_200);
    let kind = |kind: Kind| simulation.events.iter().find(|event| event.kind == kind).expect("there is one");
    let notice = kind(Kind::Notice);
    // Refused connections: 28 s in the mean; swallowed ones 46 s, which a service that answers nobody may do.
    assert!((46.0..=50.0).contains(&notice.at), "{notice:?}");
    assert!((21.0..22.0).contains(&notice.within.least), "{notice:?}");
    assert!(notice.text.ends_with("turns unhealthy"), "{}", notice.text);
    // 22 s, and 3 s to the name servers.
    let back = kind(Kind::Return);
    assert!((back.at - 600.0 - 25.0).abs() < 1.0, "{back:?}");
}

#[test]
fn an_outage_that_is_over_before_anyone_is_sure_moves_nobody() {
    let simulation = run(&model(true), &Assumptions::default(), &["eu-west-1@10s"], &["eu-west-1@20s"], 600);
    let kinds: Vec<Kind> = simulation.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Kind::Fail, Kind::Recover]);
    let name = &simulation.names[0];
    assert!(name.stale.iter().all(|share| *share == 0.0));
    assert!(name.geographies.values().all(|one| one.failing.worst < 10.0 + 1e-9));
}

#[test]
fn some_requests_fail_and_no_check_sees_it() {
    let simulation = run(&model(true), &Assumptions::default(), &["us-east-1@60s=20%"], &[], 600);
    let name = &simulation.names[0];
    let there = name.sites["us-east-1"][0];
    assert!((value(&simulation, &name.failed, 500.0) - there * 0.2).abs() < 1e-6);
    assert_eq!(
        simulation.regions.iter().find(|one| one.name == "us-east-1").map(|one| one.states.clone()),
        Some(vec![(0.0, State::Live), (60.0, State::Partial)])
    );
}

/// The same with a table in both regions.
fn stored() -> Model {
    let mut model = model(true);
    let replicas = REGIONS.iter().map(|region| ((*region).to_owned(), table())).collect();
    let service = "dynamodb".to_owned();
    let store = Store { replicas, witness: None, consistency: Consistency::Eventual, service };
    model.stores.insert(table(), store);
    model
}

#[test]
fn writes_that_were_on_their_way_are_missing_until_the_region_is_back() {
    let simulation = run(&stored(), &Assumptions::default(), &["us-east-1@60s"], &["us-east-1@10m"], 1_200);
    let store = &simulation.stores[0];
    let rtt = crate::latency::measured("us-east-1", "eu-west-1").expect("it was measured");
    let usual = 0.4 + 1.5 * rtt / 1_000.0;
    let lost = &store.lost["us-east-1"];
    assert_eq!([0.0, 59.0, 700.0].map(|at| value(&simulation, lost, at)), [0.0; 3]);
    assert!((value(&simulation, lost, 300.0) - usual).abs() < 1e-9);
    assert_eq!(store.losses.len(), 1);
    assert!((store.losses[0].p99 / store.losses[0].p50 - (2.326_f64 * 0.4).exp()).abs() < 1e-9);
    // What the other region writes meanwhile adds up, and is caught up with nine times as fast.
    let pair = ("eu-west-1".to_owned(), "us-east-1".to_owned());
    let behind = |at: f64| value(&simulation, &store.lag[&pair], at);
    assert!((behind(360.0) - behind(0.0) - 300.0).abs() < 1e-6, "{}", behind(360.0));
    assert!((behind(630.0) - behind(0.0) - 270.0).abs() < 1e-6, "{}", behind(630.0));
    assert!((behind(660.0) - behind(0.0)).abs() < 1e-6, "{}", behind(660.0));
    let at = simulation.moments.iter().position(|moment| moment.seconds >= 300.0).expect("it is");
    assert_eq!((store.writes["us-east-1"][at], store.writes["eu-west-1"][at]), (false, true));
}

#[test]
fn a_pause_before_the_loss_makes_the_loss_larger() {
    let fail = ["replication:orders@us-east-1@60s", "us-east-1@160s"];
    let simulation = run(&stored(), &Assumptions::default(), &fail, &[], 600);
    let loss = &simulation.stores[0].losses[0];
    assert!((loss.at, loss.p50 > 100.0, loss.p50 < 101.0) == (160.0, true, true), "{loss:?}");
}

#[test]
fn a_strong_store_loses_nothing_and_needs_two() {
    let mut model = stored();
    for store in model.stores.values_mut() {
        store.consistency = Consistency::Strong;
        store.witness = Some("us-east-2".to_owned());
    }
    let simulation =
        run(&model, &Assumptions::default(), &["us-east-1@10s", "us-east-2@20s"], &["us-east-2@30s"], 60);
    let store = &simulation.stores[0];
    assert!(store.losses.is_empty() && store.lag.is_empty());
    let writes = |second: f64| {
        let after = simulation.moments.partition_point(|moment| moment.seconds <= second);
        store.writes["eu-west-1"][after - 1]
    };
    assert_eq!([5.0, 15.0, 25.0, 35.0].map(writes), [true, true, false, true]);
}

/// An accelerator before both regions, and a name of its own.
fn accelerated() -> Model {
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

#[test]
fn an_accelerator_moves_new_connections_at_once_and_no_answer_changes() {
    let mut model = accelerated();
    model.objectives.push(Objective { names: vec!["www.t.example".to_owned()], ..objective(&[("US", 1.0)]) });
    let assumptions = precise();
    let simulation =
        at_pace(&model, &assumptions, (&["us-east-1@0s"], &["us-east-1@10m"], 1_200), Pace::Worst);
    let name = &simulation.names[0];
    // 20 s until the load balancer counts as unhealthy, 10 s until the accelerator acts; then all at once.
    let failed = [1.0, 29.0, 30.0, 400.0].map(|at| value(&simulation, &name.failed, at));
    assert_eq!(failed, [1.0, 1.0, 0.0, 0.0]);
    assert!(name.stale.iter().all(|share| *share == 0.0));
    assert_eq!(name.geographies["US"].failing.worst, 30.0);
    // Back after 150 s for the load balancer and 30 s more.
    let back = [779.0, 780.0].map(|at| value(&simulation, &name.sites["us-east-1"], at));
    assert_eq!(back, [0.0, 1.0]);
    // Connections that were open go nowhere for as long as they may idle.
    let held = simulation.events.iter().find(|event| event.kind == Kind::Drained).expect("they are given up");
    assert_eq!((held.at, held.subject.as_str()), (340.0, "globalaccelerator::accelerator[\"front\"]"));
}

#[test]
fn a_group_that_loses_everything_is_avoided_though_its_endpoints_live() {
    let mut model = accelerated();
    model.objectives.push(Objective { names: vec!["www.t.example".to_owned()], ..objective(&[("US", 1.0)]) });
    let fail = ["globalaccelerator::endpoint_group[\"front/https\"]@us-east-1@0s"];
    let simulation = run(&model, &Assumptions::default(), &fail, &[], 600);
    assert_eq!(value(&simulation, &simulation.names[0].failed, 1.0), 1.0);
    assert_eq!(simulation.names[0].failed.last(), Some(&0.0));
}

#[test]
fn round_trips_grow_where_people_are_sent_further() {
    let mut model = model(true);
    model.objectives.push(objective(&[("US", 0.5), ("GB", 0.5)]));
    let simulation = run(&model, &Assumptions::default(), &["us-east-1@0s"], &[], 600);
    let us = &simulation.names[0].geographies["US"];
    let near = us.p50[0].expect("they are served");
    let far = us.p50.last().copied().flatten().expect("they are served");
    assert!(far > near + 50.0, "{near} {far}");
    // Just after the loss nobody is served, so there is no round trip to tell.
    assert_eq!(us.p50[1], None);
    let gb = &simulation.names[0].geographies["GB"];
    assert_eq!(gb.p50[0], gb.p50.last().copied().flatten());
}

#[test]
fn what_is_written_is_read_and_what_is_wrong_is_named() {
    let (model, assumptions) = (accelerated(), Assumptions::default());
    let mut stored = stored();
    stored.accelerators = model.accelerators;
    let net = Net::new(&stored, &assumptions);
    let subjects = Subjects::of(&net);
    for text in subjects.texts() {
        let read =
            subjects.failure(&format!("{text}@3m")).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        assert_eq!((read.at, read.affected.text().as_str()), (180, text));
        assert_eq!(subjects.failure(text).map(|read| read.at), Ok(0), "{text}");
    }
    let wrong = |text: &str| subjects.failure(text).map_err(|wrong| (wrong.code, wrong.range, wrong.hint));
    let hint = |hint: &str| hint.to_owned();
    assert_eq!(wrong("us-esat-1@0s"), Err(("simulate::subject", 0..9, hint("did you mean `us-east-1`?"))));
    assert_eq!(
        wrong("dynamo@us-east-1@0s").map_err(|wrong| wrong.2),
        Err(hint("did you mean `dynamodb@us-east-1`?"))
    );
    assert_eq!(wrong("us-east-1@20").map_err(|wrong| (wrong.0, wrong.1)), Err(("simulate::time", 10..12)));
    assert_eq!(
        wrong("us-east-1@2m=0%").map_err(|wrong| (wrong.0, wrong.1)),
        Err(("simulate::percent", 13..15))
    );
    assert_eq!(wrong("plane:route53@0s=50%").map_err(|wrong| wrong.0), Err("simulate::percent"));
    assert!(
        subjects.failure("").is_err() && subjects.failure("@").is_err() && subjects.failure("@=%").is_err()
    );
    assert_eq!(subjects.recovery("us-east-1").map_err(|wrong| wrong.code), Err("simulate::time"));
    assert_eq!(subjects.recovery("us-east-1@1m=5%").map_err(|wrong| wrong.code), Err("simulate::percent"));
    let of_address = subjects.failure("replication:dynamodb::table[\"orders\"]@eu-west-1@0s");
    assert_eq!(of_address.map(|read| read.affected.text()), Ok("replication:orders@eu-west-1".to_owned()));
}

/// `NA` in the demand is North America, and has nobody in Namibia.
#[test]
fn demand_from_a_continent_is_not_that_of_a_country_of_the_same_code() {
    let mut model = model(true);
    model.objectives.push(objective(&[("NA", 0.7), ("AF", 0.3)]));
    let simulation = run(&model, &Assumptions::default(), &[], &[], 60);
    let america = &simulation.names[0].geographies["NA"].sites;
    assert_eq!(america.keys().collect::<Vec<_>>(), ["us-east-1"]);
    assert_eq!(
        simulation.geographies.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(),
        ["Africa", "North America"]
    );
}

/// Clients who ask again whenever their TTL is over, out of step, walked one by one.
#[test]
fn clients_walked_one_by_one_agree() {
    const CLIENTS: u32 = 3_000;
    let mut model = model(true);
    model.objectives.push(objective(&[("US", 1.0)]));
    let mut assumptions = Assumptions::default();
    assert_eq!(assumptions.set("dns.stale_clients", 0.0), Ok(()));
    let simulation = run(&model, &assumptions, &["us-east-1@10s"], &["us-east-1@5m"], 900);
    let turn = |kind: Kind| {
        let event = simulation.events.iter().find(|event| event.kind == kind).expect("it is noticed");
        // A client acts a second later.
        event.at + 1.0
    };
    let (away, back) = (turn(Kind::Notice), turn(Kind::Return));
    let (ttl, outage) = (60.0, 10.0..300.0);
    for second in (0..900).step_by(7).map(|second| f64::from(second) + 0.5) {
        let holds = |client: u32| {
            let phase = ttl * (f64::from(client) + 0.5) / f64::from(CLIENTS);
            let asked = phase + ttl * ((second - phase) / ttl).floor();
            !(away..back).contains(&asked)
        };
        let there =
            f64::from(u32::try_from((0..CLIENTS).filter(|client| holds(*client)).count()).unwrap_or(0));
        let failing = if outage.contains(&second) { there / f64::from(CLIENTS) } else { 0.0 };
        let found = value(&simulation, &simulation.names[0].failed, second);
        assert!((found - failing).abs() < 0.001, "at {second}: {found} {failing}");
        let found = value(&simulation, &simulation.names[0].sites["us-east-1"], second);
        assert!((found - there / f64::from(CLIENTS)).abs() < 0.001, "at {second}: {found} {there}");
    }
}
