//! `globalaccelerator`: an accelerator with its listeners and endpoint groups, from the first call to the last.

use tandem_core::argument::Arguments;
use tandem_core::change::Action;
use tandem_core::form::{Draftable, Receiver};
use tandem_core::provider::{Finding, Provider};
use tandem_core::state::Attributes;
use tandem_core::step::{CreateClass, NeededBy};
use tandem_core::{Change, Object, Value};

use crate::elb;
use crate::harness::{World, map, with};

pub(crate) fn accelerator(world: &World, options: &[(&str, Value)]) -> Draftable {
    let form = (Receiver::Module("globalaccelerator"), "accelerator");
    world.declare(None, form, &["storefront".into()], options).expect("a good accelerator").remove(0)
}

pub(crate) fn listener(
    world: &World,
    parent: &Draftable,
    name: &str,
    options: &[(&str, Value)],
) -> Draftable {
    let form = (Receiver::Handle("globalaccelerator::accelerator"), "listener");
    world.declare(Some(parent), form, &[name.into()], options).expect("a good listener").remove(0)
}

pub(crate) fn group(world: &World, parent: &Draftable, region: &str, options: &[(&str, Value)]) -> Draftable {
    let form = (Receiver::Handle("globalaccelerator::listener"), "endpoint_group");
    world.declare(Some(parent), form, &[region.into()], options).expect("a good group").remove(0)
}

pub(crate) fn ports(ranges: &[(i64, i64)]) -> Value {
    let range =
        |(from, to): &(i64, i64)| map(&[("from", Value::Integer(*from)), ("to", Value::Integer(*to))]);
    Value::list(ranges.iter().map(range))
}

pub(crate) fn endpoint(target: &str, weight: i64, preserve: Option<bool>) -> Value {
    let mut entries = vec![("target", Value::from(target)), ("weight", Value::Integer(weight))];
    entries.extend(preserve.map(|preserve| ("preserve_client_ip", Value::Bool(preserve))));
    map(&entries)
}

async fn make_accelerator(world: &mut World, options: &[(&str, Value)]) -> (Draftable, Object) {
    let declared = accelerator(world, options);
    let made = world.create_and_check(&declared).await;
    (declared, made)
}

async fn make_listener(world: &mut World, parent: &Draftable, arn: &str) -> (Draftable, Object) {
    let options = [("protocol", Value::from("TCP")), ("ports", ports(&[(443, 443), (80, 80), (8000, 8100)]))];
    let declared = with(&listener(world, parent, "https", &options), &[("accelerator", arn.into())]);
    let made = world.create_and_check(&declared).await;
    (declared, made)
}

#[tokio::test]
async fn an_accelerator_lives() {
    let mut world = World::new();
    let (plain, made) = make_accelerator(&mut world, &[("tags", map(&[("team", "web".into())]))]).await;
    assert_eq!(made.region, "us-west-2");
    assert_eq!(made.attributes["zone_id"], Value::from("Z2BJ6XQ5FK7U4H"));
    assert_eq!(made.attributes["ip_addresses"], made.attributes["ipv4_addresses"]);
    assert!(!made.attributes.contains_key("dual_stack_dns_name"));

    let dual = with(&plain, &[("ip_address_type", "DUAL_STACK".into()), ("name", "shop".into())]);
    let changed = world.update_and_check(&dual).await;
    assert_eq!(changed.attributes["ip_addresses"], made.attributes["ip_addresses"]);
    assert!(
        changed.attributes["dual_stack_dns_name"].as_str().is_some_and(|name| name.contains(".dualstack."))
    );
    assert!(changed.attributes.contains_key("ipv6_addresses"));
    let back = world.update_and_check(&with(&plain, &[("enabled", false.into())])).await;
    assert!(!back.attributes.contains_key("ipv6_addresses"));

    world.delete(&plain.address).await.expect("an accelerator goes");
    assert_eq!(world.read(&plain).await, None);
}

#[tokio::test]
async fn tags_come_and_go() {
    let mut world = World::new();
    let (plain, _) =
        make_accelerator(&mut world, &[("tags", map(&[("a", "1".into()), ("b", "2".into())]))]).await;
    world.update_and_check(&with(&plain, &[("tags", map(&[("b", "3".into()), ("c", "4".into())]))])).await;
    world.update_and_check(&with(&plain, &[("tags", Value::Null)])).await;
    let changed = with(&plain, &[("tags", map(&[("a", "1".into())]))]);
    world.update_and_check(&changed).await;
    assert_eq!(operations(&world, &world.difference(&with(&plain, &[("tags", Value::Null)]))), ["untag"]);
}

