//! The calls that change an accelerator.

use aws_sdk_globalaccelerator::error::BuildError;
use aws_sdk_globalaccelerator::types::{Accelerator, IpAddressType, Tag};
use tandem_core::Value;
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::state::Attributes;

use super::super::deployed;
use super::read;
use super::steps::UPDATED;
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::error::{missing_is_gone, unknown_operation};
use crate::provider::local_error;
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "update" => update(session, request).await,
        "disable" => disable(session, request).await,
        "flow_logs" | "flow_logs_off" => flow_logs(session, request).await,
        "tag" => tag(session, request).await,
        "untag" => untag(session, request).await,
        "delete" => delete(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

fn attributes_of(made: Option<&Accelerator>, arguments: &Attributes) -> Attributes {
    made.map(|made| read::attributes_of(made, arguments)).unwrap_or_default()
}

fn arn(request: &Request) -> String {
    request.prior.as_ref().map(|object| object.id.clone()).unwrap_or_default()
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let addresses = arguments.texts("ip_addresses");
    let sent = session
        .globalaccelerator(&target)
        .create_accelerator()
        .set_name(arguments.string("name"))
        .set_ip_address_type(arguments.text("ip_address_type").map(IpAddressType::from))
        .set_ip_addresses((!addresses.is_empty()).then_some(addresses))
        .set_enabled(arguments.boolean("enabled"))
        .set_tags(Some(wire_tags(request)?))
        .idempotency_token(&request.token)
        .send();
    let made = session.change("globalaccelerator:CreateAccelerator", &target, sent).await?;
    let mut attributes = attributes_of(made.accelerator.as_ref(), arguments);
    attributes.put("tags", arguments.get("tags").cloned());
    let id = attributes.string("arn").unwrap_or_default();
    let pending = deployed::pending(&id, &target);
    Ok(Done::one(Outcome { id, attributes }).until(pending))
}

async fn update(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let sent = session
        .globalaccelerator(&target)
        .update_accelerator()
        .accelerator_arn(arn(request))
        .set_name(arguments.string("name"))
        .set_ip_address_type(arguments.text("ip_address_type").map(IpAddressType::from))
        .set_enabled(arguments.boolean("enabled"))
        .send();
    let made = session.change("globalaccelerator:UpdateAccelerator", &target, sent).await?;
    let mut outcome = updated(request, UPDATED);
    for name in ["dual_stack_dns_name", "ipv6_addresses"] {
        outcome.attributes.remove(name);
    }
    outcome.attributes.extend(attributes_of(made.accelerator.as_ref(), arguments));
    Ok(Done::one(outcome).until(deployed::pending(&arn(request), &target)))
}

async fn disable(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let client = session.globalaccelerator(&target);
    let sent = client.update_accelerator().accelerator_arn(arn(request)).enabled(false).send();
    // It is on its way out: one that is gone already is as good as disabled.
    missing_is_gone(session.change("globalaccelerator:UpdateAccelerator", &target, sent).await)?;
    let mut outcome = updated(request, &[]);
    outcome.attributes.put("enabled", Some(false));
    Ok(Done::one(outcome).until(deployed::pending(&arn(request), &target)))
}

async fn flow_logs(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let logs = request
        .arguments
        .get("flow_logs")
        .and_then(Value::as_map)
        .filter(|_| request.operation == "flow_logs");
    let sent = session
        .globalaccelerator(&target)
        .update_accelerator_attributes()
        .accelerator_arn(arn(request))
        .flow_logs_enabled(logs.is_some())
        .set_flow_logs_s3_bucket(logs.and_then(|logs| logs.string("bucket")))
        .set_flow_logs_s3_prefix(logs.and_then(|logs| logs.string("prefix")))
        .send();
    session.change("globalaccelerator:UpdateAcceleratorAttributes", &target, sent).await?;
    let mut outcome = updated(request, &[]);
    outcome.attributes.remove("flow_logs");
    outcome.attributes.put("flow_logs", logs.cloned().map(Value::Map));
    Ok(Done::one(outcome).until(deployed::pending(&arn(request), &target)))
}

async fn tag(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let client = session.globalaccelerator(&target);
    let sent = client.tag_resource().resource_arn(arn(request)).set_tags(Some(wire_tags(request)?)).send();
    session.change("globalaccelerator:TagResource", &target, sent).await?;
    Ok(Done::one(updated(request, &["tags"])))
}

async fn untag(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let client = session.globalaccelerator(&target);
    let removed = tags::removed(request).into_iter().collect();
    let sent = client.untag_resource().resource_arn(arn(request)).set_tag_keys(Some(removed)).send();
    session.change("globalaccelerator:UntagResource", &target, sent).await?;
    Ok(Done::one(tags::left(request)))
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let sent = session.globalaccelerator(&target).delete_accelerator().accelerator_arn(arn(request)).send();
    missing_is_gone(session.change("globalaccelerator:DeleteAccelerator", &target, sent).await)?;
    Ok(Done::one(Outcome::default()))
}

fn wire_tags(request: &Request) -> Result<Vec<Tag>, CallError> {
    let built =
        tags::wanted(request).into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    built.collect::<Result<Vec<Tag>, BuildError>>().map_err(|error| {
        local_error(ErrorClass::Invalid, "InvalidTag", error.to_string(), "globalaccelerator:TagResource")
    })
}
