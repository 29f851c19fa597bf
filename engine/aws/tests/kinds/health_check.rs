//! `route53::health_check`: every type, and what each can change in place.

use tandem_core::form::{Draftable, Receiver};
use tandem_core::provider::{ErrorClass, Finding, Provider};
use tandem_core::step::CreateClass;
use tandem_core::{Change, Value};

use crate::harness::{World, map, with};

fn check(world: &World, options: &[(&str, Value)]) -> Draftable {
    let form = (Receiver::Module("route53"), "health_check");
    world.declare(None, form, &["web".into()], options).expect("a good check").remove(0)
}

fn https(world: &World) -> Draftable {
    check(world, &[("type", "HTTPS".into()), ("domain", "web.example.com".into()), ("path", "/ready".into())])
}

#[tokio::test]
async fn an_endpoint_check_lives() {
    let mut world = World::new();
    let plain = https(&world);
    let made = world.create_and_check(&plain).await;
    assert_eq!(made.attributes["version"], Value::Integer(1));
    assert_eq!(made.attributes["port"], Value::Integer(443));
    let moved = with(
        &plain,
        &[
            ("path", Value::Null),
            ("failure_threshold", Value::Integer(1)),
            ("enable_sni", false.into()),
            ("regions", Value::list(["eu-west-1", "us-east-1", "us-west-2"])),
            ("inverted", true.into()),
            ("tags", map(&[("team", "web".into())])),
        ],
    );
    let changed = world.update_and_check(&moved).await;
    assert_eq!(changed.attributes["version"], Value::Integer(2));
    world.update_and_check(&plain).await;
    world.delete(&plain.address).await.expect("a check goes");
    assert_eq!(world.read(&plain).await, None);
}

#[tokio::test]
async fn other_types_live() {
    let mut world = World::new();
    let child = world.create_and_check(&https(&world)).await;
    let rename = |resource: Draftable, name: &str| Draftable {
        address: tandem_core::Address::new("route53::health_check", &[name], &tandem_core::Place::global()),
        ..resource
    };
    let children = Value::list([child.id.as_str()]);
    let all = check(&world, &[("type", "CALCULATED".into()), ("children", children)]);
    assert_eq!(all.arguments["health_threshold"].known(), Some(&Value::Integer(1)));
    let all = rename(all, "all");
    world.create_and_check(&all).await;
    world.update_and_check(&with(&all, &[("health_threshold", Value::Integer(0))])).await;

    let found = check(
        &world,
        &[
            ("type", "HTTP_STR_MATCH".into()),
            ("ip_address", "203.0.113.10".into()),
            ("search_string", "ok".into()),
            ("interval", "10s".into()),
        ],
    );
    world.create_and_check(&rename(found, "match")).await;
    let open = [("type", "TCP".into()), ("domain", "db.example.com".into()), ("port", Value::Integer(5432))];
    world.create_and_check(&rename(check(&world, &open), "tcp")).await;
}

#[tokio::test]
async fn a_change_that_came_between_is_not_overwritten() {
    let mut world = World::new();
    let plain = https(&world);
    let stale = world.create(&plain).await.expect("the create succeeds");
    world.update(&with(&plain, &[("path", "/health".into())])).await.expect("the update succeeds");
    world.objects.insert(plain.address.clone(), stale);
    let refused =
        world.update(&with(&plain, &[("path", "/other".into())])).await.expect_err("a stale version");
    assert_eq!((refused.class, refused.code.as_str()), (ErrorClass::Conflict, "HealthCheckVersionMismatch"));
}

#[tokio::test]
async fn the_same_token_makes_one_check() {
    let mut world = World::new();
    let plain = https(&world);
    let made = world.create(&plain).await.expect("the create succeeds");
    let change = world.difference(&with(&plain, &[("path", "/x".into())]));
    let change = Change { action: tandem_core::change::Action::Create, prior: None, ..change };
    let mut request = world.requests(&change).remove(0);
    request.prior = None;
    request.arguments = made.arguments.clone();
    let again = world.aws.call(std::slice::from_ref(&request)).await.expect("the same again");
    assert_eq!(again.outcomes[0].id, made.id);
    let found = world.aws.find(&request, CreateClass::Token).await.expect("the search succeeds");
    assert!(matches!(found, Finding::Ours(outcome) if outcome.id == made.id));
}