#[tokio::test]
async fn flow_logs_are_switched_off_before_they_move() {
    let mut world = World::new();
    let to = |prefix: &str| ("flow_logs", map(&[("bucket", "logs".into()), ("prefix", prefix.into())]));
    let (plain, _) = make_accelerator(&mut world, &[to("a")]).await;
    let moved = with(&plain, &[to("b")]);
    assert_eq!(operations(&world, &world.difference(&moved)), ["flow_logs_off", "flow_logs"]);
    world.update_and_check(&moved).await;
    world.update_and_check(&with(&plain, &[("flow_logs", Value::Null)])).await;
    world.update_and_check(&plain).await;
}

#[tokio::test]
async fn a_listener_lives() {
    let mut world = World::new();
    let (parent, front) = make_accelerator(&mut world, &[]).await;
    let (https, made) = make_listener(&mut world, &parent, &front.id).await;
    assert_eq!(https.address.as_str(), "globalaccelerator::listener[\"storefront/https\"]");
    assert_eq!(https.parent.as_ref(), Some(&parent.address));
    assert_eq!(
        made.attributes["arn"],
        Value::from(format!("{}/listener/{}", front.id, text(&made.attributes, "id")))
    );
    world.update_and_check(&with(&https, &[("ports", ports(&[(1000, 2000), (443, 443)]))])).await;
    world
        .update_and_check(&with(
            &https,
            &[("protocol", "UDP".into()), ("client_affinity", "SOURCE_IP".into())],
        ))
        .await;
    world.delete(&https.address).await.expect("a listener goes");
    assert_eq!(world.read(&https).await, None);
    // Once the accelerator has gone, nothing is left to wait for either.
    world.objects.insert(https.address.clone(), made);
    world.delete(&parent.address).await.expect("an accelerator goes");
    world.delete(&https.address).await.expect("what is gone is deleted");
}

#[tokio::test]
async fn an_endpoint_group_lives() {
    let mut world = World::new();
    elb::seed(&world, "eu-west-1", "web");
    let balancer = text(&found(&world, &elb::look_up(&world, "eu-west-1", "web")).await.attributes, "arn");
    let (parent, front) = make_accelerator(&mut world, &[]).await;
    let (https, listening) = make_listener(&mut world, &parent, &front.id).await;
    let here = [("listener", Value::from(listening.id.as_str()))];
    let empty = with(&group(&world, &https, "eu-west-1", &[]), &here);
    assert_eq!(empty.address.as_str(), "globalaccelerator::endpoint_group[\"storefront/https\"]@eu-west-1");
    let made = world.create_and_check(&empty).await;
    assert_eq!(
        (made.region.as_str(), &made.attributes["health_check_port"]),
        ("us-west-2", &Value::Integer(443))
    );

    let both = [endpoint(&balancer, 255, Some(false)), endpoint("i-0123", 0, Some(true))];
    let full = with(
        &empty,
        &[
            ("endpoints", Value::list(both.clone())),
            ("traffic_dial", Value::Number(33.3)),
            ("health_check_port", Value::Integer(8443)),
            ("health_check_protocol", "HTTPS".into()),
            ("health_check_path", "/ready".into()),
            ("health_check_interval", "10s".into()),
            ("threshold", Value::Integer(1)),
            (
                "port_overrides",
                Value::list([map(&[
                    ("endpoint_port", Value::Integer(8443)),
                    ("listener_port", Value::Integer(443)),
                ])]),
            ),
        ],
    );
    world.update_and_check(&full).await;

    // What the script leaves to the cloud stays as it is.
    let quiet = with(&full, &[("endpoints", Value::list([endpoint(&balancer, 1, None)]))]);
    let changed = world.update(&quiet).await.expect("the update succeeds");
    assert_eq!(changed.attributes["endpoints"], Value::list([endpoint(&balancer, 1, Some(false))]));
    assert_eq!(found(&world, &quiet).await.attributes, changed.attributes);

    let cleared = with(
        &full,
        &[("endpoints", Value::Null), ("port_overrides", Value::Null), ("traffic_dial", Value::Integer(0))],
    );
    world.update_and_check(&cleared).await;
    world.delete(&empty.address).await.expect("a group goes");
    assert_eq!(world.read(&empty).await, None);
}

