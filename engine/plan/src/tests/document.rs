//! The plan file, and the fingerprint.

use tandem_core::Value;

use super::world::{Script, address, drift, record, zone};
use crate::{NotAPlan, Plan, Prior};

fn script() -> Script {
    Script::new()
        .declare(&zone("example.com"), r#"{"domain": "example.com"}"#)
        .declare(&record("example.com/www"), r#"{"values": ["1.2.3.4"]}"#)
        .output("id", r#"{"$": ["dns::zone[\"example.com\"]", "zone_id"]}"#)
}

#[test]
fn a_plan_comes_back_and_is_the_same_bytes_twice() {
    let plan = script().planned(&Prior::default());
    let bytes = plan.to_bytes();
    assert!(bytes.starts_with(b"tandem-plan 1\n") && Plan::is_plan(&bytes));
    assert_eq!(Plan::read(&bytes), Ok(plan));
    assert_eq!(script().planned(&Prior::default()).to_bytes(), bytes);
}

#[test]
fn every_damage_is_named() {
    let bytes = script().planned(&Prior::default()).to_bytes();
    for end in 0..bytes.len() {
        assert!(Plan::read(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(Plan::read(&damaged).is_err(), "flipped at {at}");
    }
    assert_eq!(Plan::read(b""), Err(NotAPlan::Foreign));
    assert_eq!(Plan::read(b"let zone = 1;"), Err(NotAPlan::Foreign));
    assert_eq!(Plan::read(b"tandem-plan 2\nwhatever"), Err(NotAPlan::Version("2".into())));
    let cut = Plan::read(&bytes[..bytes.len() / 2]).expect_err("cut");
    assert_eq!(cut.diagnostic("p.plan").code, "plan::damaged");
    assert_eq!(NotAPlan::Foreign.diagnostic("p.plan").message, "`p.plan` is not a plan");
}

#[test]
fn the_fingerprint_follows_everything_a_plan_follows_from() {
    let script = script();
    let prior = script.applied();
    let first = script.planned(&prior).fingerprint;
    assert!(first.starts_with("sha256:") && first.len() == 71);
    assert_eq!(script.planned(&prior).fingerprint, first);
    let mut seen = vec![first];
    let mut other = |script: &Script, prior: &Prior| {
        let fingerprint = script.plan(prior).0.fingerprint;
        assert!(!seen.contains(&fingerprint));
        seen.push(fingerprint);
    };
    let mut changed = prior.clone();
    drift(&mut changed, &zone("example.com"), "comment", Value::from("hello"));
    other(&script, &changed);
    changed = prior.clone();
    changed.state.serial += 1;
    other(&script, &changed);
    changed = prior.clone();
    changed.state.lineage = "another".to_owned();
    other(&script, &changed);
    changed = prior.clone();
    changed.found.insert(record("example.com/www"), None);
    other(&script, &changed);
    changed = prior.clone();
    changed
        .lookups
        .insert(address("net::balancer", "web"), prior.found[&zone("example.com")].clone().expect("found"));
    other(&script, &changed);
    let mut edited = script.clone();
    edited.0.sources.add(tandem_core::Source::new("lib/other.rhai", "// nothing"));
    other(&edited, &prior);
}
