//! Reads listeners.

use aws_sdk_globalaccelerator::types::{ClientAffinity, Listener, Protocol};
use tandem_core::Value;
use tandem_core::provider::{CallError, Finding, Found, Outcome, Request};
use tandem_core::state::Attributes;

use super::super::{accelerator_arn, last_part, sorted};
use crate::arguments::{Named, Put};
use crate::error::{given, missing_is_none};
use crate::likeness::is_as_asked;
use crate::session::{Session, Target};

pub(super) async fn by_arn(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
) -> Result<Option<Found>, CallError> {
    let sent = session.globalaccelerator(target).describe_listener().listener_arn(arn).send();
    let call = "globalaccelerator:DescribeListener";
    let answer = missing_is_none(session.read(call, target, sent).await)?;
    let found = answer.map(|answer| given(answer.listener, call, target)).transpose()?;
    Ok(found.map(|found| Found { id: arn.to_owned(), attributes: attributes_of(&found), settled: true }))
}

pub(super) fn attributes_of(found: &Listener) -> Attributes {
    let mut attributes = Attributes::new();
    let arn = found.listener_arn.clone().unwrap_or_default();
    attributes.put("accelerator", Some(accelerator_arn(&arn)));
    attributes.put("protocol", found.protocol.as_ref().map(Protocol::as_str));
    attributes.put("client_affinity", found.client_affinity.as_ref().map(ClientAffinity::as_str));
    let port = |port: Option<i32>| Value::Integer(port.unwrap_or_default().into());
    let ranges = found.port_ranges.iter().flatten();
    let ranges =
        ranges.map(|range| Value::map([("from", port(range.from_port)), ("to", port(range.to_port))]));
    attributes.put_list("ports", sorted(ranges));
    attributes.put("id", Some(last_part(&arn)));
    attributes.put("arn", Some(arn.as_str()));
    attributes
}

/// Searches the accelerator for a listener of the same protocol and ports: there can be only one, and an accelerator
/// that is ours makes it ours.
pub(super) async fn find_alike(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let client = session.globalaccelerator(&target);
    let accelerator = request.arguments.text("accelerator").unwrap_or_default();
    let mut token = None;
    loop {
        let list = client.list_listeners().accelerator_arn(accelerator).max_results(100);
        let sent = list.set_next_token(token).send();
        let call = "globalaccelerator:ListListeners";
        let page = session.read(call, &target, sent).await;
        let Some(page) = missing_is_none(page)? else { return Ok(Finding::Absent) };
        for found in given(page.listeners, call, &target)? {
            let attributes = attributes_of(&found);
            if ["protocol", "ports"].iter().all(|key| attributes.get(*key) == request.arguments.get(*key)) {
                let id = found.listener_arn.unwrap_or_default();
                if is_as_asked(&attributes, &request.arguments) {
                    return Ok(Finding::Ours(Outcome { id, attributes }));
                }
                return Ok(Finding::Foreign(id, "a listener of these ports with other settings".to_owned()));
            }
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(Finding::Absent);
        }
    }
}
