//! Metrics as scripts write them: object maps, and methods of the handles whose metrics they are.

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Attribute, Reference, Type, Value};

use crate::arguments::Named;
use crate::elb::load_balancer;
use crate::route53::{HOME, health_check};

/// The region that has the metrics of Global Accelerator.
const ACCELERATOR_HOME: &str = "us-west-2";
/// The kind whose handles have metrics of accelerators.
const ACCELERATOR: &str = "globalaccelerator::accelerator";

/// Namespaces whose metrics are in one region alone.
const HOMES: [(&str, &str); 2] = [("AWS/Route53", HOME), ("AWS/GlobalAccelerator", ACCELERATOR_HOME)];

/// The metrics that are durations, and how many of their unit a second has.
const DURATIONS: [(&str, &str, i64); 8] = [
    ("AWS/ApplicationELB", "TargetResponseTime", 1),
    ("AWS/DynamoDB", "AgeOfOldestUnreplicatedRecord", 1_000),
    ("AWS/DynamoDB", "ReplicationLatency", 1_000),
    ("AWS/DynamoDB", "SuccessfulRequestLatency", 1_000),
    ("AWS/Route53", "ConnectionTime", 1_000),
    ("AWS/Route53", "SSLHandshakeTime", 1_000),
    ("AWS/Route53", "TimeToFirstByte", 1_000),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", 1),
];

/// Returns the attributes of the struct that a metric is.
pub(super) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::required("namespace", Type::text(1, 255), "What publishes it: `AWS/SQS`.")
            .example("AWS/SQS"),
        Attribute::required("name", Type::text(1, 255), "Its name.")
            .example("ApproximateNumberOfMessagesVisible"),
        Attribute::optional(
            "dimensions",
            Type::map_of(Type::text(1, 1024), 30),
            "What it is about, by the names that the publisher gives: `#{ QueueName: \"mail\" }`.",
        )
        .example(Value::map([("QueueName", Value::from("mail"))])),
    ]
}

/// Returns a metric for tests and reference pages.
pub(super) fn example() -> Value {
    Value::map([
        ("namespace", Value::from("AWS/SQS")),
        ("name", "ApproximateNumberOfMessagesVisible".into()),
        ("dimensions", Value::map([("QueueName", Value::from("mail"))])),
    ])
}

