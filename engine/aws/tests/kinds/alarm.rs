//! `cloudwatch::alarm`: an alarm from the first call to the last, and the metrics that handles give.

use tandem_core::form::{Built, Call, Draftable, Fault, Receiver};
use tandem_core::provider::{Finding, Provider};
use tandem_core::step::CreateClass;
use tandem_core::{Address, Argument, Change, Place, Value};

use crate::elb;
use crate::harness::{ACCOUNT, World, map, with};

fn declare(world: &World, options: &[(&str, Value)]) -> Result<Draftable, Vec<Fault>> {
    let form = (Receiver::Module("cloudwatch"), "alarm");
    Ok(world.declare(None, form, &["us-east-1".into(), "deep".into()], options)?.remove(0))
}

fn metric() -> Value {
    let dimensions = map(&[("QueueName", "mail".into())]);
    map(&[("namespace", "AWS/SQS".into()), ("name", "Depth".into()), ("dimensions", dimensions)])
}

fn plain() -> Vec<(&'static str, Value)> {
    vec![
        ("metric", metric()),
        ("statistic", "Maximum".into()),
        ("above", Value::Integer(10)),
        ("periods", Value::Integer(3)),
        ("actions", Value::list(["arn:aws:sns:us-east-1:123456789012:oncall"])),
        ("tags", map(&[("team", "shop".into()), ("tier", "1".into())])),
    ]
}

#[tokio::test]
async fn an_alarm_lives() {
    let mut world = World::new();
    let alarm = declare(&world, &plain()).expect("a good alarm");
    assert_eq!(alarm.address.as_str(), "cloudwatch::alarm[\"deep\"]@us-east-1");
    let made = world.create_and_check(&alarm).await;
    assert_eq!(made.id, format!("arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:deep"));
    assert_eq!(made.arguments["period"], Value::from("1m"));

    let changed = with(
        &alarm,
        &[
            ("above", Value::Null),
            ("at_most", Value::number(0.5)),
            ("period", "5m".into()),
            ("datapoints", Value::Integer(2)),
            ("statistic", Value::Null),
            ("extended_statistic", "p99".into()),
            ("description", "too deep".into()),
            ("missing_data", "breaching".into()),
            ("actions_enabled", false.into()),
            ("unit", "Count".into()),
            ("ok_actions", Value::list(["arn:aws:sns:us-east-1:123456789012:oncall"])),
        ],
    );
    world.update_and_check(&changed).await;
    world.update_and_check(&alarm).await;

    world.delete(&alarm.address).await.expect("it goes");
    assert_eq!(world.read(&alarm).await, None);
}

#[tokio::test]
async fn tags_come_and_go_by_calls_of_their_own() {
    let mut world = World::new();
    let alarm = declare(&world, &plain()).expect("a good alarm");
    world.create_and_check(&alarm).await;
    let retagged = with(&alarm, &[("tags", map(&[("team", "mail".into()), ("cost", "9".into())]))]);
    world.update_and_check(&retagged).await;
    assert_eq!(world.emulator.calls()["cloudwatch:UntagResource"], 1);
    assert_eq!(world.emulator.calls()["cloudwatch:TagResource"], 1);
    assert_eq!(world.emulator.calls()["cloudwatch:PutMetricAlarm"], 1);
    world.update_and_check(&with(&alarm, &[("tags", Value::Null)])).await;
}

#[tokio::test]
async fn an_alarm_may_do_arithmetic() {
    let mut world = World::new();
    let query = |id: &str, more: &[(&str, Value)]| map(&[&[("id", Value::from(id))], more].concat());
    let stat = [
        ("metric", metric()),
        ("statistic", "Sum".into()),
        ("period", "60s".into()),
        ("return_data", false.into()),
    ];
    let metrics = vec![query("share", &[("expression", "deep / 2".into())]), query("deep", &stat)];
    let alarm = declare(&world, &[("metrics", Value::List(metrics)), ("at_least", Value::Integer(1))]);
    let alarm = alarm.expect("a good alarm");
    world.create_and_check(&alarm).await;
    let kind = world.aws.registry().kind("cloudwatch::alarm").expect("the kind");
    assert_eq!(kind.validate.expect("it validates")(&alarm.arguments), []);
}

#[tokio::test]
async fn an_alarm_of_others_is_not_overwritten() {
    let mut world = World::new();
    let alarm = declare(&world, &plain()).expect("a good alarm");
    world.create_and_check(&alarm).await;
    let made = &world.objects[&alarm.address];
    let change = Change {
        address: alarm.address.clone(),
        action: tandem_core::Action::Create,
        prior: None,
        desired: alarm.arguments.clone(),
        parent: None,
        differences: Vec::new(),
        dependencies: Vec::new(),
        protect: false,
        reasons: Vec::new(),
        place: String::new(),
    };
    let mut request = world.requests(&change).remove(0);
    let incarnation = made.incarnation.clone();
    request.token = incarnation.clone();
    let found = world.aws.find(&request, CreateClass::Upsert).await;
    assert!(matches!(found, Ok(Finding::Ours(_))), "{found:?}");
    request.token = "another".to_owned();
    let found = world.aws.find(&request, CreateClass::Upsert).await;
    assert!(matches!(&found, Ok(Finding::Older(_, token)) if *token == incarnation), "{found:?}");
    request.stack = "another".to_owned();
    let found = world.aws.find(&request, CreateClass::Upsert).await;
    assert!(matches!(found, Ok(Finding::Foreign(..))), "{found:?}");
}

