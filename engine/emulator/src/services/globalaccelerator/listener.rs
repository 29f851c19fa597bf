//! Listeners.

use serde_json::{Value, json};

use super::state::{Event, Listener};
use super::{
    Globalaccelerator, accelerator_of, find_accelerator, find_listener, invalid, made_before, over, page, port,
    ready_at, token,
};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

pub(super) fn create(call: &Call<'_>) -> Answer {
    if let Some(arn) = made_before(call) {
        let (arn, made) = find_listener(call, arn)?;
        return Ok(Outcome::of(json!({ "Listener": document(arn, made) })));
    }
    let (accelerator, _) = find_accelerator(call, call.text("AcceleratorArn"))?;
    let listener = Listener {
        ports: ports(call)?,
        protocol: call.text("Protocol").into(),
        affinity: call.input["ClientAffinity"].as_str().unwrap_or("NONE").into(),
    };
    let arn = format!("{accelerator}/listener/{:08x}", call.unique("listener") >> 32);
    let quota = call.quota("globalaccelerator.listeners_per_accelerator");
    if siblings(call, &arn).count() as u64 >= quota {
        return Err(over(quota, "listeners of an accelerator"));
    }
    check_overlap(call, &arn, &listener)?;
    let output = json!({ "Listener": document(&arn, &listener) });
    let event = Event::PutListener { arn, listener, token: token(call), ready_at: ready_at(call) };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (arn, found) = find_listener(call, call.text("ListenerArn"))?;
    let mut listener = found.clone();
    if !call.input["PortRanges"].is_null() {
        listener.ports = ports(call)?;
    }
    if let Some(protocol) = call.input["Protocol"].as_str() {
        listener.protocol = protocol.into();
    }
    if let Some(affinity) = call.input["ClientAffinity"].as_str() {
        listener.affinity = affinity.into();
    }
    check_overlap(call, arn, &listener)?;
    let output = json!({ "Listener": document(arn, &listener) });
    let event = Event::PutListener { arn: arn.into(), listener, token: None, ready_at: ready_at(call) };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let (arn, _) = find_listener(call, call.text("ListenerArn"))?;
    let inside = format!("{arn}/endpoint-group/");
    if call.state::<Globalaccelerator>().groups.keys().any(|group| group.starts_with(&inside)) {
        let message = "The listener still has endpoint groups; delete them first";
        return Err(Fault::new("AssociatedEndpointGroupFoundException", message));
    }
    let event = Event::Delete { arn: arn.into(), ready_at: ready_at(call) };
    Ok(Outcome::empty().record::<Globalaccelerator>(call, event))
}

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (arn, found) = find_listener(call, call.text("ListenerArn"))?;
    Ok(Outcome::of(json!({ "Listener": document(arn, found) })))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let (accelerator, _) = find_accelerator(call, call.text("AcceleratorArn"))?;
    let all = call.state::<Globalaccelerator>().listeners.iter();
    let own = all.filter(|(arn, _)| accelerator_of(arn) == accelerator);
    let own: Vec<Value> = own.map(|(arn, found)| document(arn, found)).collect();
    page(call, "Listeners", &own)
}

/// Whether a port is one that some listener of the same accelerator takes.
pub(super) fn takes(call: &Call<'_>, arn: &str, port: u16) -> bool {
    let all = call.state::<Globalaccelerator>().listeners.iter();
    let mut own = all.filter(|(other, _)| accelerator_of(other) == accelerator_of(arn));
    own.any(|(_, listener)| listener.ports.iter().any(|(from, to)| (*from..=*to).contains(&port)))
}

/// Returns the other listeners of the same accelerator.
fn siblings<'a>(call: &Call<'a>, arn: &str) -> impl Iterator<Item = &'a Listener> {
    let all = call.state::<Globalaccelerator>().listeners.iter();
    let others = all.filter(move |(other, _)| *other != arn && accelerator_of(other) == accelerator_of(arn));
    others.map(|(_, listener)| listener).collect::<Vec<_>>().into_iter()
}

fn ports(call: &Call<'_>) -> Result<Vec<(u16, u16)>, Fault> {
    let ranges = call.input["PortRanges"].as_array();
    let ranges = ranges.into_iter().flatten().map(|range| (port(&range["FromPort"]), port(&range["ToPort"])));
    let ranges: Vec<(u16, u16)> = ranges.collect();
    let quota = call.quota("globalaccelerator.port_ranges_per_listener");
    if ranges.len() as u64 > quota {
        return Err(over(quota, "port ranges of a listener"));
    }
    if ranges.is_empty() {
        return Err(invalid("PortRanges must hold at least one range"));
    }
    if ranges.iter().any(|(from, to)| from > to || *from == 0) {
        return Err(Fault::new("InvalidPortRangeException", "FromPort must not be greater than ToPort"));
    }
    let overlapping = ranges.iter().enumerate().any(|(at, one)| ranges[..at].iter().any(|other| overlap(*one, *other)));
    if overlapping {
        return Err(Fault::new("InvalidPortRangeException", "The port ranges of the listener overlap"));
    }
    Ok(ranges)
}

fn check_overlap(call: &Call<'_>, arn: &str, listener: &Listener) -> Result<(), Fault> {
    let mut same = siblings(call, arn).filter(|other| other.protocol == listener.protocol);
    let overlaps = |other: &Listener| {
        other.ports.iter().any(|one| listener.ports.iter().any(|range| overlap(*one, *range)))
    };
    if same.any(overlaps) {
        let message = "A port range overlaps one of another listener of the accelerator";
        return Err(Fault::new("InvalidPortRangeException", message));
    }
    Ok(())
}

fn overlap(one: (u16, u16), other: (u16, u16)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

fn document(arn: &str, found: &Listener) -> Value {
    let ports: Vec<Value> =
        found.ports.iter().map(|(from, to)| json!({ "FromPort": from, "ToPort": to })).collect();
    json!({
        "ListenerArn": arn,
        "PortRanges": ports,
        "Protocol": found.protocol,
        "ClientAffinity": found.affinity,
    })
}
