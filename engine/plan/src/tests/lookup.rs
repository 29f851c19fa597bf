//! Look-ups: read during refresh where what they look for is known, and by a step where it is not.

use tandem_core::provider::Found;
use tandem_core::step::Effect;
use tandem_core::{Action, Address, Argument, Value};

use super::fake::Fake;
use super::world::{Script, action, address, attributes, change, record, shown, to, zone};
use crate::{Prior, graph, unread};

fn web() -> Address {
    address("net::balancer", "web")
}

fn script(name: &str) -> Script {
    Script::new()
        .declare(&zone("example.com"), r#"{"domain": "example.com"}"#)
        .declare(&web(), &format!(r#"{{"name": {name}}}"#))
        .declare(&record("example.com/www"), &format!(r#"{{"values": [{}]}}"#, to(&web(), "host")))
}

fn to_read(script: &Script, prior: &Prior) -> Vec<Address> {
    let (graph, _) = graph(&script.0);
    unread(&script.0, &graph, prior, &Fake::new()).into_iter().map(|reading| reading.address).collect()
}

#[test]
fn a_known_look_up_tells_its_attributes() {
    let script = script(r#""web""#);
    let mut prior = Prior::default();
    assert_eq!(to_read(&script, &prior), [web()]);
    let attributes = attributes(r#"{"name": "web", "host": "lb.example"}"#);
    prior.lookups.insert(web(), Found { id: "arn".to_owned(), attributes, settled: true });
    assert_eq!(to_read(&script, &prior), []);
    let plan = script.planned(&prior);
    assert_eq!(action(&plan, &web()), Action::Read);
    assert_eq!(plan.lookups[&web()]["host"], Value::from("lb.example"));
    assert_eq!(
        change(&plan, &record("example.com/www")).desired["values"],
        Argument::Value(Value::list(["lb.example"]))
    );
    assert!(plan.steps.iter().all(|step| step.items[0].effect != Effect::Read));
}

#[test]
fn a_look_up_by_something_still_to_be_made_is_a_step() {
    let script = script(&to(&zone("example.com"), "zone_id"));
    let prior = Prior::default();
    assert_eq!(to_read(&script, &prior), []);
    let plan = script.planned(&prior);
    assert_eq!(
        shown(&plan),
        [
            "0: create example.com",
            "1: tag example.com after 0",
            "2: read web after 1",
            "3: create example.com/www after 1 2",
        ]
    );
    assert_eq!(plan.steps[2].call, "");
    assert_eq!(change(&plan, &record("example.com/www")).dependencies, [zone("example.com")]);
}

/// What a look-up looks for may be known only from what was found; refresh asks again after reading.
#[test]
fn a_look_up_by_something_that_is_kept_is_read_during_refresh() {
    let script = script(&to(&zone("example.com"), "zone_id"));
    let mut prior = script.applied();
    let found = prior.lookups.remove(&web()).expect("applied");
    assert_eq!(to_read(&script, &prior), [web()]);
    prior.lookups.insert(web(), found);
    let plan = script.planned(&prior);
    assert!(plan.is_empty() && plan.steps.is_empty(), "{:?}", shown(&plan));
}

/// A look-up after something that is still to be made would find nothing now.
#[test]
fn a_look_up_waits_for_what_it_comes_after() {
    let script = script(r#""web""#).after(&web(), &[&zone("example.com")]);
    assert_eq!(to_read(&script, &Prior::default()), []);
    assert_eq!(
        to_read(&script, &{
            let mut prior = script.applied();
            prior.lookups.clear();
            prior
        }),
        [web()]
    );
}
