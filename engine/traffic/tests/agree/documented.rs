//! The examples of the documentation, in closed form and in the simulator.

use tandem_traffic::client::Class;
use tandem_traffic::dns::healthy;
use tandem_traffic::fail::{Failure, Severity, Subject, World};
use tandem_traffic::health::{Settled, settle};
use tandem_traffic::model::{Consistency, Family, Store, Target};
use tandem_traffic::store;
use tandem_traffic::{Assumptions, Net};

use crate::case::{Answer, Case, Check, Group, Policy, Record, Set, Watch};
use crate::simulator::Tally;
use crate::{build, closed_form, compare, failures, through};

/// Three regions, a check of each load balancer, nothing else.
fn three() -> Case {
    let check = |at| Check { watch: Watch::Balancer(at), inverted: false, disabled: false };
    Case {
        balancers: vec!["us-east-1", "eu-west-1", "ap-southeast-2"],
        checks: (0..3).map(check).collect(),
        sets: Vec::new(),
        groups: Vec::new(),
        region: None,
        dead: None,
    }
}

fn set(name: &str, records: Vec<Record>) -> Set {
    Set { name: format!("{name}.t.example"), kind: "A", records }
}

fn record(policy: Policy, answer: Answer) -> Record {
    Record { policy, check: None, answer }
}

fn checked(policy: Policy, balancer: usize) -> Record {
    Record { policy, check: Some(balancer), answer: Answer::Balancer(balancer, false) }
}

/// Asks for `www.t.example` from near a region, after the simulator agreed.
#[track_caller]
fn ask(case: &Case, near: &str) -> Tally {
    if let Err(story) = compare(case) {
        panic!("{story}");
    }
    let model = build::model(case);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let settled = settle(&net, &World::after(&net, &failures(case)));
    let records = healthy(&net, &settled.views()[0].0);
    let class = near_class(&net, near);
    let name = "www.t.example";
    closed_form(&net, net.find(name, Family::V4), name, Family::V4, class, &records)
}

fn near_class(net: &Net<'_>, near: &str) -> usize {
    let has = |class: &Class| class.places.iter().any(|place| place.label == near);
    net.classes.iter().position(has).unwrap_or_else(|| net.class_near(near))
}

#[track_caller]
fn check(found: &Tally, wanted: &[(&str, f64)]) {
    let wanted: Tally = wanted.iter().map(|(what, share)| ((*what).to_owned(), *share)).collect();
    let near = |(what, share): (&String, &f64)| wanted.get(what).is_some_and(|w| (w - share).abs() < 1e-9);
    assert!(found.len() == wanted.len() && found.iter().all(near), "{found:?} instead of {wanted:?}");
}

#[test]
fn failover_gives_the_primary_when_neither_is_healthy() {
    let mut case = three();
    case.sets = vec![set("www", vec![checked(Policy::Primary, 0), checked(Policy::Secondary, 1)])];
    check(&ask(&case, "eu-west-1"), &[("balancer 0", 1.0)]);
    case.dead = Some(0);
    check(&ask(&case, "eu-west-1"), &[("balancer 1", 1.0)]);
    case.region = Some("eu-west-1");
    check(&ask(&case, "eu-west-1"), &[("balancer 0, last resort", 1.0)]);
    // A secondary that nothing checks answers although it is dead.
    case.sets[0].records[1].check = None;
    check(&ask(&case, "eu-west-1"), &[("balancer 1", 1.0)]);
}

#[test]
fn weights_of_zero_answer_only_when_nothing_else_is_healthy() {
    let mut case = three();
    let records =
        vec![checked(Policy::Weight(3), 0), checked(Policy::Weight(1), 1), checked(Policy::Weight(0), 2)];
    case.sets = vec![set("www", records)];
    check(&ask(&case, "eu-west-1"), &[("balancer 0", 0.75), ("balancer 1", 0.25)]);
    case.region = Some("us-east-1");
    check(&ask(&case, "eu-west-1"), &[("balancer 1", 1.0)]);
    case.dead = Some(1);
    check(&ask(&case, "eu-west-1"), &[("balancer 2", 1.0)]);
    case.sets[0].records[2].check = Some(0);
    let open = [("balancer 0, last resort", 0.75), ("balancer 1, last resort", 0.25)];
    check(&ask(&case, "eu-west-1"), &open);
}

#[test]
fn weights_that_are_all_zero_share_equally() {
    let mut case = three();
    case.sets = vec![set("www", (0..2).map(|at| checked(Policy::Weight(0), at)).collect())];
    check(&ask(&case, "eu-west-1"), &[("balancer 0", 0.5), ("balancer 1", 0.5)]);
}

