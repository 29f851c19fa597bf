//! Accelerators.

use serde_json::{Value, json};

use super::state::{Accelerator, Event, FlowLogs};
use super::{Globalaccelerator, find_accelerator, invalid, made_before, over, page, ready_at, tags, token};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

pub(super) fn create(call: &Call<'_>) -> Answer {
    if let Some(arn) = made_before(call) {
        let (arn, made) = find_accelerator(call, arn)?;
        return Ok(Outcome::of(json!({ "Accelerator": document(arn, made, call.now) })));
    }
    check_name(call.text("Name"))?;
    let quota = call.quota("globalaccelerator.accelerators");
    if call.state::<Globalaccelerator>().accelerators.len() as u64 >= quota {
        return Err(over(quota, "accelerators"));
    }
    if call.input["IpAddresses"].as_array().is_some_and(|addresses| !addresses.is_empty()) {
        return Err(invalid("The addresses are not from an address pool of this account"));
    }
    let number = call.unique("address");
    let accelerator = Accelerator {
        name: call.text("Name").into(),
        dual_stack: call.text("IpAddressType") == "DUAL_STACK",
        enabled: call.input["Enabled"].as_bool().unwrap_or(true),
        addresses: addresses(number),
        addresses_v6: addresses_v6(number),
        label: format!("a{:016x}", call.unique("label")),
        flow_logs: FlowLogs::default(),
        tags: tags::read(&call.input["Tags"])?,
        created_at: call.now,
        modified_at: call.now,
        ready_at: ready_at(call),
    };
    let arn = format!("arn:aws:globalaccelerator::{}:accelerator/{}", call.account, call.uuid("accelerator"));
    let output = json!({ "Accelerator": document(&arn, &accelerator, call.now) });
    let event = Event::PutAccelerator { arn, accelerator: Box::new(accelerator), token: token(call) };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (arn, found) = find_accelerator(call, call.text("AcceleratorArn"))?;
    let mut changed = found.clone();
    if let Some(name) = call.input["Name"].as_str() {
        check_name(name)?;
        changed.name = name.into();
    }
    if let Some(family) = call.input["IpAddressType"].as_str() {
        changed.dual_stack = family == "DUAL_STACK";
    }
    changed.enabled = call.input["Enabled"].as_bool().unwrap_or(changed.enabled);
    changed.ready_at = ready_at(call);
    changed.modified_at = call.now;
    let output = json!({ "Accelerator": document(arn, &changed, call.now) });
    let event = Event::PutAccelerator { arn: arn.into(), accelerator: Box::new(changed), token: None };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let (arn, found) = find_accelerator(call, call.text("AcceleratorArn"))?;
    let inside = format!("{arn}/listener/");
    if call.state::<Globalaccelerator>().listeners.keys().any(|listener| listener.starts_with(&inside)) {
        let message = "The accelerator still has listeners; delete them first";
        return Err(Fault::new("AssociatedListenerFoundException", message));
    }
    if found.enabled {
        let message = "The accelerator must be disabled before it can be deleted";
        return Err(Fault::new("AcceleratorNotDisabledException", message));
    }
    if call.now < found.ready_at {
        let message = "The accelerator is still being changed; wait until it is DEPLOYED";
        return Err(Fault::new("TransactionInProgressException", message));
    }
    let event = Event::Delete { arn: arn.into(), ready_at: call.now };
    Ok(Outcome::empty().record::<Globalaccelerator>(call, event))
}

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (arn, found) = find_accelerator(call, call.text("AcceleratorArn"))?;
    Ok(Outcome::of(json!({ "Accelerator": document(arn, found, call.now) })))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let all = call.state::<Globalaccelerator>().accelerators.iter();
    let all: Vec<Value> = all.map(|(arn, found)| document(arn, found, call.now)).collect();
    page(call, "Accelerators", &all)
}

fn document(arn: &str, found: &Accelerator, now: u64) -> Value {
    let mut sets = vec![json!({ "IpFamily": "IPv4", "IpAddressFamily": "IPv4", "IpAddresses": found.addresses })];
    if found.dual_stack {
        sets.push(json!({ "IpFamily": "IPv6", "IpAddressFamily": "IPv6", "IpAddresses": found.addresses_v6 }));
    }
    let dual = found.dual_stack.then(|| format!("{}.dualstack.awsglobalaccelerator.com", found.label));
    json!({
        "AcceleratorArn": arn,
        "Name": found.name,
        "IpAddressType": if found.dual_stack { "DUAL_STACK" } else { "IPV4" },
        "Enabled": found.enabled,
        "IpSets": sets,
        "DnsName": format!("{}.awsglobalaccelerator.com", found.label),
        "DualStackDnsName": dual,
        "Status": if now >= found.ready_at { "DEPLOYED" } else { "IN_PROGRESS" },
        "CreatedTime": found.created_at,
        "LastModifiedTime": found.modified_at,
        "Events": [],
    })
}

fn check_name(name: &str) -> Result<(), Fault> {
    let edge = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b'.' | b'-'));
    let bytes = name.as_bytes();
    let fits = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if !fits || name.len() > 64 || edge(bytes.first()) || edge(bytes.last()) {
        return Err(invalid(format!("The accelerator name '{name}' is not valid")));
    }
    Ok(())
}

/// Two addresses, one of each network zone, from the ranges kept for documentation.
fn addresses(number: u64) -> Vec<String> {
    vec![format!("192.0.2.{}", number % 254 + 1), format!("198.51.100.{}", number / 254 % 254 + 1)]
}

fn addresses_v6(number: u64) -> Vec<String> {
    vec![format!("2001:db8:1::{:x}", number & 0xffff), format!("2001:db8:2::{:x}", number >> 16 & 0xffff)]
}
