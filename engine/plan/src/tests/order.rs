//! The order of steps.

use tandem_core::{Address, Argument, StepId};

use super::world::{Script, address, codes, record, shown, to, zone};
use crate::{Constraint, Prior, constrain};

fn check(name: &str) -> Address {
    address("dns::check", name)
}

fn table(name: &str) -> Address {
    address("data::table", name)
}

fn set(script: Script, address: &Address, name: &str, value: &str) -> Script {
    script.change(address, |declaration| {
        declaration.arguments.insert(name.to_owned(), Argument::from(value));
    })
}

#[track_caller]
fn plan(script: &Script, prior: &Prior, expected: &[&str]) {
    assert_eq!(shown(&script.planned(prior)), expected);
}

/// What depends on something waits for its last step.
#[test]
fn makes_follow_what_they_need() {
    let script = Script::new()
        .declare(&zone("z"), r#"{"domain": "example.com"}"#)
        .declare(&record("z/a"), "{}")
        .declare(&table("t"), r#"{"key": "id"}"#)
        .declare(&check("c"), &format!(r#"{{"target": {}}}"#, to(&table("t"), "arn")));
    plan(
        &script,
        &Prior::default(),
        &["0: create t", "1: create c after 0", "2: create z", "3: tag z after 2", "4: create z/a after 3"],
    );
}

/// The new one comes first, dependants move over, then the old one goes.
#[test]
fn a_replacement_that_creates_first() {
    let script = Script::new()
        .declare(&check("c"), r#"{"kind": "TCP"}"#)
        .declare(&zone("z"), r#"{"domain": "example.com"}"#)
        .declare(&record("z/a"), &format!(r#"{{"check": {}}}"#, to(&check("c"), "id")))
        .declare(&record("z/b"), &format!(r#"{{"check": {}}}"#, to(&check("c"), "id")));
    let prior = script.applied();
    let edited = set(script, &check("c"), "kind", "HTTPS").without(&record("z/b"));
    plan(
        &edited,
        &prior,
        &["0: create c", "1: update z/a after 0", "2: delete z/b", "3: delete c after 0 1 2"],
    );
}

/// The old one goes first; a dependant that is made anew goes before it, one that is changed is changed at the end.
#[test]
fn a_replacement_that_deletes_first() {
    let other = check("other");
    let script = Script::new()
        .declare(&table("t"), r#"{"key": "id"}"#)
        .declare(&check("c"), &format!(r#"{{"kind": {}}}"#, to(&table("t"), "arn")))
        .declare(&other, &format!(r#"{{"target": {}}}"#, to(&table("t"), "arn")));
    let prior = script.applied();
    let edited = set(script, &table("t"), "key", "other");
    plan(
        &edited,
        &prior,
        &[
            "0: delete c",
            "1: delete t after 0",
            "2: create t after 1",
            "3: create c after 0 2",
            "4: update other after 2",
        ],
    );
}

/// A zone comes first, its records are made in the new one, then deleted from the old one, then that goes.
#[test]
fn children_follow_their_parent_over() {
    let script = Script::new().declare(&zone("z"), r#"{"domain": "a.com"}"#).declare(&record("z/a"), "{}");
    let prior = script.applied();
    let edited = set(script, &zone("z"), "domain", "b.com");
    plan(
        &edited,
        &prior,
        &[
            "0: create z",
            "1: tag z after 0",
            "2: create z/a after 1",
            "3: delete z/a after 2",
            "4: delete z after 1 3",
        ],
    );
    // The old record lives in the old zone, which is no longer the one remembered by then.
    let steps = edited.planned(&prior).steps;
    let within = |at: usize| steps[at].items[0].within.as_ref().map(|zone| zone.id.as_str());
    assert_eq!((within(2), within(3)), (None, Some("id-z")));
}

#[test]
fn deletions_wait_for_everything_that_needed_them() {
    let (c, d) = (check("c"), check("d"));
    let script = Script::new()
        .declare(&c, "{}")
        .declare(&d, &format!(r#"{{"target": {}}}"#, to(&c, "id")))
        .declare(&zone("z"), r#"{"domain": "a.com"}"#)
        .declare(&record("z/a"), &format!(r#"{{"check": {}}}"#, to(&c, "id")))
        .declare(&record("z/b"), &format!(r#"{{"check": {}}}"#, to(&d, "id")));
    let prior = script.applied();
    let edited = set(script.without(&c).without(&d).without(&record("z/b")), &record("z/a"), "check", "mine");
    plan(
        &edited,
        &prior,
        &["0: update z/a", "1: delete z/b", "2: delete d after 1", "3: delete c after 0 2"],
    );
}

/// What is left over from a replacement goes after its successor and those who still used it were changed.
#[test]
fn left_over_objects_go_last() {
    let script = Script::new()
        .declare(&check("c"), r#"{"target": "x"}"#)
        .declare(&check("a"), &format!(r#"{{"kind": "x", "target": {}}}"#, to(&check("c"), "id")));
    let mut prior = script.applied();
    let old = tandem_core::Object { id: "older".to_owned(), ..prior.state.objects[&check("c")].clone() };
    prior.state.deposed = vec![old];
    super::world::drift(&mut prior, &check("a"), "target", "older".into());
    let edited = set(script, &check("c"), "target", "y");
    plan(&edited, &prior, &["0: update c", "1: update a after 0", "2: delete c after 0 1"]);
}

/// A name that one lets go of and another takes is free by then, whether by a deletion or by an update.
#[test]
fn names_are_handed_on() {
    let script = Script::new()
        .declare(&table("old"), r#"{"key": "id", "name": "orders"}"#)
        .declare(&table("z"), r#"{"key": "id", "name": "carts"}"#);
    let prior = script.applied();
    let edited = set(script.without(&table("old")), &table("z"), "name", "stock")
        .declare(&table("a"), r#"{"key": "id", "name": "carts"}"#)
        .declare(&table("new"), r#"{"key": "id", "name": "orders"}"#);
    plan(&edited, &prior, &["0: delete old", "1: create new after 0", "2: update z", "3: create a after 2"]);
}

/// Records of one name whose policy changes go in one call, deletions first.
#[test]
fn a_group_that_must_change_together_is_one_step() {
    let old =
        Script::new().declare(&zone("z"), r#"{"domain": "a.com"}"#).declare(&record("z/api/simple"), "{}");
    let prior = old.applied();
    let new = old
        .without(&record("z/api/simple"))
        .declare(&record("z/api/one"), "{}")
        .declare(&record("z/api/two"), "{}")
        .declare(&record("z/www/one"), "{}");
    plan(
        &new,
        &prior,
        &["0: delete z/api/simple, create z/api/one, create z/api/two", "1: create z/www/one"],
    );
    let step = &new.planned(&prior).steps[0];
    assert_eq!(step.batch.as_ref().map(|batch| (batch.elements, batch.characters)), Some((3, 24)));
    assert_eq!(step.locks.len(), 1);
}

/// An order that only the cloud's convenience asks for gives way to one that cannot be otherwise.
#[test]
fn a_usual_order_gives_way_to_a_necessary_one() {
    let (old, new) = (record("z/api/old"), record("z/api/new"));
    let before = Script::new()
        .declare(&zone("z"), r#"{"domain": "a.com"}"#)
        .declare(&old, "{}")
        .declare(&check("c"), r#"{"target": "x"}"#)
        .after(&check("c"), &[&old]);
    let prior = before.applied();
    let edited =
        set(before.without(&old).declare(&new, "{}"), &check("c"), "target", "y").after(&check("c"), &[&new]);
    plan(&edited, &prior, &["0: delete z/api/old, create z/api/new", "1: update c after 0"]);
}

/// Where one call must do both, what lies between cannot be ordered; the way out is named.
#[test]
fn an_impossible_order_is_an_error() {
    let (old, first, second) = (record("z/api/old"), record("z/api/first"), record("z/api/second"));
    let before = Script::new().declare(&zone("z"), r#"{"domain": "a.com"}"#).declare(&old, "{}");
    let prior = before.applied();
    let edited = before
        .without(&old)
        .declare(&first, "{}")
        .declare(&check("c"), "{}")
        .after(&check("c"), &[&first])
        .declare(&second, &format!(r#"{{"check": {}}}"#, to(&check("c"), "id")));
    let (plan, diagnostics) = edited.plan(&prior);
    assert_eq!(codes(&diagnostics), ["plan::order"]);
    assert!(plan.steps.is_empty() && diagnostics.iter().all(|diagnostic| !diagnostic.hints.is_empty()));
}

#[test]
fn order_from_outside_is_added_or_refused_whole() {
    let script =
        Script::new().declare(&check("a"), "{}").declare(&check("b"), "{}").declare(&check("c"), "{}");
    let mut plan = script.planned(&Prior::default());
    let constraint = |first: u32, then: u32| Constraint { first: StepId(first), then: StepId(then) };
    assert!(constrain(&mut plan, &[constraint(2, 0), constraint(2, 0)]).is_empty());
    assert_eq!(plan.steps[0].after, [StepId(2)]);
    let before = plan.clone();
    let diagnostics = constrain(&mut plan, &[constraint(1, 2), constraint(0, 2)]);
    assert_eq!(codes(&diagnostics), ["plan::constraint"]);
    assert_eq!(plan, before);
}
