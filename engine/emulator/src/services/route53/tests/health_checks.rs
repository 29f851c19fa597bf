//! Health checks.

use std::sync::Arc;

use serde_json::{Value, json};

use super::with;
use crate::emulator::Emulator;
use crate::quotas::Quotas;
use crate::testing::{Client, Clock};

fn web() -> Value {
    json!({"Type": "HTTPS", "FullyQualifiedDomainName": "example.com", "ResourcePath": "/health"})
}

fn make(client: &Client, reference: &str, config: &Value) -> Value {
    let input = json!({"CallerReference": reference, "HealthCheckConfig": config});
    client.call("CreateHealthCheck", input)["HealthCheck"].clone()
}

#[test]
fn a_check_is_completed_with_defaults() {
    let client = Client::new("route53");
    let check = make(&client, "a", &web());
    let defaults = json!({"Port": 443, "RequestInterval": 30, "FailureThreshold": 3, "MeasureLatency": false,
        "EnableSNI": true, "Inverted": false, "Disabled": false});
    assert_eq!(check["HealthCheckConfig"], with(web(), defaults));
    assert_eq!(check["HealthCheckVersion"], 1);
    assert_eq!(client.call("GetHealthCheck", json!({"HealthCheckId": check["Id"]}))["HealthCheck"], check);
    let status = client.call("GetHealthCheckStatus", json!({"HealthCheckId": check["Id"]}));
    assert_eq!(status["HealthCheckObservations"].as_array().map(Vec::len), Some(8));
}

#[test]
fn a_caller_reference_makes_one_check_and_stays_taken() {
    let client = Client::new("route53");
    let check = make(&client, "a", &web());
    assert_eq!(make(&client, "a", &web()), check);
    let other = json!({"CallerReference": "a", "HealthCheckConfig": with(web(), json!({"Port": 8443}))});
    let code = |input: Value| client.try_call("CreateHealthCheck", input).map_err(|refused| (refused.code, refused.status));
    assert_eq!(code(other.clone()), Err(("HealthCheckAlreadyExists".into(), 409)));
    client.call("DeleteHealthCheck", json!({"HealthCheckId": check["Id"]}));
    assert_eq!(code(json!({"CallerReference": "a", "HealthCheckConfig": web()})), Err(("HealthCheckAlreadyExists".into(), 409)));
    let refused = client.try_call("GetHealthCheck", json!({"HealthCheckId": check["Id"]}));
    assert_eq!(refused.map_err(|refused| (refused.code, refused.status)), Err(("NoSuchHealthCheck".into(), 404)));
}

#[test]
fn an_update_names_the_version_it_saw() {
    let client = Client::new("route53");
    let check = make(&client, "a", &web());
    let update = |version: u64, members: Value| {
        let input = json!({"HealthCheckId": check["Id"], "HealthCheckVersion": version});
        client.try_call("UpdateHealthCheck", with(input, members)).map_err(|refused| refused.code)
    };
    let changed = update(1, json!({"Port": 8443, "ResetElements": ["ResourcePath"]})).unwrap_or_default();
    assert_eq!(changed["HealthCheck"]["HealthCheckVersion"], 2);
    assert_eq!(changed["HealthCheck"]["HealthCheckConfig"]["Port"], 8443);
    assert_eq!(changed["HealthCheck"]["HealthCheckConfig"]["ResourcePath"], Value::Null);
    assert_eq!(update(1, json!({"Port": 443})), Err("HealthCheckVersionMismatch".into()));
    assert_eq!(update(2, json!({"SearchString": "ok"})), Err("InvalidInput".into()));
}

