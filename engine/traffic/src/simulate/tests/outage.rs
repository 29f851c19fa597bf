//! What holds of every simulation, the worked check of the failover model, and clients walked one by one.

use super::build::{at_pace, model, objective, precise, run, stored, value};
use crate::Assumptions;
use crate::model::Watch;
use crate::simulate::{Kind, Pace, State};

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
