//! `sns`: topics and subscriptions, with every setting that can change in place.

use tandem_core::change::Action;
use tandem_core::form::{Draftable, Receiver};
use tandem_core::provider::{ErrorClass, Finding, Provider, Request};
use tandem_core::schema::check;
use tandem_core::step::CreateClass;
use tandem_core::{Argument, Change, Object, Path, Value};

use crate::harness::{World, map, with};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:mail";

fn topic(world: &World, name: &str, options: &[(&str, Value)]) -> Draftable {
    let form = (Receiver::Module("sns"), "topic");
    world.declare(None, form, &["us-east-1".into(), name.into()], options).expect("a good topic").remove(0)
}

fn subscription(world: &World, topic: &Draftable, name: &str, options: &[(&str, Value)]) -> Draftable {
    let form = (Receiver::Handle("sns::topic"), "subscription");
    let declared =
        world.declare(Some(topic), form, &[name.into()], options).expect("a good subscription").remove(0);
    with(
        &declared,
        &[("topic", format!("arn:aws:sns:us-east-1:123456789012:{}", topic.address.name()).into())],
    )
}

fn mail(world: &World, topic: &Draftable) -> Draftable {
    let options = [("protocol", Value::from("email")), ("endpoint", "duty@example.com".into())];
    subscription(world, topic, "duty", &options)
}

fn queue(world: &World, topic: &Draftable, more: &[(&str, Value)]) -> Draftable {
    let options = [&[("protocol", Value::from("sqs")), ("endpoint", QUEUE.into())], more].concat();
    subscription(world, topic, "mail", &options)
}

fn creation(world: &World, resource: &Draftable, token: &str) -> Request {
    let change = Change {
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
    };
    Request { prior: None, token: token.to_owned(), ..world.requests(&change).remove(0) }
}

async fn find(world: &World, request: &Request) -> Finding {
    world.aws.find(request, CreateClass::Idempotent).await.expect("the search succeeds")
}

fn operations(world: &World, resource: &Draftable) -> Vec<String> {
    world.aws.expand(&world.difference(resource)).into_iter().map(|draft| draft.operation).collect()
}

#[tokio::test]
async fn a_topic_lives() {
    let mut world = World::new();
    let plain = topic(&world, "oncall", &[]);
    assert_eq!(plain.address.as_str(), "sns::topic[\"oncall\"]@us-east-1");
    let made = world.create_and_check(&plain).await;
    assert_eq!(made.attributes["arn"], Value::from("arn:aws:sns:us-east-1:123456789012:oncall"));
    assert!(made.attributes["policy"].as_str().is_some_and(|policy| policy.contains("SNS:Publish")));
    let full = with(
        &plain,
        &[
            ("display_name", "On call".into()),
            ("policy", "{\"Version\": \"2012-10-17\", \"Statement\": []}".into()),
            ("delivery_policy", "{\"http\": {}}".into()),
            ("kms_key", "alias/topics".into()),
            ("tracing", "Active".into()),
            ("signature_version", Value::Integer(2)),
            ("max_message_size", Value::Integer(1_024)),
            (
                "feedback",
                map(&[(
                    "sqs",
                    map(&[
                        ("failure_role", "arn:aws:iam::123456789012:role/log".into()),
                        ("success_role", "arn:aws:iam::123456789012:role/log".into()),
                        ("success_sample_rate", Value::Integer(5)),
                    ]),
                )]),
            ),
            ("tags", map(&[("team", "web".into())])),
        ],
    );
    world.update_and_check(&full).await;
    let back = with(&plain, &[("policy", full.arguments["policy"].known().cloned().unwrap_or_default())]);
    assert_eq!(operations(&world, &back).len(), 9);
    world.update(&back).await.expect("the update succeeds");
    let found = world.read(&back).await.expect("it is there");
    assert_eq!(found.attributes.get("tags"), None);
    // A rate without a role says nothing, although the cloud keeps it.
    assert_eq!(found.attributes.get("feedback"), None);
    world.delete(&plain.address).await.expect("a topic goes");
    assert_eq!(world.read(&plain).await, None);
}

