//! Proofs of small models: what holds, what does not, and how it is told.

mod build;
#[path = "../agree/dice.rs"]
mod dice;
mod mutants;

use build::{THREE, alias, front, guard, member, model, objective, proof, refuted, shop, verdict};
use tandem_traffic::model::{Name, Policy, RecordType};
use tandem_traffic::prove::{Limit, Outcome};

#[test]
fn latency_records_with_checks_survive_any_region() {
    let verdict = verdict(shop(&THREE), objective(&["api.example.com"], Some(120)));
    assert_eq!(verdict.outcome, Outcome::Proved);
    // Two intervals and three timeouts of 6 s, the rest of the first interval, 5 s to the name servers, 60 s of TTL, 1 s.
    assert_eq!(verdict.recovery.most, 10.0 + 2.0 * 16.0 + 6.0 + 5.0 + 60.0 + 1.0);
    assert!(verdict.recovery.least >= 38.0 && verdict.recovery.least < verdict.recovery.mean);
    assert_eq!(verdict.slowest.len(), 1);
}

#[test]
fn a_record_that_nothing_checks_takes_its_clients_down() {
    let mut model = shop(&THREE);
    member(&mut model, "api.example.com", "eu-west-1").check = None;
    let verdict = verdict(model, objective(&["api.example.com"], Some(120)));
    let story = refuted(&verdict, "AA002");
    assert_eq!(story[0], "eu-west-1 stops");
    assert!(story[story.len() - 2].starts_with("DNS still answers eu-west-1"), "{story:?}");
    assert!(story[story.len() - 1].contains("EU"), "{story:?}");
}

#[test]
fn load_balancers_that_aliases_evaluate_are_enough() {
    let mut model = model(&THREE);
    let member = |region: &&str| alias("api", region, Policy::Latency((*region).to_owned()), true);
    model.names.insert(Name::new("api.example.com", "A"), THREE.iter().map(member).collect());
    let verdict = verdict(model, objective(&["api.example.com"], None));
    assert_eq!(verdict.outcome, Outcome::Proved);
    // 60 s for the target health, 5 s to the name servers, 60 s of TTL, 1 s for a new connection.
    assert_eq!(verdict.recovery.most, 126.0);
}

#[test]
fn a_slow_check_is_too_late() {
    let mut model = shop(&THREE);
    guard(&mut model, "us-east-1", 30, 3);
    let verdict = verdict(model, objective(&["api.example.com"], Some(120)));
    let story = refuted(&verdict, "AA012");
    assert_eq!(story[0], "us-east-1 stops");
}

#[test]
fn an_accelerator_moves_clients_without_a_resolver() {
    let mut model = shop(&THREE);
    front(&mut model, &THREE);
    let verdict = verdict(model, objective(&["www.example.com"], Some(120)));
    assert_eq!(verdict.outcome, Outcome::Proved);
    assert_eq!(verdict.recovery.most, 60.0 + 10.0 + 1.0);
    assert!(verdict.limits.iter().any(|limit| matches!(limit, Limit::Broken { .. })), "{:?}", verdict.limits);
}

#[test]
fn an_accelerator_with_one_group_fails_open() {
    let mut model = shop(&THREE);
    front(&mut model, &["eu-west-1"]);
    refuted(&verdict(model, objective(&["www.example.com"], None)), "AA025");
}

#[test]
fn one_region_alone_is_not_enough() {
    let story = refuted(&verdict(shop(&THREE), objective(&["eu-west-1.example.com"], None)), "AA001");
    assert_eq!(story[0], "eu-west-1 stops");
}

#[test]
fn a_name_that_nobody_declares_is_refuted() {
    refuted(&verdict(shop(&THREE), objective(&["other.example.com"], None)), "AA001");
}

#[test]
fn without_an_objective_names_in_several_regions_are_held_against_the_usual_one() {
    let proof = proof(&shop(&THREE));
    assert!(!proof.declared);
    assert_eq!(proof.objectives[0].names, ["api.example.com"]);
    assert!(proof.holds());
    assert_eq!(proof.examined.survived.len(), 3);
}

#[test]
fn both_families_are_asked() {
    let mut model = shop(&THREE);
    let sets: Vec<_> = model.names[&Name::new("api.example.com", "A")].clone();
    let mut sixes = sets;
    sixes[0].check = None;
    model.names.insert(Name { name: "api.example.com".to_owned(), record: RecordType::Aaaa }, sixes);
    refuted(&verdict(model, objective(&["api.example.com"], None)), "AA002");
}

