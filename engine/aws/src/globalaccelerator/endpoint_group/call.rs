//! The calls that change an endpoint group.

use aws_sdk_globalaccelerator::types::{
    EndpointConfiguration, EndpointGroup, HealthCheckProtocol, PortOverride,
};
use tandem_core::provider::{CallError, Outcome, Request};
use tandem_core::state::Attributes;

use super::super::deployed;
use super::read;
use crate::arguments::Named;
use crate::behaviour::Done;
use crate::error::{missing_is_gone, not_yet, unknown_operation};
use crate::session::{Session, Target};

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "update" => update(session, request).await,
        "delete" => delete(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let sent = session
        .globalaccelerator(&target)
        .create_endpoint_group()
        .set_listener_arn(arguments.string("listener"))
        .set_endpoint_group_region(arguments.string("region"))
        .set_endpoint_configurations(Some(endpoints(arguments, &Attributes::new())))
        .set_traffic_dial_percentage(dial(arguments))
        .set_health_check_port(arguments.integer("health_check_port"))
        .set_health_check_protocol(arguments.text("health_check_protocol").map(HealthCheckProtocol::from))
        .set_health_check_path(arguments.string("health_check_path"))
        .set_health_check_interval_seconds(interval(arguments))
        .set_threshold_count(arguments.integer("threshold"))
        .set_port_overrides(Some(overrides(arguments)))
        .idempotency_token(&request.token)
        .send();
    let made =
        session.change("globalaccelerator:CreateEndpointGroup", &target, sent).await.map_err(not_yet)?;
    Ok(done(made.endpoint_group, &target))
}

async fn update(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let before = request.prior.as_ref().map(|object| object.attributes.clone()).unwrap_or_default();
    let sent = session
        .globalaccelerator(&target)
        .update_endpoint_group()
        .endpoint_group_arn(arn(request))
        .set_endpoint_configurations(Some(endpoints(arguments, &before)))
        .set_traffic_dial_percentage(dial(arguments))
        .set_health_check_port(arguments.integer("health_check_port"))
        .set_health_check_protocol(arguments.text("health_check_protocol").map(HealthCheckProtocol::from))
        .set_health_check_path(arguments.string("health_check_path"))
        .set_health_check_interval_seconds(interval(arguments))
        .set_threshold_count(arguments.integer("threshold"))
        .set_port_overrides(Some(overrides(arguments)))
        .send();
    let made = session.change("globalaccelerator:UpdateEndpointGroup", &target, sent).await?;
    Ok(done(made.endpoint_group, &target))
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arn = arn(request);
    let sent = session.globalaccelerator(&target).delete_endpoint_group().endpoint_group_arn(&arn).send();
    missing_is_gone(session.change("globalaccelerator:DeleteEndpointGroup", &target, sent).await)?;
    Ok(Done::one(Outcome::default()).until(deployed::pending(&arn, &target)))
}

fn done(made: Option<EndpointGroup>, target: &Target) -> Done {
    let attributes = made.as_ref().map(read::attributes_of).unwrap_or_default();
    let id = attributes.string("arn").unwrap_or_default();
    let pending = deployed::pending(&id, target);
    Done::one(Outcome { id, attributes }).until(pending)
}

fn arn(request: &Request) -> String {
    request.prior.as_ref().map(|object| object.id.clone()).unwrap_or_default()
}

/// Returns the endpoints to send, all of them: those left out are taken away.
///
/// Where the script leaves the client's address to the cloud, an endpoint keeps what it has.
fn endpoints(arguments: &Attributes, before: &Attributes) -> Vec<EndpointConfiguration> {
    let kept = |target: Option<&str>| {
        let same = before.structs("endpoints").into_iter().find(|endpoint| endpoint.text("target") == target);
        same.and_then(|endpoint| endpoint.boolean("preserve_client_ip"))
    };
    let configuration = |endpoint: &Attributes| {
        let preserve = endpoint.boolean("preserve_client_ip").or_else(|| kept(endpoint.text("target")));
        EndpointConfiguration::builder()
            .set_endpoint_id(endpoint.string("target"))
            .set_weight(endpoint.integer("weight"))
            .set_client_ip_preservation_enabled(preserve)
            .build()
    };
    arguments.structs("endpoints").into_iter().map(configuration).collect()
}

fn overrides(arguments: &Attributes) -> Vec<PortOverride> {
    let pair = |pair: &Attributes| {
        PortOverride::builder()
            .set_listener_port(pair.integer("listener_port"))
            .set_endpoint_port(pair.integer("endpoint_port"))
            .build()
    };
    arguments.structs("port_overrides").into_iter().map(pair).collect()
}

fn dial(arguments: &Attributes) -> Option<f32> {
    // Percentages with the few digits that people write fit the narrower type.
    arguments.get("traffic_dial")?.as_number().map(|dial| dial as f32)
}

fn interval(arguments: &Attributes) -> Option<i32> {
    arguments.seconds("health_check_interval").and_then(|seconds| i32::try_from(seconds).ok())
}
