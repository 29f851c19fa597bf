//! Ranges stand twice, on purpose: in the schemas of the kinds, which refuse before anything is sent, and in the tables
//! of the emulator, which were made from AWS's own models. Here the one is held against the other.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tandem_core::{Registry, Type};

use crate::collect;

/// A kind's attribute, the service, and the member of the shape that it is sent as.
type Pair = (&'static str, &'static str, &'static str, &'static str);

const PAIRS: &[Pair] = &[
    ("cloudwatch::alarm", "actions", "cloudwatch", "PutMetricAlarmInput.AlarmActions"),
    ("cloudwatch::alarm", "datapoints", "cloudwatch", "PutMetricAlarmInput.DatapointsToAlarm"),
    ("cloudwatch::alarm", "description", "cloudwatch", "PutMetricAlarmInput.AlarmDescription"),
    (
        "cloudwatch::alarm",
        "insufficient_data_actions",
        "cloudwatch",
        "PutMetricAlarmInput.InsufficientDataActions",
    ),
    ("cloudwatch::alarm", "metric.dimensions", "cloudwatch", "PutMetricAlarmInput.Dimensions"),
    ("cloudwatch::alarm", "metric.name", "cloudwatch", "PutMetricAlarmInput.MetricName"),
    ("cloudwatch::alarm", "metric.namespace", "cloudwatch", "PutMetricAlarmInput.Namespace"),
    ("cloudwatch::alarm", "name", "cloudwatch", "PutMetricAlarmInput.AlarmName"),
    ("cloudwatch::alarm", "ok_actions", "cloudwatch", "PutMetricAlarmInput.OKActions"),
    ("cloudwatch::alarm", "periods", "cloudwatch", "PutMetricAlarmInput.EvaluationPeriods"),
    ("cloudwatch::alarm", "statistic", "cloudwatch", "PutMetricAlarmInput.Statistic"),
    ("cloudwatch::alarm", "unit", "cloudwatch", "PutMetricAlarmInput.Unit"),
    ("dynamodb::replica", "table_class", "dynamodb", "CreateTableInput.TableClass"),
    ("dynamodb::table", "billing_mode", "dynamodb", "CreateTableInput.BillingMode"),
    ("dynamodb::table", "read_capacity", "dynamodb", "ProvisionedThroughput.ReadCapacityUnits"),
    ("dynamodb::table", "stream", "dynamodb", "StreamSpecification.StreamViewType"),
    ("dynamodb::table", "table_class", "dynamodb", "CreateTableInput.TableClass"),
    ("dynamodb::table", "ttl", "dynamodb", "TimeToLiveSpecification.AttributeName"),
    ("dynamodb::table", "write_capacity", "dynamodb", "ProvisionedThroughput.WriteCapacityUnits"),
    (
        "globalaccelerator::accelerator",
        "ip_address_type",
        "globalaccelerator",
        "CreateAcceleratorRequest.IpAddressType",
    ),
    (
        "globalaccelerator::accelerator",
        "ip_addresses",
        "globalaccelerator",
        "CreateAcceleratorRequest.IpAddresses",
    ),
    (
        "globalaccelerator::endpoint_group",
        "endpoints",
        "globalaccelerator",
        "CreateEndpointGroupRequest.EndpointConfigurations",
    ),
    (
        "globalaccelerator::endpoint_group",
        "endpoints.weight",
        "globalaccelerator",
        "EndpointConfiguration.Weight",
    ),
    (
        "globalaccelerator::endpoint_group",
        "health_check_interval",
        "globalaccelerator",
        "CreateEndpointGroupRequest.HealthCheckIntervalSeconds",
    ),
    (
        "globalaccelerator::endpoint_group",
        "health_check_port",
        "globalaccelerator",
        "CreateEndpointGroupRequest.HealthCheckPort",
    ),
    (
        "globalaccelerator::endpoint_group",
        "health_check_protocol",
        "globalaccelerator",
        "CreateEndpointGroupRequest.HealthCheckProtocol",
    ),
    (
        "globalaccelerator::endpoint_group",
        "port_overrides",
        "globalaccelerator",
        "CreateEndpointGroupRequest.PortOverrides",
    ),
    (
        "globalaccelerator::endpoint_group",
        "port_overrides.endpoint_port",
        "globalaccelerator",
        "PortOverride.EndpointPort",
    ),
    (
        "globalaccelerator::endpoint_group",
        "port_overrides.listener_port",
        "globalaccelerator",
        "PortOverride.ListenerPort",
    ),
    (
        "globalaccelerator::endpoint_group",
        "threshold",
        "globalaccelerator",
        "CreateEndpointGroupRequest.ThresholdCount",
    ),
    (
        "globalaccelerator::endpoint_group",
        "traffic_dial",
        "globalaccelerator",
        "CreateEndpointGroupRequest.TrafficDialPercentage",
    ),
    (
        "globalaccelerator::listener",
        "client_affinity",
        "globalaccelerator",
        "CreateListenerRequest.ClientAffinity",
    ),
    ("globalaccelerator::listener", "ports", "globalaccelerator", "CreateListenerRequest.PortRanges"),
    ("globalaccelerator::listener", "protocol", "globalaccelerator", "CreateListenerRequest.Protocol"),
    ("route53::health_check", "alarm.name", "route53", "AlarmIdentifier.Name"),
    ("route53::health_check", "children", "route53", "HealthCheckConfig.ChildHealthChecks"),
    ("route53::health_check", "failure_threshold", "route53", "HealthCheckConfig.FailureThreshold"),
    ("route53::health_check", "health_threshold", "route53", "HealthCheckConfig.HealthThreshold"),
    (
        "route53::health_check",
        "insufficient_data",
        "route53",
        "HealthCheckConfig.InsufficientDataHealthStatus",
    ),
    ("route53::health_check", "interval", "route53", "HealthCheckConfig.RequestInterval"),
    ("route53::health_check", "ip_address", "route53", "HealthCheckConfig.IPAddress"),
    ("route53::health_check", "port", "route53", "HealthCheckConfig.Port"),
    ("route53::health_check", "regions", "route53", "HealthCheckConfig.Regions"),
    ("route53::health_check", "routing_control", "route53", "HealthCheckConfig.RoutingControlArn"),
    ("route53::health_check", "search_string", "route53", "HealthCheckConfig.SearchString"),
    ("route53::health_check", "type", "route53", "HealthCheckConfig.Type"),
    ("route53::hosted_zone", "comment", "route53", "HostedZoneConfig.Comment"),
    ("route53::private_zone", "comment", "route53", "HostedZoneConfig.Comment"),
    ("route53::record", "alias.zone_id", "route53", "AliasTarget.HostedZoneId"),
    ("route53::record", "health_check", "route53", "ResourceRecordSet.HealthCheckId"),
    ("route53::record", "name", "route53", "ResourceRecordSet.Name"),
    ("route53::record", "routing.failover", "route53", "ResourceRecordSet.Failover"),
    ("route53::record", "routing.weight", "route53", "ResourceRecordSet.Weight"),
    ("route53::record", "set_identifier", "route53", "ResourceRecordSet.SetIdentifier"),
    ("route53::record", "ttl", "route53", "ResourceRecordSet.TTL"),
    ("route53::record", "type", "route53", "ResourceRecordSet.Type"),
];

