//! What a health check must and must not say, by its type.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::health_check::Config;
use super::{Route53, invalid};
use crate::call::Call;
use crate::fault::Fault;

/// The settings of a check that was asked for, with what Route 53 fills in.
pub(super) fn complete(config: Config) -> Config {
    let (endpoint, secure) = (config.is_endpoint(), config.kind.starts_with("HTTPS"));
    let port = match config.kind.as_str() {
        kind if kind.starts_with("HTTPS") => Some(443),
        kind if kind.starts_with("HTTP") => Some(80),
        _ => None,
    };
    let mut config = Config { port: config.port.or(port), ..config };
    config.inverted.get_or_insert(false);
    config.disabled.get_or_insert(false);
    if endpoint {
        config.request_interval.get_or_insert(30);
        config.failure_threshold.get_or_insert(3);
        config.measure_latency.get_or_insert(false);
        config.enable_sni.get_or_insert(secure);
    }
    if config.kind == "CLOUDWATCH_METRIC" {
        config.insufficient_data_health_status.get_or_insert_with(|| "LastKnownStatus".into());
    }
    config
}

/// Refuses settings that do not fit each other.
pub(super) fn check(call: &Call<'_>, config: &Config) -> Result<(), Fault> {
    let kind = config.kind.as_str();
    for (name, present, wanted) in fields(config) {
        if present && !wanted.allowed {
            return Err(invalid(format!("Invalid parameter : {name} is not allowed for the type {kind}.")));
        }
        if !present && wanted.required {
            return Err(invalid(format!("Invalid parameter : {name} is required for the type {kind}.")));
        }
    }
    if config.is_endpoint() {
        return check_endpoint(config);
    }
    if kind == "CALCULATED" { check_children(call, config) } else { Ok(()) }
}

/// Whether a setting may, or must, be there.
struct Wanted {
    allowed: bool,
    required: bool,
}

fn wanted(allowed: bool, required: bool) -> Wanted {
    Wanted { allowed, required }
}

fn fields(config: &Config) -> Vec<(&'static str, bool, Wanted)> {
    let (kind, endpoint) = (config.kind.as_str(), config.is_endpoint());
    let (matching, http) = (kind.ends_with("_STR_MATCH"), kind.starts_with("HTTP"));
    let (calculated, alarm, control) = (kind == "CALCULATED", kind == "CLOUDWATCH_METRIC", kind == "RECOVERY_CONTROL");
    let sni = config.enable_sni == Some(true);
    vec![
        ("IPAddress", config.ip_address.is_some(), wanted(endpoint, false)),
        ("Port", config.port.is_some(), wanted(endpoint, kind == "TCP")),
        ("ResourcePath", config.resource_path.is_some(), wanted(http, false)),
        ("FullyQualifiedDomainName", config.fully_qualified_domain_name.is_some(), wanted(endpoint, false)),
        ("SearchString", config.search_string.is_some(), wanted(matching, matching)),
        ("RequestInterval", config.request_interval.is_some(), wanted(endpoint, false)),
        ("FailureThreshold", config.failure_threshold.is_some(), wanted(endpoint, false)),
        ("MeasureLatency", config.measure_latency == Some(true), wanted(endpoint, false)),
        ("HealthThreshold", config.health_threshold.is_some(), wanted(calculated, calculated)),
        ("ChildHealthChecks", config.child_health_checks.is_some(), wanted(calculated, false)),
        ("EnableSNI", sni, wanted(kind.starts_with("HTTPS"), false)),
        ("Regions", config.regions.is_some(), wanted(endpoint, false)),
        ("AlarmIdentifier", config.alarm_identifier.is_some(), wanted(alarm, alarm)),
        ("InsufficientDataHealthStatus", config.insufficient_data_health_status.is_some(), wanted(alarm, false)),
        ("RoutingControlArn", config.routing_control_arn.is_some(), wanted(control, control)),
    ]
}

fn check_endpoint(config: &Config) -> Result<(), Fault> {
    if config.ip_address.is_none() && config.fully_qualified_domain_name.is_none() {
        return Err(invalid("Invalid parameter : either an IP address or a fully qualified domain name is required."));
    }
    if !matches!(config.request_interval, Some(10 | 30)) {
        return Err(invalid("Invalid parameter : RequestInterval must be 10 or 30."));
    }
    if config.search_string.as_deref() == Some("") {
        return Err(invalid("Invalid parameter : SearchString must not be empty."));
    }
    if let Some(text) = &config.ip_address
        && !text.parse().is_ok_and(is_public)
    {
        return Err(invalid(format!("Invalid parameter : {text} is not a public IP address.")));
    }
    let regions: BTreeSet<&String> = config.regions.iter().flatten().collect();
    if regions.len() != config.regions.iter().flatten().count() {
        return Err(invalid("Invalid parameter : a region is listed more than once."));
    }
    Ok(())
}

/// Whether checkers on the internet can reach an address.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let shared = four.octets()[0] == 100 && four.octets()[1] & 0b1100_0000 == 64;
            let kept = four.is_private() || four.is_loopback() || four.is_link_local() || four.is_unspecified();
            !(kept || shared || four.is_multicast() || four.octets()[0] >= 240 || four.octets()[0] == 0)
        }
        IpAddr::V6(six) => {
            let local = six.is_unique_local() || six.is_unicast_link_local();
            !(local || six.is_loopback() || six.is_unspecified() || six.is_multicast())
        }
    }
}

fn check_children(call: &Call<'_>, config: &Config) -> Result<(), Fault> {
    let children = config.child_health_checks.as_deref().unwrap_or_default();
    let most = call.quota("route53.children_per_calculated_check");
    if children.len() as u64 > most {
        return Err(invalid(format!("Invalid parameter : a calculated health check can have {most} children at most.")));
    }
    let checks = &call.state::<Route53>().health_checks;
    for id in children {
        match checks.get(id) {
            None => return Err(invalid(format!("Invalid parameter : there is no health check with id {id}."))),
            Some(child) if child.health_check_config.kind == "CALCULATED" => {
                let message = format!("Invalid parameter : the child {id} is a calculated health check itself.");
                return Err(invalid(message));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
