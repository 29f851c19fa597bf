//! Reads endpoint groups.

use aws_sdk_globalaccelerator::types::{EndpointDescription, EndpointGroup, HealthCheckProtocol};
use tandem_core::provider::{CallError, Finding, Found, Outcome, Reading, Request};
use tandem_core::state::Attributes;
use tandem_core::{Value, duration};

use super::super::sorted;
use crate::arguments::{Named, Put};
use crate::error::{given, missing_is_none};
use crate::likeness::is_as_asked;
use crate::session::{Session, Target};

pub(super) async fn read(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let target = session.target(reading);
    let sent =
        session.globalaccelerator(&target).describe_endpoint_group().endpoint_group_arn(&object.id).send();
    let call = "globalaccelerator:DescribeEndpointGroup";
    let answer = missing_is_none(session.read(call, &target, sent).await)?;
    let found = answer.map(|answer| given(answer.endpoint_group, call, &target)).transpose()?;
    Ok(found.map(|found| Found { id: object.id.clone(), attributes: attributes_of(&found), settled: true }))
}

pub(super) fn attributes_of(found: &EndpointGroup) -> Attributes {
    let mut attributes = Attributes::new();
    let arn = found.endpoint_group_arn.clone().unwrap_or_default();
    let listener = arn.split_once("/endpoint-group/").map(|(listener, _)| listener);
    attributes.put("listener", listener);
    attributes.put("region", found.endpoint_group_region.clone());
    attributes.put_list("endpoints", sorted(found.endpoint_descriptions.iter().flatten().map(endpoint)));
    attributes.put("traffic_dial", found.traffic_dial_percentage.and_then(dial));
    attributes.put("health_check_port", found.health_check_port.map(i64::from));
    attributes
        .put("health_check_protocol", found.health_check_protocol.as_ref().map(HealthCheckProtocol::as_str));
    attributes.put("health_check_path", found.health_check_path.clone());
    let interval = found.health_check_interval_seconds.and_then(|seconds| u64::try_from(seconds).ok());
    attributes.put("health_check_interval", interval.map(duration::text));
    attributes.put("threshold", found.threshold_count.map(i64::from));
    let port = |port: Option<i32>| Value::Integer(port.unwrap_or_default().into());
    let overrides = found.port_overrides.iter().flatten().map(|pair| {
        Value::map([("listener_port", port(pair.listener_port)), ("endpoint_port", port(pair.endpoint_port))])
    });
    attributes.put_list("port_overrides", sorted(overrides));
    attributes.put("arn", Some(arn));
    attributes
}

/// Returns a percentage as people write it: widened bit by bit, `33.3` would become `33.29999923706055`.
fn dial(percentage: f32) -> Option<Value> {
    percentage.to_string().parse().ok().map(Value::number)
}

fn endpoint(found: &EndpointDescription) -> Value {
    let mut entries = Attributes::new();
    entries.put("target", found.endpoint_id.clone());
    entries.put("weight", found.weight.map(i64::from));
    entries.put("preserve_client_ip", found.client_ip_preservation_enabled);
    Value::Map(entries)
}

/// Searches the listener for its group in the region: there can be only one, and a listener that is ours makes it ours.
pub(super) async fn find_in_region(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let client = session.globalaccelerator(&target);
    let listener = request.arguments.text("listener").unwrap_or_default();
    let mut token = None;
    loop {
        let list = client.list_endpoint_groups().listener_arn(listener).max_results(100);
        let sent = list.set_next_token(token).send();
        let call = "globalaccelerator:ListEndpointGroups";
        let page = session.read(call, &target, sent).await;
        let Some(page) = missing_is_none(page)? else { return Ok(Finding::Absent) };
        let mut groups = given(page.endpoint_groups, call, &target)?.into_iter();
        if let Some(found) =
            groups.find(|group| group.endpoint_group_region.as_deref() == request.address.region())
        {
            let attributes = attributes_of(&found);
            let id = found.endpoint_group_arn.unwrap_or_default();
            if is_as_asked(&attributes, &request.arguments) {
                return Ok(Finding::Ours(Outcome { id, attributes }));
            }
            return Ok(Finding::Foreign(
                id,
                "an endpoint group of this region with other settings".to_owned(),
            ));
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(Finding::Absent);
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_core::Value;

    #[test]
    fn a_dial_comes_back_as_it_was_set() {
        assert_eq!(super::dial(33.3), Some(Value::Number(33.3)));
        assert_eq!(super::dial(100.0), Some(Value::Integer(100)));
    }
}
