//! Health checks.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::state::Event;
use super::{Route53, health_rules, invalid, max_items};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The most checks on a page.
const PAGE: usize = 1_000;
const DEFAULT_PAGE: usize = 100;

/// Where checks are run from, unless a check says otherwise.
const CHECKER_REGIONS: [&str; 8] = [
    "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1",
];

/// A health check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct HealthCheck {
    pub(crate) id: String,
    pub(crate) caller_reference: String,
    pub(crate) health_check_config: Config,
    pub(crate) health_check_version: u64,
}

/// A health check's settings, with the member names of the API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Config {
    #[serde(rename = "Type")]
    pub(crate) kind: String,
    #[serde(default, rename = "IPAddress", skip_serializing_if = "Option::is_none")]
    pub(crate) ip_address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) port: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource_path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fully_qualified_domain_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) search_string: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request_interval: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure_threshold: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) measure_latency: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inverted: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) disabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) health_threshold: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) child_health_checks: Option<Vec<String>>,
    #[serde(default, rename = "EnableSNI", skip_serializing_if = "Option::is_none")]
    pub(crate) enable_sni: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) regions: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alarm_identifier: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) insufficient_data_health_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) routing_control_arn: Option<String>,
}

impl Config {
    /// Whether checkers send requests to an endpoint.
    pub(crate) fn is_endpoint(&self) -> bool {
        !matches!(self.kind.as_str(), "CALCULATED" | "CLOUDWATCH_METRIC" | "RECOVERY_CONTROL")
    }
}

pub(super) fn missing(id: &str) -> Fault {
    Fault::new("NoSuchHealthCheck", format!("A health check with id {id} does not exist."))
}

fn found<'a>(call: &Call<'a>) -> Result<&'a HealthCheck, Fault> {
    let id = call.text("HealthCheckId");
    call.state::<Route53>().health_checks.get(id).ok_or_else(|| missing(id))
}

fn read(value: &Value) -> Result<Config, Fault> {
    Config::deserialize(value).map_err(|error| Fault::internal(format!("the check cannot be read: {error}")))
}

pub(super) fn create(call: &Call<'_>) -> Answer {
    let (state, reference) = (call.state::<Route53>(), call.text("CallerReference"));
    let config = health_rules::complete(read(&call.input["HealthCheckConfig"])?);
    let taken = state.health_checks.values().find(|check| check.caller_reference == reference);
    if let Some(same) = taken.filter(|check| check.health_check_config == config) {
        return Ok(Outcome::of(created(same)));
    }
    if taken.is_some() || state.burnt_references.contains_key(reference) {
        let message = format!(
            "A health check with the caller reference {reference} but with different settings has already been created."
        );
        return Err(Fault::new("HealthCheckAlreadyExists", message));
    }
    health_rules::check(call, &config)?;
    let created_today = if call.strict_time { state.created_today(call.now) as u64 } else { 0 };
    if state.health_checks.len() as u64 >= call.quota("route53.health_checks")
        || created_today >= call.quota("route53.health_checks_created_per_day")
    {
        return Err(Fault::new("TooManyHealthChecks", "Limits Exceeded: MAX_HEALTH_CHECKS_BY_OWNER"));
    }
    let check = HealthCheck {
        id: call.uuid("health check"),
        caller_reference: reference.into(),
        health_check_config: config,
        health_check_version: 1,
    };
    Ok(Outcome::of(created(&check)).record::<Route53>(call, Event::HealthCheckPut(Box::new(check))))
}

fn created(check: &HealthCheck) -> Value {
    let location = format!("https://route53.amazonaws.com/2013-04-01/healthcheck/{}", check.id);
    json!({ "HealthCheck": check, "Location": location })
}

pub(super) fn update(call: &Call<'_>) -> Answer {
    let old = found(call)?;
    let asked = call.input["HealthCheckVersion"].as_u64();
    if asked.is_some_and(|version| version != old.health_check_version) {
        let message = format!("The specified version does not match the current version {}.", old.health_check_version);
        return Err(Fault::new("HealthCheckVersionMismatch", message));
    }
    let mut settings = json!(old.health_check_config);
    for name in call.input["ResetElements"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        settings[name] = Value::Null;
    }
    for (name, value) in call.input.as_object().into_iter().flatten() {
        if !matches!(name.as_str(), "HealthCheckId" | "HealthCheckVersion" | "ResetElements") {
            settings[name] = value.clone();
        }
    }
    let config = read(&settings)?;
    health_rules::check(call, &config)?;
    let version = old.health_check_version + 1;
    let check = HealthCheck { health_check_config: config, health_check_version: version, ..old.clone() };
    let output = json!({ "HealthCheck": check });
    Ok(Outcome::of(output).record::<Route53>(call, Event::HealthCheckPut(Box::new(check))))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let id = found(call)?.id.clone();
    Ok(Outcome::empty().record::<Route53>(call, Event::HealthCheckDeleted { id }))
}

pub(super) fn get(call: &Call<'_>) -> Answer {
    Ok(Outcome::of(json!({ "HealthCheck": found(call)? })))
}

pub(super) fn count(call: &Call<'_>) -> Answer {
    Ok(Outcome::of(json!({ "HealthCheckCount": call.state::<Route53>().health_checks.len() })))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let (most, marker) = (max_items(call, DEFAULT_PAGE, PAGE)?, call.text("Marker"));
    let mut rest = call.state::<Route53>().health_checks.range(marker.to_owned()..).map(|(_, check)| check);
    let page: Vec<&HealthCheck> = rest.by_ref().take(most).collect();
    let next = rest.next().map(|check| check.id.as_str());
    Ok(Outcome::of(json!({
        "HealthChecks": page,
        "Marker": marker,
        "IsTruncated": next.is_some(),
        "NextMarker": next,
        "MaxItems": most.to_string(),
    })))
}

/// Answers what checkers would see of a healthy endpoint: nothing is probed here.
pub(super) fn status(call: &Call<'_>) -> Answer {
    let config = &found(call)?.health_check_config;
    if !config.is_endpoint() {
        return Err(invalid("The status is available for health checks of endpoints only"));
    }
    let status = match config.kind.as_str() {
        "TCP" => "Success: TCP connection established",
        _ => "Success: HTTP Status Code 200, OK",
    };
    let default = || CHECKER_REGIONS.map(String::from).to_vec();
    let observe = |(index, region): (usize, String)| {
        json!({
            "Region": region,
            "IPAddress": format!("15.177.{}.1", index + 2),
            "StatusReport": { "Status": status, "CheckedTime": call.now },
        })
    };
    let regions = config.regions.clone().unwrap_or_else(default).into_iter().enumerate();
    Ok(Outcome::of(json!({ "HealthCheckObservations": regions.map(observe).collect::<Vec<_>>() })))
}