#[test]
fn settings_must_fit_the_type() {
    let client = Client::new("route53");
    let endpoint = |kind: &str, members: Value| with(json!({"Type": kind, "IPAddress": "192.0.2.1"}), members);
    let alarm = json!({"Region": "us-east-1", "Name": "errors"});
    for (config, accepted) in [
        (endpoint("HTTP", json!({})), true),
        (endpoint("TCP", json!({"Port": 53})), true),
        (endpoint("TCP", json!({})), false),
        (endpoint("TCP", json!({"Port": 53, "ResourcePath": "/"})), false),
        (endpoint("HTTP_STR_MATCH", json!({"SearchString": "ok"})), true),
        (endpoint("HTTP_STR_MATCH", json!({})), false),
        (endpoint("HTTP", json!({"SearchString": "ok"})), false),
        (endpoint("HTTP", json!({"EnableSNI": true})), false),
        (endpoint("HTTP", json!({"RequestInterval": 20})), false),
        (endpoint("HTTP", json!({"IPAddress": "10.0.0.1"})), false),
        (endpoint("HTTP", json!({"Regions": ["us-east-1", "us-west-1", "us-east-1"]})), false),
        (endpoint("HTTP", json!({"HealthThreshold": 1})), false),
        (json!({"Type": "HTTP"}), false),
        (json!({"Type": "CLOUDWATCH_METRIC", "AlarmIdentifier": alarm}), true),
        (json!({"Type": "CLOUDWATCH_METRIC"}), false),
        (json!({"Type": "CALCULATED", "HealthThreshold": 0}), true),
        (json!({"Type": "CALCULATED", "HealthThreshold": 1, "ChildHealthChecks": ["none"]}), false),
        (json!({"Type": "CALCULATED", "HealthThreshold": 1, "Port": 80}), false),
        (json!({"Type": "RECOVERY_CONTROL", "RoutingControlArn": "arn:aws:route53-recovery-control::1:x"}), true),
        (json!({"Type": "RECOVERY_CONTROL"}), false),
    ] {
        let input = json!({"CallerReference": config.to_string().chars().take(64).collect::<String>(), "HealthCheckConfig": config});
        let result = client.try_call("CreateHealthCheck", input).map(|_| true).map_err(|refused| refused.code);
        let expected = if accepted { Ok(true) } else { Err("InvalidInput".into()) };
        assert_eq!(result, expected, "{config}");
    }
}

#[test]
fn a_calculated_check_has_plain_children() {
    let client = Client::new("route53");
    let child = make(&client, "child", &web());
    let parent = json!({"Type": "CALCULATED", "HealthThreshold": 1, "ChildHealthChecks": [child["Id"]]});
    let parent = make(&client, "parent", &parent);
    let grand = json!({"Type": "CALCULATED", "HealthThreshold": 1, "ChildHealthChecks": [parent["Id"]]});
    let refused = client.try_call("CreateHealthCheck", json!({"CallerReference": "grand", "HealthCheckConfig": grand}));
    assert_eq!(refused.map_err(|refused| refused.code), Err("InvalidInput".into()));
}

#[test]
fn checks_are_listed_in_pages_up_to_the_quota() {
    let client = Client::new("route53");
    for index in 0..200 {
        make(&client, &index.to_string(), &web());
    }
    let refused = client.try_call("CreateHealthCheck", json!({"CallerReference": "more", "HealthCheckConfig": web()}));
    assert_eq!(refused.map_err(|refused| refused.code), Err("TooManyHealthChecks".into()));
    assert_eq!(client.call("GetHealthCheckCount", json!({}))["HealthCheckCount"], 200);
    let first = client.call("ListHealthChecks", json!({}));
    let rest = client.call("ListHealthChecks", json!({"Marker": first["NextMarker"], "MaxItems": "1000"}));
    let count = |page: &Value| page["HealthChecks"].as_array().map(Vec::len);
    assert_eq!((count(&first), count(&rest)), (Some(100), Some(100)));
}

#[test]
fn creations_are_counted_by_the_day_where_time_is_strict() {
    let make_and_delete = |strict: bool| {
        let quotas = Quotas::default().with("route53.health_checks_created_per_day", 2).unwrap_or_default();
        let clock = Arc::new(Clock::default());
        let builder = Emulator::builder().quotas(quotas).strict_time(strict).now(clock.clone());
        let client = Client::of(builder.build().expect("memory can be opened"), clock, "route53");
        for index in 0..2 {
            let check = make(&client, &index.to_string(), &web());
            client.call("DeleteHealthCheck", json!({"HealthCheckId": check["Id"]}));
        }
        client
    };
    let third = json!({"CallerReference": "third", "HealthCheckConfig": web()});
    let strict = make_and_delete(true);
    let refused = strict.try_call("CreateHealthCheck", third.clone()).map_err(|refused| refused.code);
    assert_eq!(refused, Err("TooManyHealthChecks".into()));
    strict.clock.advance(86_400);
    strict.call("CreateHealthCheck", third.clone());
    make_and_delete(false).call("CreateHealthCheck", third);
}
