//! Endpoint groups.

use serde_json::{Value, json};

use super::state::{Check, Event, Group};
use super::{
    Globalaccelerator, accelerator_of, endpoint, find_group, find_listener, invalid, listener, made_before, over,
    page, port, ready_at, token,
};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::places::regions;

pub(super) fn create(call: &Call<'_>) -> Answer {
    if let Some(arn) = made_before(call) {
        let (arn, made) = find_group(call, arn)?;
        return Ok(Outcome::of(json!({ "EndpointGroup": document(arn, made, call.now) })));
    }
    let (parent, owner) = find_listener(call, call.text("ListenerArn"))?;
    let region = call.text("EndpointGroupRegion");
    if !regions().any(|known| known.name == region && known.partition == "aws") {
        return Err(invalid(format!("'{region}' is not a region that endpoint groups can be in")));
    }
    let state = call.state::<Globalaccelerator>();
    let inside = format!("{parent}/endpoint-group/");
    if state.groups.iter().any(|(arn, group)| arn.starts_with(&inside) && group.region == region) {
        let message = format!("The listener already has an endpoint group in {region}");
        return Err(Fault::new("EndpointGroupAlreadyExistsException", message));
    }
    let quota = call.quota("globalaccelerator.endpoint_groups_per_accelerator");
    let siblings = state.groups.keys().filter(|arn| accelerator_of(arn) == accelerator_of(parent)).count();
    if siblings as u64 >= quota {
        return Err(over(quota, "endpoint groups of an accelerator"));
    }
    let first_port = owner.ports.first().map_or(80, |(from, _)| *from);
    let check = Check { port: first_port, protocol: "TCP".into(), path: None, interval: 30, threshold: 3 };
    let empty = Group { region: region.into(), endpoints: Vec::new(), dial: 100.0, check, overrides: Vec::new() };
    let group = changed(call, parent, empty)?;
    let arn = format!("{inside}{:012x}", call.unique("endpoint group") >> 16);
    let output = json!({ "EndpointGroup": document(&arn, &group, call.now) });
    let event = Event::PutGroup { arn, group: Box::new(group), token: token(call), ready_at: ready_at(call) };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (arn, found) = find_group(call, call.text("EndpointGroupArn"))?;
    let group = changed(call, arn, found.clone())?;
    let output = json!({ "EndpointGroup": document(arn, &group, call.now) });
    let event = Event::PutGroup { arn: arn.into(), group: Box::new(group), token: None, ready_at: ready_at(call) };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let (arn, _) = find_group(call, call.text("EndpointGroupArn"))?;
    let event = Event::Delete { arn: arn.into(), ready_at: ready_at(call) };
    Ok(Outcome::empty().record::<Globalaccelerator>(call, event))
}

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (arn, found) = find_group(call, call.text("EndpointGroupArn"))?;
    Ok(Outcome::of(json!({ "EndpointGroup": document(arn, found, call.now) })))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let (parent, _) = find_listener(call, call.text("ListenerArn"))?;
    let inside = format!("{parent}/endpoint-group/");
    let own = call.state::<Globalaccelerator>().groups.iter().filter(|(arn, _)| arn.starts_with(&inside));
    let own: Vec<Value> = own.map(|(arn, found)| document(arn, found, call.now)).collect();
    page(call, "EndpointGroups", &own)
}

/// Returns a group with what the call gives; what it leaves out stays.
fn changed(call: &Call<'_>, arn: &str, mut group: Group) -> Result<Group, Fault> {
    let input = call.input;
    if !input["EndpointConfigurations"].is_null() {
        group.endpoints = endpoint::read(call, arn, &group)?;
    }
    group.dial = input["TrafficDialPercentage"].as_f64().unwrap_or(group.dial);
    if let Some(given) = input["HealthCheckPort"].as_u64() {
        group.check.port = u16::try_from(given).unwrap_or_default();
    }
    if let Some(protocol) = input["HealthCheckProtocol"].as_str() {
        group.check.protocol = protocol.into();
    }
    if let Some(path) = input["HealthCheckPath"].as_str() {
        group.check.path = Some(path.into());
    }
    group.check.interval = input["HealthCheckIntervalSeconds"].as_u64().unwrap_or(group.check.interval);
    group.check.threshold = input["ThresholdCount"].as_u64().unwrap_or(group.check.threshold);
    if ![10, 30].contains(&group.check.interval) {
        return Err(invalid("HealthCheckIntervalSeconds must be 10 or 30"));
    }
    if !input["PortOverrides"].is_null() {
        group.overrides = overrides(call, arn)?;
    }
    Ok(group)
}

fn overrides(call: &Call<'_>, arn: &str) -> Result<Vec<(u16, u16)>, Fault> {
    let given = call.input["PortOverrides"].as_array().into_iter().flatten();
    let pairs: Vec<(u16, u16)> =
        given.map(|pair| (port(&pair["ListenerPort"]), port(&pair["EndpointPort"]))).collect();
    let quota = call.quota("globalaccelerator.port_overrides_per_endpoint_group");
    if pairs.len() as u64 > quota {
        return Err(over(quota, "port overrides of an endpoint group"));
    }
    for (at, (from, to)) in pairs.iter().enumerate() {
        if !listener::takes(call, arn, *from) {
            return Err(invalid(format!("Listener port {from} is not one of the listener's")));
        }
        if listener::takes(call, arn, *to) {
            return Err(invalid(format!("Endpoint port {to} lies in a port range of a listener of the accelerator")));
        }
        if pairs[..at].iter().any(|(other, target)| other == from || target == to) {
            return Err(invalid("Two port overrides share a port"));
        }
    }
    Ok(pairs)
}

fn document(arn: &str, found: &Group, now: u64) -> Value {
    let overrides: Vec<Value> =
        found.overrides.iter().map(|(from, to)| json!({ "ListenerPort": from, "EndpointPort": to })).collect();
    let path = found.check.path.clone().or((found.check.protocol != "TCP").then(|| "/".to_owned()));
    json!({
        "EndpointGroupArn": arn,
        "EndpointGroupRegion": found.region,
        "EndpointDescriptions": endpoint::documents(&found.endpoints, now),
        "TrafficDialPercentage": found.dial,
        "HealthCheckPort": found.check.port,
        "HealthCheckProtocol": found.check.protocol,
        "HealthCheckPath": path,
        "HealthCheckIntervalSeconds": found.check.interval,
        "ThresholdCount": found.check.threshold,
        "PortOverrides": overrides,
    })
}