#[test]
fn every_promised_pair_is_tried() {
    let mut two = objective(&["api.example.com"], None);
    two.survive.regions = 2;
    let verdict = verdict(shop(&THREE), two);
    assert_eq!(verdict.outcome, Outcome::Proved);
    let pairs = verdict.trials.iter().filter(|trial| trial.promised && trial.failures.len() == 2);
    // Eight regions ask or serve: 28 pairs.
    assert_eq!(pairs.count(), 28);
}

#[test]
fn two_regions_do_not_survive_two() {
    let mut two = objective(&["api.example.com"], None);
    two.survive.regions = 2;
    let verdict = verdict(shop(&THREE[..2]), two);
    refuted(&verdict, "AA001");
    let example = verdict.refuted().expect("it is refuted");
    assert_eq!(example.failures.len(), 2, "{example:#?}");
}

#[test]
fn half_an_endpoint_is_reported_and_refuses_nothing() {
    let verdict = verdict(shop(&THREE), objective(&["api.example.com"], None));
    let unnoticed = verdict.limits.iter().find_map(|limit| match limit {
        Limit::Unnoticed { noticed, .. } => Some(*noticed),
        _ => None,
    });
    // With a threshold of three, sixteen checkers are for 99 % of the time against what fails four requests of five.
    assert_eq!(unnoticed, Some(Some(80)));
}

#[test]
fn what_is_left_must_carry_the_load() {
    let mut asked = objective(&["api.example.com"], None);
    asked.demand =
        [("NA", 0.45), ("EU", 0.38), ("OC", 0.17)].map(|(key, share)| (key.to_owned(), share)).into();
    let capacity = |share: f64| THREE.map(|region| (region.to_owned(), share)).into();
    asked.capacity = capacity(0.9);
    let fine = verdict(shop(&THREE), asked.clone());
    assert_eq!(fine.outcome, Outcome::Proved);
    let room = &fine.capacity.as_ref().expect("capacity is declared").regions["eu-west-1"];
    assert!((room.load - 0.83).abs() < 1e-9 && (room.calm - 0.38).abs() < 1e-9, "{room:?}");
    asked.capacity = capacity(0.8);
    let verdict = verdict(shop(&THREE), asked);
    refuted(&verdict, "AA039");
    let hints = &verdict.refuted().expect("it is refuted").hints;
    let more =
        ["eu-west-1", "us-east-1"].map(|region| format!("{region} needs 3 % more: `\"{region}\": 0.83`"));
    assert_eq!(*hints, more);
}

#[test]
fn a_place_that_no_record_is_for_is_refuted_while_nothing_fails() {
    use tandem_traffic::model::Location;
    let mut model = model(&THREE);
    let europe = alias("geo", "eu-west-1", Policy::Geolocation(Location::Continent("EU".to_owned())), true);
    let america = alias("geo", "us-east-1", Policy::Geolocation(Location::Continent("NA".to_owned())), true);
    model.names.insert(Name::new("geo.example.com", "A"), vec![europe, america]);
    let verdict = verdict(model, objective(&["geo.example.com"], None));
    refuted(&verdict, "AA005");
    assert!(verdict.refuted().expect("it is refuted").failures.is_empty());
}

#[test]
fn what_is_lost_with_a_region_is_held_against_the_objective() {
    use tandem_traffic::model::{Consistency, Store};
    let mut model = shop(&THREE);
    let table = build::address("dynamodb::table", "orders");
    let replicas = THREE.map(|region| (region.to_owned(), table.clone())).into();
    let consistency = Consistency::Eventual;
    let store = Store { replicas, witness: None, consistency, service: "dynamodb".to_owned() };
    model.stores.insert(table.clone(), store);
    let mut asked = objective(&["api.example.com"], None);
    asked.lose_at_most = Some(0);
    model.objectives = vec![asked];
    let kept = &proof(&model).stores[0];
    assert_eq!(kept.outcome.refuted().map(|example| example.cause.code()), Some("AA049"));
    assert!(kept.lost.p99 > kept.lost.p50 && kept.lost.p50 > 0.4, "{kept:?}");
    model.objectives[0].lose_at_most = Some(5);
    assert!(proof(&model).stores[0].outcome == Outcome::Proved);
    model.stores.get_mut(&table).expect("the table is there").consistency = Consistency::Strong;
    model.objectives[0].lose_at_most = Some(0);
    assert!(proof(&model).holds());
    model.objectives[0].survive.regions = 2;
    let kept = &proof(&model).stores[0];
    assert_eq!(kept.outcome.refuted().map(|example| example.cause.code()), Some("AA043"));
}
