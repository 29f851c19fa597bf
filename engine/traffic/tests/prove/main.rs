//! Proofs of small models: what holds, what does not, and how it is told.

mod build;

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