#[test]
fn latency_takes_the_next_region_when_the_nearest_is_unhealthy() {
    let mut case = three();
    let regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];
    let records = regions.iter().enumerate().map(|(at, region)| checked(Policy::Latency(region), at));
    case.sets = vec![set("www", records.collect())];
    check(&ask(&case, "eu-west-2"), &[("balancer 1", 1.0)]);
    case.region = Some("eu-west-1");
    check(&ask(&case, "eu-west-2"), &[("balancer 0", 1.0)]);
    check(&ask(&case, "ap-southeast-2"), &[("balancer 2", 1.0)]);
    // What nothing checks always counts as healthy and takes its clients down with it.
    case.sets[0].records[1].check = None;
    check(&ask(&case, "eu-west-2"), &[("balancer 1", 1.0)]);
}

#[test]
fn geolocation_falls_back_to_larger_places_and_answers_nobody_without_a_default() {
    let mut case = three();
    let records = vec![
        checked(Policy::State("US", "VA"), 0),
        checked(Policy::Country("US"), 1),
        checked(Policy::Continent("NA"), 2),
    ];
    case.sets = vec![set("www", records)];
    check(&ask(&case, "us-east-1"), &[("balancer 0", 1.0)]);
    check(&ask(&case, "us-west-2"), &[("balancer 1", 1.0)]);
    check(&ask(&case, "ca-central-1"), &[("balancer 2", 1.0)]);
    check(&ask(&case, "eu-west-1"), &[("nothing", 1.0)]);
    check(&ask(&case, "somewhere unknown"), &[("nothing", 1.0)]);
    case.region = Some("us-east-1");
    check(&ask(&case, "us-east-1"), &[("balancer 1", 1.0)]);
    case.dead = Some(1);
    check(&ask(&case, "us-east-1"), &[("balancer 2", 1.0)]);
    check(&ask(&case, "us-west-2"), &[("balancer 2", 1.0)]);
    case.sets[0].records[2].check = Some(0);
    check(&ask(&case, "us-east-1"), &[("balancer 0, last resort", 1.0)]);
}

#[test]
fn a_branch_without_a_healthy_record_is_skipped_if_it_is_evaluated() {
    let mut case = three();
    let branch =
        |name: &str, at| set(name, vec![checked(Policy::Weight(1), at), checked(Policy::Weight(1), at)]);
    let root = |evaluate| {
        let to = |policy, at| record(policy, Answer::Records(at, evaluate));
        set("www", vec![to(Policy::Latency("us-east-1"), 1), to(Policy::Latency("eu-west-1"), 2)])
    };
    case.sets = vec![root(true), branch("us", 0), branch("eu", 1)];
    case.region = Some("us-east-1");
    check(&ask(&case, "us-east-1"), &[("balancer 1", 1.0)]);
    // Not evaluated, the branch is entered all the same, and inside it everything counts as healthy.
    case.sets[0] = root(false);
    check(&ask(&case, "us-east-1"), &[("balancer 0, last resort", 1.0)]);
    // With nothing healthy anywhere, the top falls back as well.
    case.sets[0] = root(true);
    case.dead = Some(1);
    check(&ask(&case, "us-east-1"), &[("balancer 0, last resort", 1.0)]);
}

#[test]
fn many_values_share_equally() {
    let mut case = three();
    let several = |at| record(Policy::Several, Answer::Addresses(vec![at]));
    case.sets = vec![set("www", (0..12).map(several).collect())];
    // A client takes the first of the eight at random that it is given.
    let found = ask(&case, "eu-west-1");
    assert!(found.len() == 12 && found.values().all(|share| (share - 1.0 / 12.0).abs() < 1e-9));
}

#[test]
fn a_dial_sends_the_rest_to_the_other_region() {
    let group = |region, at| Group { region, dial: 50.0, endpoints: vec![(at, 128)] };
    let mut case = three();
    case.sets = vec![set("www", vec![record(Policy::Simple, Answer::Accelerator(true))])];
    case.groups = vec![group("us-east-1", 0), group("eu-west-1", 1)];
    accelerated(&case, "us-east-1", &[("balancer 0", 0.5), ("balancer 1", 0.5)]);
    accelerated(&case, "eu-west-1", &[("balancer 0", 0.5), ("balancer 1", 0.5)]);
    // On failover the dial is ignored, 0 included.
    case.groups[1].dial = 0.0;
    accelerated(&case, "eu-west-1", &[("balancer 0", 1.0)]);
    case.region = Some("us-east-1");
    accelerated(&case, "us-east-1", &[("balancer 1", 1.0)]);
    // With nothing healthy in reach, the nearest group gets it all the same.
    case.dead = Some(1);
    accelerated(&case, "us-east-1", &[("balancer 0, last resort", 1.0)]);
}

