//! Between the attributes of a health check and the configuration of the SDK.

use aws_sdk_route53::types::{
    AlarmIdentifier, CloudWatchRegion, HealthCheckConfig, HealthCheckRegion, HealthCheckType,
    InsufficientDataHealthStatus,
};
use aws_smithy_types::error::operation::BuildError;
use tandem_core::schema::canonical;
use tandem_core::state::Attributes;
use tandem_core::{Type, Value, duration};

use super::schema;
use super::validate::ENDPOINT;
use crate::arguments::{Named, Put};
use crate::route53::domain;

/// Returns the configuration that these attributes mean.
pub(super) fn encode(attributes: &Attributes) -> Result<HealthCheckConfig, BuildError> {
    let regions = attributes.texts("regions");
    let regions = regions.iter().map(|region| HealthCheckRegion::from(region.as_str())).collect();
    let children = attributes.texts("children");
    let status = attributes.text("insufficient_data").map(InsufficientDataHealthStatus::from);
    let interval = attributes.seconds("interval").and_then(|seconds| i32::try_from(seconds).ok());
    HealthCheckConfig::builder()
        .r#type(HealthCheckType::from(attributes.text("type").unwrap_or_default()))
        .set_fully_qualified_domain_name(attributes.string("domain"))
        .set_ip_address(attributes.string("ip_address"))
        .set_port(attributes.integer("port"))
        .set_resource_path(attributes.string("path"))
        .set_search_string(attributes.string("search_string"))
        .set_request_interval(interval)
        .set_failure_threshold(attributes.integer("failure_threshold"))
        .set_measure_latency(attributes.boolean("measure_latency"))
        .set_enable_sni(attributes.boolean("enable_sni"))
        .set_regions(some(regions))
        .set_inverted(inverted(attributes))
        .set_disabled(attributes.boolean("disabled"))
        .set_child_health_checks(some(children))
        .set_health_threshold(attributes.integer("health_threshold"))
        .set_alarm_identifier(alarm(attributes)?)
        .set_insufficient_data_health_status(status)
        .set_routing_control_arn(attributes.string("routing_control"))
        .build()
}

/// Returns the list unless it is empty: the service takes none at all, or one with something in it.
pub(super) fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

/// Returns whether the verdict is turned round; the checks of routing controls do not take it.
fn inverted(attributes: &Attributes) -> Option<bool> {
    attributes.boolean("inverted").filter(|_| attributes.text("type") != Some("RECOVERY_CONTROL"))
}

/// Returns the alarm that a metric check follows.
pub(super) fn alarm(attributes: &Attributes) -> Result<Option<AlarmIdentifier>, BuildError> {
    let Some(alarm) = attributes.value("alarm").and_then(Value::as_map) else { return Ok(None) };
    let region = CloudWatchRegion::from(alarm.text("region").unwrap_or_default());
    let name = alarm.text("name").unwrap_or_default();
    AlarmIdentifier::builder().region(region).name(name).build().map(Some)
}

/// Returns the attributes of a configuration.
pub(super) fn decode(config: &HealthCheckConfig) -> Attributes {
    let mut attributes = Attributes::new();
    let ty = config.r#type.as_str();
    let endpoint = ENDPOINT.contains(&ty);
    attributes.put("type", Some(ty));
    attributes.put("domain", config.fully_qualified_domain_name.as_deref().map(domain));
    attributes.put("ip_address", config.ip_address.clone());
    attributes.put("port", config.port.map(i64::from));
    attributes.put("path", config.resource_path.clone());
    attributes.put("search_string", config.search_string.clone());
    let seconds = config.request_interval.and_then(|seconds| u64::try_from(seconds).ok());
    attributes.put("interval", seconds.map(duration::text));
    attributes.put("failure_threshold", config.failure_threshold.map(i64::from));
    attributes.put("measure_latency", config.measure_latency.filter(|_| endpoint));
    attributes.put("enable_sni", config.enable_sni.filter(|_| ty.starts_with("HTTPS")));
    if endpoint {
        let found: Vec<&str> = config.regions().iter().map(HealthCheckRegion::as_str).collect();
        let regions = if found.is_empty() { schema::REGIONS.to_vec() } else { found };
        attributes.put("regions", Some(sorted(regions)));
    }
    attributes.put("inverted", Some(config.inverted.unwrap_or(false)));
    attributes.put("disabled", Some(config.disabled.unwrap_or(false)));
    if !config.child_health_checks().is_empty() {
        attributes.put("children", Some(sorted(config.child_health_checks().iter().map(String::as_str))));
    }
    attributes.put("health_threshold", config.health_threshold.filter(|_| ty == "CALCULATED").map(i64::from));
    if let Some(alarm) = &config.alarm_identifier {
        let entries =
            [("name", Value::from(alarm.name.as_str())), ("region", Value::from(alarm.region.as_str()))];
        attributes.put("alarm", Some(Value::map(entries)));
    }
    let status = config.insufficient_data_health_status.as_ref().map(InsufficientDataHealthStatus::as_str);
    attributes.put("insufficient_data", status);
    attributes.put("routing_control", config.routing_control_arn.clone());
    attributes
}

fn sorted<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    canonical(&Value::list(texts), &Type::set(Type::string(), 0, 256))
}

#[cfg(test)]
mod tests {
    use tandem_core::Value;
    use tandem_core::state::Attributes;

    use super::{decode, encode};

    #[track_caller]
    fn check(entries: &[(&str, Value)]) {
        let mut attributes: Attributes = [("inverted", Value::Bool(false)), ("disabled", Value::Bool(false))]
            .map(|(k, v)| (k.to_owned(), v))
            .into();
        attributes.extend(entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        assert_eq!(decode(&encode(&attributes).expect("complete")), attributes);
    }

    #[test]
    fn configurations_come_back() {
        check(&[
            ("type", "HTTPS_STR_MATCH".into()),
            ("domain", "web.example.com".into()),
            ("port", Value::Integer(443)),
            ("path", "/ready".into()),
            ("search_string", "ok".into()),
            ("interval", "10s".into()),
            ("failure_threshold", Value::Integer(2)),
            ("measure_latency", Value::Bool(true)),
            ("enable_sni", Value::Bool(true)),
            ("regions", Value::list(["eu-west-1", "us-east-1", "us-west-2"])),
        ]);
        check(&[
            ("type", "CALCULATED".into()),
            ("children", Value::list(["a", "b"])),
            ("health_threshold", Value::Integer(1)),
        ]);
        check(&[
            ("type", "CLOUDWATCH_METRIC".into()),
            ("alarm", Value::map([("name", Value::from("web")), ("region", "eu-west-1".into())])),
            ("insufficient_data", "Unhealthy".into()),
        ]);
    }
}
