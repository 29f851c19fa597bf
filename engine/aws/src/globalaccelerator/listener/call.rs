//! The calls that change a listener.

use aws_sdk_globalaccelerator::types::{ClientAffinity, Listener, PortRange, Protocol};
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
        .create_listener()
        .set_accelerator_arn(arguments.string("accelerator"))
        .set_port_ranges(Some(ports(request)))
        .set_protocol(arguments.text("protocol").map(Protocol::from))
        .set_client_affinity(arguments.text("client_affinity").map(ClientAffinity::from))
        .idempotency_token(&request.token)
        .send();
    let made = session.change("globalaccelerator:CreateListener", &target, sent).await.map_err(not_yet)?;
    Ok(done(made.listener, &target))
}

async fn update(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let sent = session
        .globalaccelerator(&target)
        .update_listener()
        .listener_arn(arn(request))
        .set_port_ranges(Some(ports(request)))
        .set_protocol(arguments.text("protocol").map(Protocol::from))
        .set_client_affinity(arguments.text("client_affinity").map(ClientAffinity::from))
        .send();
    let made = session.change("globalaccelerator:UpdateListener", &target, sent).await?;
    Ok(done(made.listener, &target))
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arn = arn(request);
    let sent = session.globalaccelerator(&target).delete_listener().listener_arn(&arn).send();
    missing_is_gone(session.change("globalaccelerator:DeleteListener", &target, sent).await)?;
    Ok(Done::one(Outcome::default()).until(deployed::pending(&arn, &target)))
}

fn done(made: Option<Listener>, target: &Target) -> Done {
    let attributes = made.as_ref().map(read::attributes_of).unwrap_or_default();
    let id = attributes.string("arn").unwrap_or_default();
    let pending = deployed::pending(&id, target);
    Done::one(Outcome { id, attributes }).until(pending)
}

fn arn(request: &Request) -> String {
    request.prior.as_ref().map(|object| object.id.clone()).unwrap_or_default()
}

fn ports(request: &Request) -> Vec<PortRange> {
    let ranges = request.arguments.structs("ports").into_iter();
    let range = |range: &Attributes| {
        PortRange::builder().set_from_port(range.integer("from")).set_to_port(range.integer("to")).build()
    };
    ranges.map(range).collect()
}