#[tokio::test]
async fn a_topic_is_made_with_everything_at_once() {
    let mut world = World::new();
    let options = [
        ("name", Value::from("orders.fifo")),
        ("fifo", true.into()),
        ("content_based_deduplication", true.into()),
        ("fifo_throughput_scope", "MessageGroup".into()),
        ("display_name", "Orders".into()),
        ("tags", map(&[("team", "web".into())])),
    ];
    let full = topic(&world, "orders", &options);
    let made = world.create_and_check(&full).await;
    assert_eq!(made.id, "arn:aws:sns:us-east-1:123456789012:orders.fifo");
    world.update_and_check(&with(&full, &[("content_based_deduplication", false.into())])).await;
    let other = with(&full, &[("tags", map(&[("cost", "1".into())]))]);
    assert_eq!(operations(&world, &other), ["set:content_based_deduplication", "untag", "tag"]);
    world.update_and_check(&other).await;
}

#[tokio::test]
async fn each_setting_is_a_step_of_its_own() {
    let mut world = World::new();
    let plain = topic(&world, "oncall", &[]);
    world.create_and_check(&plain).await;
    let role = Value::from("arn:aws:iam::123456789012:role/log");
    let one = |name: &str| map(&[("http", map(&[(name, role.clone())]))]);
    let both = with(&plain, &[("display_name", "x".into()), ("feedback", one("failure_role"))]);
    assert_eq!(operations(&world, &both), ["set:display_name", "set:feedback.http.failure_role"]);
    world.update_and_check(&both).await;
    let moved = with(&plain, &[("feedback", one("success_role"))]);
    let mut change = world.difference(&moved);
    // As a plan names the places inside an attribute.
    for difference in
        change.differences.iter_mut().filter(|difference| difference.path.first_key() == Some("feedback"))
    {
        difference.path = Path::attribute("feedback").key("http").key("success_role");
    }
    let drafts = world.aws.expand(&change);
    let names: Vec<&str> = drafts.iter().map(|draft| draft.operation.as_str()).collect();
    assert_eq!(names, ["set:display_name", "set:feedback.http.success_role"]);
}

#[tokio::test]
async fn a_topic_of_others_is_left_alone() {
    let mut world = World::new();
    let plain = topic(&world, "oncall", &[("tags", map(&[("team", "web".into())]))]);
    assert_eq!(find(&world, &creation(&world, &plain, "one")).await, Finding::Absent);
    let made = world.create_and_check(&plain).await;
    let ours = find(&world, &creation(&world, &plain, &made.incarnation)).await;
    let Finding::Ours(outcome) = ours else { panic!("{ours:?}") };
    assert_eq!((outcome.id, outcome.attributes), (made.id.clone(), made.attributes));
    let mut other = creation(&world, &plain, "another");
    assert!(matches!(find(&world, &other).await, Finding::Older(id, _) if id == made.id));
    other.stack = "another".to_owned();
    assert!(matches!(find(&world, &other).await, Finding::Foreign(id, _) if id == made.id));
    let refused = world.aws.call(&[other]).await.expect_err("the tags are others");
    assert_eq!((refused.class, refused.code.as_str()), (ErrorClass::Conflict, "InvalidParameter"));
}

#[tokio::test]
async fn a_queue_is_told() {
    let mut world = World::new();
    let parent = topic(&world, "oncall", &[]);
    world.create_and_check(&parent).await;
    let plain = queue(&world, &parent, &[]);
    assert_eq!(plain.address.as_str(), "sns::subscription[\"oncall/mail\"]@us-east-1");
    let made = world.create_and_check(&plain).await;
    assert_eq!(made.attributes["confirmed"], Value::Bool(true));
    let full = with(
        &plain,
        &[
            ("raw_delivery", true.into()),
            ("filter_policy", "{\"order\": {\"kind\": [\"new\"]}}".into()),
            ("filter_policy_scope", "MessageBody".into()),
            ("redrive_policy", format!("{{\"deadLetterTargetArn\": \"{QUEUE}-dead\"}}").into()),
        ],
    );
    let wider = ["set:filter_policy_scope", "set:filter_policy", "set:raw_delivery", "set:redrive_policy"];
    assert_eq!(operations(&world, &full), wider);
    world.update_and_check(&full).await;
    let narrower = ["set:filter_policy", "set:filter_policy_scope", "set:raw_delivery", "set:redrive_policy"];
    assert_eq!(operations(&world, &plain), narrower);
    world.update_and_check(&plain).await;
    world.delete(&plain.address).await.expect("a subscription goes");
    assert_eq!(world.read(&plain).await, None);
}

