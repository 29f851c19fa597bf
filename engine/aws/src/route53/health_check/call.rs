//! The calls that change a health check.

use aws_sdk_route53::types::{
    HealthCheck, HealthCheckRegion, InsufficientDataHealthStatus, ResettableElementName, TagResourceType,
};
use tandem_core::Value;
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::state::Attributes;

use super::config::{self, some};
use super::read;
use crate::arguments::Named;
use crate::behaviour::{Done, updated};
use crate::error::{missing_is_gone, unknown_operation};
use crate::provider::local_error;
use crate::route53::{caller_reference, tagging};
use crate::session::{Session, Target};

/// The longest caller reference that a health check takes.
const REFERENCE: usize = 64;

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "update" => update(session, request).await,
        "tag" => {
            tagging::change(session, request, TagResourceType::Healthcheck).await?;
            Ok(Done::one(updated(request, &["tags"])))
        }
        "delete" => delete(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let config = config::encode(&request.arguments).map_err(incomplete)?;
    let sent = session
        .route53(&target)
        .create_health_check()
        .caller_reference(caller_reference(request, REFERENCE))
        .health_check_config(config)
        .send();
    let made = session.change("route53:CreateHealthCheck", &target, sent).await?;
    Ok(Done::one(outcome(made.health_check.as_ref(), request)))
}

async fn update(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let wanted = &request.arguments;
    let Some(object) = &request.prior else { return Ok(Done::default()) };
    let regions = wanted.texts("regions");
    let regions = regions.iter().map(|region| HealthCheckRegion::from(region.as_str())).collect();
    let status = wanted.text("insufficient_data").map(InsufficientDataHealthStatus::from);
    let sent = session
        .route53(&target)
        .update_health_check()
        .health_check_id(&object.id)
        // What the plan saw: a change that came between is refused.
        .set_health_check_version(object.attributes.value("version").and_then(Value::as_integer))
        .set_fully_qualified_domain_name(wanted.string("domain"))
        .set_ip_address(wanted.string("ip_address"))
        .set_port(wanted.integer("port"))
        .set_resource_path(wanted.string("path"))
        .set_search_string(wanted.string("search_string"))
        .set_failure_threshold(wanted.integer("failure_threshold"))
        .set_enable_sni(wanted.boolean("enable_sni"))
        .set_regions(some(regions))
        .set_inverted(wanted.boolean("inverted").filter(|_| !wanted.contains_key("routing_control")))
        .set_disabled(wanted.boolean("disabled"))
        .set_child_health_checks(some(wanted.texts("children")))
        .set_health_threshold(wanted.integer("health_threshold"))
        .set_alarm_identifier(config::alarm(wanted).map_err(incomplete)?)
        .set_insufficient_data_health_status(status)
        .set_reset_elements(some(resets(&object.attributes, wanted)))
        .send();
    let made = session.change("route53:UpdateHealthCheck", &target, sent).await?;
    let mut done = Done::one(outcome(made.health_check.as_ref(), request));
    // The call says nothing of tags: they are as they were.
    if let (Some(tags), Some(outcome)) = (object.attributes.get("tags"), done.outcomes.first_mut()) {
        outcome.attributes.insert("tags".to_owned(), tags.clone());
    }
    Ok(done)
}

/// Returns what is to be as if it had never been set: leaving it out alone would change nothing.
fn resets(before: &Attributes, after: &Attributes) -> Vec<ResettableElementName> {
    let names = [
        ("domain", ResettableElementName::FullyQualifiedDomainName),
        ("path", ResettableElementName::ResourcePath),
        ("children", ResettableElementName::ChildHealthChecks),
    ];
    let cleared = |name: &str| before.contains_key(name) && !after.contains_key(name);
    names.into_iter().filter(|(name, _)| cleared(name)).map(|(_, element)| element).collect()
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let id = request.prior.as_ref().map(|object| object.id.clone());
    let sent = session.route53(&target).delete_health_check().set_health_check_id(id).send();
    missing_is_gone(session.change("route53:DeleteHealthCheck", &target, sent).await)?;
    Ok(Done::one(Outcome::default()))
}

fn outcome(check: Option<&HealthCheck>, request: &Request) -> Outcome {
    let Some(check) = check else { return Outcome::default() };
    Outcome { id: check.id.clone(), attributes: read::attributes(check, &request.arguments) }
}

fn incomplete(error: impl std::fmt::Display) -> CallError {
    local_error(ErrorClass::Invalid, "IncompleteHealthCheck", error.to_string(), "route53:HealthCheck")
}