#[tokio::test]
async fn what_was_made_is_found_again() {
    let mut world = World::new();
    let (parent, front) = make_accelerator(&mut world, &[("tags", map(&[("team", "web".into())]))]).await;
    let (https, listening) = make_listener(&mut world, &parent, &front.id).await;
    let here = with(&group(&world, &https, "eu-west-1", &[]), &[("listener", listening.id.as_str().into())]);
    let serving = world.create_and_check(&here).await;
    for (resource, object) in [(&parent, &front), (&https, &listening), (&here, &serving)] {
        let mut request = world.requests(&create(resource)).remove(0);
        request.prior = None;
        request.token.clone_from(&object.incarnation);
        let found = world.aws.find(&request, CreateClass::Token).await.expect("the search succeeds");
        let Finding::Ours(outcome) = found else { panic!("{}: {found:?}", resource.address) };
        assert_eq!((outcome.id, outcome.attributes), (object.id.clone(), object.attributes.clone()));
        let again =
            world.aws.call(std::slice::from_ref(&request)).await.expect("the same token makes nothing new");
        assert_eq!(again.outcomes[0].id, object.id);
    }
    let other = with(&here, &[("traffic_dial", Value::Integer(1))]);
    let mut request = world.requests(&create(&other)).remove(0);
    request.prior = None;
    let found = world.aws.find(&request, CreateClass::Token).await.expect("the search succeeds");
    assert!(matches!(found, Finding::Foreign(id, _) if id == serving.id));
    let token = "another".to_owned();
    let request =
        tandem_core::provider::Request { token, prior: None, ..world.requests(&create(&parent)).remove(0) };
    assert_eq!(world.aws.find(&request, CreateClass::Token).await, Ok(Finding::Absent));
}

#[test]
fn a_delete_disables_first_and_waits() {
    let world = World::new();
    let plain = accelerator(&world, &[]);
    let drafts =
        world.aws.expand(&Change { action: Action::Delete, desired: Arguments::new(), ..create(&plain) });
    let waits: Vec<_> = drafts.iter().map(|draft| draft.wait.as_ref().map(|wait| wait.needed_by)).collect();
    assert_eq!(waits, [Some(NeededBy::Dependants), None]);
    let https =
        listener(&world, &plain, "https", &[("protocol", "TCP".into()), ("ports", ports(&[(443, 443)]))]);
    let here = group(&world, &https, "eu-west-1", &[]);
    for resource in [&https, &here] {
        let drafts = world.aws.expand(&create(resource));
        assert_eq!(drafts[0].locks, [plain.address.to_string()]);
        assert_eq!(drafts[0].wait.as_ref().map(|wait| wait.needed_by), Some(NeededBy::End));
    }
}

#[test]
fn forms_refuse_what_cannot_be() {
    let world = World::new();
    let form = (Receiver::Module("globalaccelerator"), "custom_routing_accelerator");
    let faults = world.declare(None, form, &["games".into()], &[]).expect_err("not offered");
    assert_eq!(faults[0].code, "accelerator::custom_routing");
    let https = accelerator(&world, &[]);
    let form = (Receiver::Handle("globalaccelerator::listener"), "endpoint_group");
    let faults = world.declare(Some(&https), form, &["cn-north-1".into()], &[]).expect_err("not there");
    assert_eq!(faults[0].code, "endpoint_group::region");
    for fault in faults {
        assert!(tandem_aws::explain(fault.code).is_some());
    }
}

fn create(resource: &Draftable) -> Change {
    Change {
        address: resource.address.clone(),
        action: Action::Create,
        prior: None,
        desired: resource.arguments.clone(),
        parent: resource.parent.clone(),
        differences: Vec::new(),
        dependencies: Vec::new(),
        protect: false,
        reasons: Vec::new(),
        place: String::new(),
    }
}

fn operations(world: &World, change: &Change) -> Vec<String> {
    world.aws.expand(change).into_iter().map(|draft| draft.operation).collect()
}

async fn found(world: &World, resource: &Draftable) -> tandem_core::provider::Found {
    world.read(resource).await.expect("it is there")
}

fn text(attributes: &Attributes, name: &str) -> String {
    attributes[name].as_str().expect("a text").to_owned()
}