#[test]
fn durations_are_in_the_unit_of_the_metric() {
    let world = World::new();
    let of = |namespace: &str, name: &str, above: Value| {
        let metric = map(&[("namespace", namespace.into()), ("name", name.into())]);
        declare(&world, &[("metric", metric), ("statistic", "Maximum".into()), ("above", above)])
    };
    let above = |alarm: Result<Draftable, Vec<Fault>>| alarm.map(|alarm| alarm.arguments["above"].clone());
    let figure = |number| Ok(Argument::Value(Value::Integer(number)));
    assert_eq!(above(of("AWS/DynamoDB", "ReplicationLatency", "3m".into())), figure(180_000));
    assert_eq!(above(of("AWS/ApplicationELB", "TargetResponseTime", "2s".into())), figure(2));
    assert_eq!(above(of("AWS/SQS", "Depth", Value::Integer(5))), figure(5));
    let faults = above(of("AWS/SQS", "Depth", "3m".into())).expect_err("no duration");
    assert_eq!(faults[0].code, "alarm::duration");
}

#[test]
fn an_alarm_and_what_it_needs_are_in_one_region() {
    let world = World::new();
    let codes = |change: &[(&str, Value)]| -> Vec<&'static str> {
        let mut options = plain();
        options.retain(|(name, _)| !change.iter().any(|(changed, _)| changed == name));
        options.extend(
            change
                .iter()
                .map(|(name, value)| (if *name == "metric" { "metric" } else { "actions" }, value.clone())),
        );
        declare(&world, &options)
            .map_or_else(|faults| faults.iter().map(|fault| fault.code).collect(), |_| Vec::new())
    };
    assert!(codes(&[]).is_empty());
    let accelerated = map(&[("namespace", "AWS/GlobalAccelerator".into()), ("name", "NewFlowCount".into())]);
    assert_eq!(codes(&[("metric", accelerated)]), ["alarm::metric_region"]);
    let elsewhere = Value::list(["arn:aws:sns:eu-west-1:123456789012:oncall"]);
    assert_eq!(codes(&[("actions", elsewhere)]), ["alarm::action_region"]);
}

/// Calls a method that gives a value.
pub(crate) fn value_of(
    world: &World,
    receiver: &Draftable,
    name: &str,
    positional: &[Argument],
) -> Result<Argument, Vec<Fault>> {
    let registry = world.aws.registry();
    let kind = registry.kind(receiver.address.kind()).expect("a known kind");
    let form = registry.form(Receiver::Handle(kind.name), name).expect("a known method");
    let (options, _) = tandem_core::schema::check_arguments(Default::default(), &form.options);
    let call = Call {
        form,
        receiver: Some(receiver),
        positional,
        options: &options,
        declared: &|_| None,
        scope: &[],
    };
    match (form.build)(&call)? {
        Built::Value(value) => Ok(value),
        Built::Resources(resources) => panic!("`{name}` declares {resources:?}"),
    }
}

#[test]
fn handles_give_their_metrics() {
    let world = World::new();
    let shown = |receiver: &Draftable, name: &str, positional: &[Argument]| {
        value_of(&world, receiver, name, positional).expect("a metric").to_string()
    };
    let web = elb::look_up(&world, "eu-west-1", "web");
    assert_eq!(
        shown(&web, "errors", &[]),
        "{ dimensions: { LoadBalancer: elb::load_balancer[\"web\"]@eu-west-1.arn_suffix }, \
         name: \"HTTPCode_ELB_5XX_Count\", namespace: \"AWS/ApplicationELB\", region: \"eu-west-1\" }"
    );
    let options = [("type", "HTTPS".into()), ("domain", "web.example.com".into())];
    let form = (Receiver::Module("route53"), "health_check");
    let ready = world.declare(None, form, &["ready".into()], &options).expect("a good check").remove(0);
    let status = shown(&ready, "status", &[]);
    assert!(
        status.contains("HealthCheckId: route53::health_check") && status.contains("us-east-1"),
        "{status}"
    );
    let front = Draftable {
        address: Address::new("globalaccelerator::accelerator", &["front"], &Place::global()),
        arguments: Default::default(),
        parent: None,
    };
    let listener = Address::new("globalaccelerator::listener", &["front", "https"], &Place::global());
    let listener = Argument::from(tandem_core::Reference::new(&listener, "id"));
    let unhealthy = shown(&front, "unhealthy_endpoints", &[listener, "eu-west-1".into()]);
    assert!(
        unhealthy.contains("EndpointGroup: \"eu-west-1\"") && unhealthy.contains("us-west-2"),
        "{unhealthy}"
    );
}
