//! `route53::hosted_zone` and the look-up of zones.

use tandem_core::form::{Draftable, Receiver};
use tandem_core::provider::{Finding, Provider};
use tandem_core::step::CreateClass;
use tandem_core::{Change, Value};

use crate::harness::{World, map, with};

pub(crate) fn zone(world: &World, options: &[(&str, Value)]) -> Draftable {
    let form = (Receiver::Module("route53"), "hosted_zone");
    world.declare(None, form, &["example.com".into()], options).expect("a good zone").remove(0)
}

#[tokio::test]
async fn a_zone_lives() {
    let mut world = World::new();
    let plain = zone(&world, &[]);
    assert_eq!(plain.address.as_str(), "route53::hosted_zone[\"example.com\"]");
    let made = world.create_and_check(&plain).await;
    assert_eq!(made.attributes["name_servers"].as_list().map(<[_]>::len), Some(4));
    assert_eq!(made.attributes["id"], Value::from(made.id.as_str()));

    let dressed = with(&plain, &[("comment", "storefront".into()), ("tags", map(&[("team", "web".into())]))]);
    world.update_and_check(&dressed).await;
    let other = with(&dressed, &[("tags", map(&[("owner", "shop".into())])), ("comment", Value::Null)]);
    world.update_and_check(&other).await;
    world.update_and_check(&plain).await;

    world.delete(&plain.address).await.expect("an empty zone goes");
    assert_eq!(world.read(&plain).await, None);
}

#[tokio::test]
async fn a_zone_recovers_fast_if_asked_to() {
    let mut world = World::new();
    let fast = zone(&world, &[("accelerated_recovery", true.into())]);
    world.create_and_check(&fast).await;
    world.update_and_check(&zone(&world, &[])).await;
}

#[tokio::test]
async fn a_lost_answer_is_found_by_its_token() {
    let mut world = World::new();
    let zone = zone(&world, &[]);
    let before = world.create(&zone).await.expect("the create succeeds");
    let change = Change { prior: None, ..world.difference(&with(&zone, &[("comment", "x".into())])) };
    let change = Change { action: tandem_core::change::Action::Create, ..change };
    let mut request = world.requests(&change).remove(0);
    request.prior = None;
    let found = world.aws.find(&request, CreateClass::RefusedToken).await.expect("the search succeeds");
    assert!(matches!(found, Finding::Ours(outcome) if outcome.id == before.id));
    request.token = "another".to_owned();
    let found = world.aws.find(&request, CreateClass::RefusedToken).await.expect("the search succeeds");
    assert_eq!(found, Finding::Absent);
}

#[tokio::test]
async fn a_zone_is_looked_up_by_its_domain() {
    let mut world = World::new();
    let mine = zone(&world, &[]);
    let made = world.create(&mine).await.expect("the create succeeds");
    let form = (Receiver::Module("route53"), "find_hosted_zone");
    let look_up = |name: &str, private: bool| {
        let options = [("private_zone", Value::Bool(private))];
        world.declare(None, form, &[name.into()], &options).expect("a good look-up").remove(0)
    };
    let found = world.read(&look_up("example.com", false)).await.expect("it is there");
    assert_eq!(found.id, made.id);
    assert_eq!(found.attributes["name_servers"], made.attributes["name_servers"]);
    assert_eq!(world.read(&look_up("example.com", true)).await, None);
    assert_eq!(world.read(&look_up("example.org", false)).await, None);
}

#[test]
fn a_domain_is_checked_before_anything_is_sent() {
    let world = World::new();
    let form = (Receiver::Module("route53"), "hosted_zone");
    for name in ["com", "bücher.example", "a..b", "a b.example"] {
        let faults = world.declare(None, form, &[name.into()], &[]).expect_err("a bad domain");
        assert_eq!(faults[0].code, "zone::domain", "{name}");
    }
}