#[tokio::test]
async fn whoever_is_asked_first_is_not_waited_for() {
    let mut world = World::new();
    let parent = topic(&world, "oncall", &[]);
    world.create_and_check(&parent).await;
    let asked = mail(&world, &parent);
    let made = world.create_and_check(&asked).await;
    assert_eq!(made.attributes["confirmed"], Value::Bool(false));
    // It is listed without its ARN, and the same call again is answered with it.
    let request = creation(&world, &asked, "one");
    assert_eq!(find(&world, &request).await, Finding::Absent);
    let again = world.aws.call(&[request]).await.expect("the same again");
    assert_eq!(again.outcomes[0].id, made.id);
    // Nobody can take it back before it has agreed: it is forgotten, and is still there.
    world.delete(&asked.address).await.expect("it is forgotten");
    world.objects.insert(asked.address.clone(), made);
    assert!(world.read(&asked).await.is_some());
    world.delete(&parent.address).await.expect("the topic goes, and takes it along");
    assert_eq!(world.read(&asked).await, None);
}

#[tokio::test]
async fn a_subscription_is_found_by_its_endpoint() {
    let mut world = World::new();
    let parent = topic(&world, "oncall", &[]);
    let plain = queue(&world, &parent, &[("raw_delivery", true.into())]);
    assert_eq!(find(&world, &creation(&world, &plain, "one")).await, Finding::Absent);
    let early = world.aws.call(&[creation(&world, &plain, "one")]).await.expect_err("no topic yet");
    assert_eq!(early.class, ErrorClass::NotYet);
    world.create_and_check(&parent).await;
    assert_eq!(find(&world, &creation(&world, &plain, "one")).await, Finding::Absent);
    let made: Object = world.create_and_check(&plain).await;
    let found = find(&world, &creation(&world, &plain, "two")).await;
    assert!(matches!(found, Finding::Ours(outcome) if outcome.id == made.id));
    let other = with(&plain, &[("filter_policy", "{\"a\": [1]}".into())]);
    let found = find(&world, &creation(&world, &other, "two")).await;
    assert!(matches!(found, Finding::Foreign(id, _) if id == made.id));
    let refused = world.aws.call(&[creation(&world, &other, "two")]).await.expect_err("it is there already");
    assert_eq!(refused.class, ErrorClass::Conflict);
}

#[test]
fn some_topics_tell_only_some_endpoints() {
    let world = World::new();
    let form = (Receiver::Handle("sns::topic"), "subscription");
    let options = [("protocol", Value::from("email")), ("endpoint", "duty@example.com".into())];
    let fifo = topic(&world, "orders.fifo", &[("fifo", true.into())]);
    let large = topic(&world, "orders", &[("max_message_size", Value::Integer(262_145))]);
    for parent in [&fifo, &large] {
        let faults =
            world.declare(Some(parent), form, &["duty".into()], &options).expect_err("a queue is needed");
        assert_eq!(faults[0].code, "subscription::protocol");
        assert!(tandem_aws::explain(faults[0].code).is_some());
        queue(&world, parent, &[]);
    }
}

#[test]
fn documents_may_be_object_maps() {
    let world = World::new();
    let filter = map(&[("severity", Value::list(["high"]))]);
    let parent = topic(&world, "oncall", &[("policy", map(&[("Statement", Value::List(Vec::new()))]))]);
    assert_eq!(parent.arguments["policy"], Argument::from("{\"Statement\":[]}"));
    let told = queue(&world, &parent, &[("filter_policy", filter)]);
    assert_eq!(told.arguments["filter_policy"], Argument::from("{\"severity\":[\"high\"]}"));
    for resource in [&parent, &told] {
        let kind = world.aws.registry().kind(resource.address.kind()).expect("a known kind");
        for attribute in kind.arguments() {
            let Some(argument) = resource.arguments.get(attribute.name) else { continue };
            let (stored, mismatches) = check(argument, &attribute.ty, &Path::attribute(attribute.name));
            assert_eq!((&stored, mismatches.as_slice()), (argument, &[][..]), "{}", attribute.name);
        }
    }
}