#[track_caller]
fn accelerated(case: &Case, near: &str, wanted: &[(&str, f64)]) {
    if let Err(story) = compare(case) {
        panic!("{story}");
    }
    let model = build::model(case);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let settled = settle(&net, &World::after(&net, &failures(case)));
    check(&through(&net, near_class(&net, near), &settled.endpoints), wanted);
}

#[test]
fn a_check_of_the_name_it_guards_is_circular() {
    let mut case = three();
    case.checks[0].watch = Watch::Site(0);
    let model = build::model(&case);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    assert!(settle(&net, &World::after(&net, &[])).circular.iter().all(|circular| !circular));

    // Everything is watched by asking the very name that the checks guard: a dead primary takes the secondary with it.
    let mut guarded = vec![checked(Policy::Primary, 0), checked(Policy::Secondary, 1)];
    let settled = asking_www(&case, guarded.clone());
    assert_eq!(settled.circular, [true, true, false]);
    assert_eq!((settled.checks, settled.restless), (vec![0.0; 3], vec![false; 3]));

    // Without a check on the secondary, the check of the primary finds it, turns healthy, and finds the primary.
    guarded[1].check = None;
    let settled = asking_www(&case, guarded);
    assert_eq!(settled.circular, [true, false, false]);
    assert_eq!((settled.checks, settled.restless), (vec![0.0; 3], vec![true; 3]));
}

/// Lets every check ask `www`, loses the first region, and waits until the checks have settled.
fn asking_www(case: &Case, records: Vec<Record>) -> Settled {
    let mut model = build::model(&Case { sets: vec![set("www", records)], ..case.clone() });
    for check in model.checks.values_mut() {
        if let tandem_traffic::model::Watch::Endpoint(probe) = &mut check.watch {
            probe.target = Target::Name("www.t.example".to_owned());
        }
    }
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let dead = Failure::dead(Subject::Region("us-east-1".to_owned()));
    settle(&net, &World::after(&net, &[dead]))
}

#[test]
fn an_endpoint_that_fails_half_of_its_requests_stays_in_the_answers() {
    let mut case = three();
    case.sets = vec![set("www", vec![checked(Policy::Primary, 0), checked(Policy::Secondary, 1)])];
    let model = build::model(&case);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let healthy_share = |percent| {
        let subject = Subject::Endpoint(build::balancer(0));
        let world = World::after(&net, &[Failure { subject, severity: Severity::Grey(percent) }]);
        settle(&net, &world).checks[0]
    };
    assert!(healthy_share(50) > 0.99);
    assert!((healthy_share(70) - 0.24).abs() < 0.03);
    assert!(healthy_share(90) < 0.01);
}

#[test]
fn stores_after_the_loss_of_a_region() {
    let replica = |region: &&str| ((*region).to_owned(), build::front());
    let store = |consistency, witness: Option<&str>| Store {
        replicas: ["eu-west-1", "eu-central-1"].iter().map(replica).collect(),
        witness: witness.map(str::to_owned),
        consistency,
        service: "dynamodb".to_owned(),
    };
    let (model, assumptions) = (build::model(&three()), Assumptions::default());
    let net = Net::new(&model, &assumptions);
    let lost = |regions: &[&str]| {
        let dead = |region: &&str| Failure::dead(Subject::Region((*region).to_owned()));
        World::after(&net, &regions.iter().map(dead).collect::<Vec<_>>())
    };
    let strong = store(Consistency::Strong, Some("eu-west-3"));
    let one = store::standing(&strong, &lost(&["eu-west-1"]), &assumptions);
    assert_eq!((one.writes.len(), one.lost.len()), (1, 0));
    let witness = store::standing(&strong, &lost(&["eu-west-3"]), &assumptions);
    assert_eq!(witness.writes.len(), 2);
    let two = store::standing(&strong, &lost(&["eu-west-1", "eu-west-3"]), &assumptions);
    assert_eq!((two.reads.len(), two.writes.len()), (1, 0));

    let eventual = store(Consistency::Eventual, None);
    let one = store::standing(&eventual, &lost(&["eu-west-1"]), &assumptions);
    assert_eq!(one.writes, ["eu-central-1"]);
    let (region, lag) = &one.lost[0];
    // 400 ms and one and a half round trips.
    let rtt = tandem_traffic::latency::measured("eu-west-1", "eu-central-1").unwrap_or_default();
    assert_eq!(region, "eu-west-1");
    assert!((lag.p50 - (0.4 + 1.5 * rtt / 1_000.0)).abs() < 1e-9);
    assert!((lag.p99 / lag.p50 - (2.326_f64 * 0.4).exp()).abs() < 1e-9);
    let names: Vec<_> = one.used.iter().map(|assumption| assumption.name).collect();
    assert_eq!(
        names,
        ["dynamodb.replication_lag", "dynamodb.replication_rtt", "dynamodb.replication_spread"]
    );
    assert!((store::conflict(1.0, 1.0, 1.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-12);
}