/// Returns a metric as a script passes it on: with the region that it is published in.
pub(crate) fn value(
    namespace: &str,
    name: &str,
    dimensions: impl IntoIterator<Item = (&'static str, Argument)>,
    region: &str,
) -> Built {
    let dimensions = dimensions.into_iter().map(|(name, value)| (name.to_owned(), value));
    let entries = [
        ("namespace", namespace.into()),
        ("name", name.into()),
        ("dimensions", Argument::map(dimensions.collect())),
        ("region", region.into()),
    ];
    Built::Value(Argument::map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
}

/// Returns the region that a metric can only be in.
pub(super) fn home(metric: &Argument) -> Option<String> {
    let text = |name: &str| metric.get(name).and_then(|value| value.as_str().map(str::to_owned));
    let namespace = text("namespace").unwrap_or_default();
    let only = HOMES.iter().find(|(name, _)| *name == namespace).map(|(_, region)| (*region).to_owned());
    only.or_else(|| text("region"))
}

/// Returns how many of a metric's unit a second has, for metrics that are durations.
pub(super) fn units_per_second(metric: &Argument, unit: Option<&str>) -> Option<i64> {
    match unit {
        Some("Seconds") => return Some(1),
        Some("Milliseconds") => return Some(1_000),
        Some("Microseconds") => return Some(1_000_000),
        _ => (),
    }
    let is = |key: &str, text: &str| metric.get(key).is_some_and(|value| value.as_str() == Some(text));
    let known = DURATIONS.iter().find(|(namespace, name, _)| is("namespace", namespace) && is("name", name));
    known.map(|(_, _, units)| *units)
}

/// Returns the methods that give metrics of what other kinds declare.
pub(super) fn forms() -> Vec<Form> {
    let name = || parameter("name", Type::text(1, 255), "The name that AWS gives the metric.");
    let balancer = Receiver::Handle(load_balancer::NAME);
    let check = Receiver::Handle(health_check::NAME);
    let accelerator = Receiver::Handle(ACCELERATOR);
    vec![
        Form {
            options: balancer_options(),
            ..form(balancer, "metric", "Returns a metric of the load balancer.", vec![name()], of_balancer)
        },
        form(
            balancer,
            "errors",
            "Returns the metric that counts the 5xx answers that an application load balancer makes on its own.",
            Vec::new(),
            |call| balancer_metric(call, "HTTPCode_ELB_5XX_Count"),
        ),
        form(check, "metric", "Returns a metric of the health check.", vec![name()], |call| {
            check_metric(call, call.text(0))
        }),
        form(
            check,
            "status",
            "Returns the metric that is 1 while the health check is healthy and 0 while it is not.",
            Vec::new(),
            |call| check_metric(call, "HealthCheckStatus"),
        ),
        form(
            accelerator,
            "metric",
            "Returns a metric of the accelerator as a whole.",
            vec![name()],
            |call| Ok(accelerator_metric(call, call.text(0), Vec::new())),
        ),
        form(
            accelerator,
            "unhealthy_endpoints",
            "Returns the metric that counts the endpoints of a listener's group in a region that are unhealthy.",
            vec![
                parameter(
                    "listener",
                    Type::reference(&["globalaccelerator::listener"], "id"),
                    "The listener.",
                ),
                parameter("region", Type::Region, "The region of the endpoint group."),
            ],
            unhealthy_endpoints,
        ),
    ]
}

fn form(
    receiver: Receiver,
    name: &'static str,
    doc: &'static str,
    parameters: Vec<Parameter>,
    build: fn(&Call<'_>) -> Result<Built, Vec<Fault>>,
) -> Form {
    Form { receiver, name, doc, parameters, options: Vec::new(), yields: Yields::Value, build }
}

fn parameter(name: &'static str, ty: Type, doc: &'static str) -> Parameter {
    Parameter { name, ty, doc }
}

fn balancer_options() -> Vec<Attribute> {
    vec![
        Attribute::defaulting(
            "type",
            Type::Enumeration(&["application", "network", "gateway"]),
            "application",
            "The type of the load balancer, which decides where its metrics are published.",
        ),
        Attribute::optional(
            "target_group",
            Type::pattern(
                "^targetgroup/.+$",
                "the end of a target group's ARN, `targetgroup/web/0123456789abcdef`",
            ),
            "The end of a target group's ARN, for metrics of one target group.",
        )
        .example("targetgroup/web/0123456789abcdef"),
        Attribute::optional("availability_zone", Type::text(1, 64), "For metrics of one availability zone."),
    ]
}

fn of_balancer(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    balancer_metric(call, call.text(0))
}

fn balancer_metric(call: &Call<'_>, name: &str) -> Result<Built, Vec<Fault>> {
    let balancer = receiver(call)?;
    let namespace = match call.options.text("type") {
        Some("network") => "AWS/NetworkELB",
        Some("gateway") => "AWS/GatewayELB",
        _ => "AWS/ApplicationELB",
    };
    let suffix = Argument::from(Reference::new(&balancer.address, "arn_suffix"));
    let mut dimensions = vec![("LoadBalancer", suffix)];
    dimensions.extend(call.options.get("target_group").map(|group| ("TargetGroup", group.clone())));
    dimensions.extend(call.options.get("availability_zone").map(|zone| ("AvailabilityZone", zone.clone())));
    Ok(value(namespace, name, dimensions, balancer.address.region().unwrap_or_default()))
}

fn check_metric(call: &Call<'_>, name: &str) -> Result<Built, Vec<Fault>> {
    let id = Argument::from(Reference::new(&receiver(call)?.address, "id"));
    Ok(value("AWS/Route53", name, [("HealthCheckId", id)], HOME))
}

fn unhealthy_endpoints(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut more: Vec<(&'static str, Argument)> = Vec::new();
    more.extend(call.positional.first().map(|listener| ("Listener", listener.clone())));
    more.extend(call.positional.get(1).map(|region| ("EndpointGroup", region.clone())));
    Ok(accelerator_metric(call, "UnhealthyEndpointCount", more))
}

fn accelerator_metric(call: &Call<'_>, name: &str, more: Vec<(&'static str, Argument)>) -> Built {
    let id = call.receiver.map(|accelerator| Argument::from(Reference::new(&accelerator.address, "id")));
    let dimensions = id.map(|id| ("Accelerator", id)).into_iter().chain(more);
    value("AWS/GlobalAccelerator", name, dimensions, ACCELERATOR_HOME)
}

/// Returns what a method is called on; the front never calls one without.
fn receiver<'a>(call: &Call<'a>) -> Result<&'a Draftable, Vec<Fault>> {
    call.receiver.ok_or_else(|| {
        vec![Fault {
            at: At::Call,
            code: "alarm::metric",
            message: format!("`{}` is a method", call.form.name),
            hint: Some("call it on the handle of what the metric is about".to_owned()),
        }]
    })
}

/// Returns a metric without what only the check of regions needs.
pub(super) fn stored(metric: &Argument) -> Argument {
    let mut entries: Arguments = metric.entries().unwrap_or_default();
    entries.remove("region");
    Argument::map(entries)
}

#[cfg(test)]
mod tests {
    use tandem_core::{Argument, Value};

    use super::{home, units_per_second};

    fn metric(namespace: &str, name: &str) -> Argument {
        Argument::Value(Value::map([("namespace", Value::from(namespace)), ("name", name.into())]))
    }

    #[test]
    fn some_metrics_are_in_one_region() {
        assert_eq!(home(&metric("AWS/Route53", "HealthCheckStatus")).as_deref(), Some("us-east-1"));
        assert_eq!(home(&metric("AWS/GlobalAccelerator", "NewFlowCount")).as_deref(), Some("us-west-2"));
        assert_eq!(home(&metric("AWS/SQS", "NumberOfMessagesSent")), None);
    }

    #[test]
    fn durations_are_in_the_unit_of_their_metric() {
        let latency = metric("AWS/DynamoDB", "ReplicationLatency");
        assert_eq!(units_per_second(&latency, None), Some(1_000));
        assert_eq!(units_per_second(&metric("Shop", "Checkout"), Some("Seconds")), Some(1));
        assert_eq!(units_per_second(&metric("Shop", "Checkout"), None), None);
    }
}