/// Attributes that take less than AWS's model says, and why.
const NARROWER: &[(&str, &str, &str)] = &[
    ("globalaccelerator::accelerator", "ip_addresses", "an empty list says as little as none"),
    ("route53::health_check", "children", "the service counts 255, whatever its model says"),
    ("route53::health_check", "regions", "there are eight"),
];

/// What an attribute takes: bounds of a number, of a length or of a count, or some words.
#[derive(Clone, PartialEq, Debug, Default)]
struct Range {
    min: Option<f64>,
    max: Option<f64>,
    words: Option<BTreeSet<String>>,
}

/// Holds every pair against each other.
///
/// # Errors
/// Names those that differ.
pub fn run(registry: &Registry) -> Result<(), String> {
    let mut wrong = Vec::new();
    for pair in PAIRS {
        let (kind, attribute, service, member) = pair;
        let ours = ours(registry, kind, attribute).ok_or(format!("{kind} has no `{attribute}`"))?;
        let theirs = theirs(service, member)?;
        let narrower = NARROWER.iter().any(|(of, name, _)| of == kind && name == attribute);
        let fits = if narrower { is_within(&ours, &theirs) } else { is_same(&ours, &theirs) };
        if !fits {
            wrong.push(format!("{kind}.{attribute}: {ours:?}, but {member}: {theirs:?}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Returns whether the bounds are the same, as far as the model gives any.
fn is_same(ours: &Range, theirs: &Range) -> bool {
    let same = |ours: Option<f64>, theirs: Option<f64>| theirs.is_none() || ours == theirs;
    // A text of no characters is none: a least length of one is ours.
    let least = same(ours.min, theirs.min) || (theirs.min == Some(0.0) && ours.min == Some(1.0));
    least && same(ours.max, theirs.max) && (theirs.words.is_none() || ours.words == theirs.words)
}

fn is_within(ours: &Range, theirs: &Range) -> bool {
    let above = theirs.min.is_none_or(|min| ours.min.is_some_and(|ours| ours >= min));
    let below = theirs.max.is_none_or(|max| ours.max.is_some_and(|ours| ours <= max));
    above && below && ours != theirs
}

fn ours(registry: &Registry, kind: &str, path: &str) -> Option<Range> {
    let mut names = path.split('.');
    let mut ty = &registry.attribute(kind, names.next()?)?.ty;
    for name in names {
        if let Type::List { item, .. } = ty {
            ty = item;
        }
        let Type::Struct(attributes) = ty else { return None };
        ty = &attributes.iter().find(|attribute| attribute.name == name)?.ty;
    }
    range(ty)
}

fn range(ty: &Type) -> Option<Range> {
    let between = |min: f64, max: f64| Some(Range { min: Some(min), max: Some(max), words: None });
    match ty {
        Type::Integer { min, max } => between(*min as f64, *max as f64),
        Type::Number { min, max } => between(*min, *max),
        Type::Duration { min, max, .. } => between(*min as f64, *max as f64),
        Type::String(string) => between(string.min as f64, string.max as f64),
        Type::List { min, max, .. } => between(*min as f64, *max as f64),
        Type::Map { max, .. } => between(0.0, *max as f64),
        Type::Enumeration(words) => {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            Some(Range { words: Some(words), ..Range::default() })
        }
        Type::OneOf(types) => types.iter().find_map(range),
        _ => None,
    }
}

fn theirs(service: &str, path: &str) -> Result<Range, String> {
    let file = collect::root().join(format!("engine/emulator/shapes/{service}.json"));
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let model: Json = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let (shape, member) = path.split_once('.').unwrap_or((path, ""));
    let shapes = &model["shapes"];
    let name = shapes[shape]["members"][member]["shape"].as_str();
    let name = name.ok_or_else(|| format!("{service} has no `{path}`"))?;
    let found = &shapes[name];
    let words = found["enum"]
        .as_array()
        .map(|words| words.iter().filter_map(Json::as_str).map(str::to_owned).collect::<BTreeSet<String>>());
    Ok(Range { min: found["min"].as_f64(), max: found["max"].as_f64(), words })
}
