//! Global Accelerator: standard accelerators; custom routing is not offered.

mod accelerator;
mod attributes;
mod endpoint;
mod group;
mod listener;
mod state;
mod tags;

use serde_json::Value;

use self::state::{Accelerator, Event, Group, Listener, State};
use crate::call::{Answer, Call};
use crate::fault::Fault;
use crate::services::{Handler, Service};

/// Every change takes this long to reach the edges; two to six minutes are usual.
const DEPLOYING_MILLIS: u64 = 150_000;

/// A page holds this many items unless fewer are asked for.
const PAGE: usize = 10;

/// The service.
pub(crate) struct Globalaccelerator;

impl Service for Globalaccelerator {
    const NAME: &'static str = "globalaccelerator";
    const ENDPOINT: &'static str = "globalaccelerator";
    const TARGET: Option<&'static str> = Some("GlobalAccelerator_V20180706");
    const GLOBAL: bool = true;
    const INVALID: &'static str = "InvalidArgumentException";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "AddEndpoints" => endpoint::add,
            "CreateAccelerator" => accelerator::create,
            "CreateEndpointGroup" => group::create,
            "CreateListener" => listener::create,
            "DeleteAccelerator" => accelerator::delete,
            "DeleteEndpointGroup" => group::delete,
            "DeleteListener" => listener::delete,
            "DescribeAccelerator" => accelerator::describe,
            "DescribeAcceleratorAttributes" => attributes::describe,
            "DescribeEndpointGroup" => group::describe,
            "DescribeListener" => listener::describe,
            "ListAccelerators" => accelerator::list,
            "ListEndpointGroups" => group::list,
            "ListListeners" => listener::list,
            "ListTagsForResource" => tags::list,
            "RemoveEndpoints" => endpoint::remove,
            "TagResource" => tags::add,
            "UntagResource" => tags::remove,
            "UpdateAccelerator" => accelerator::update,
            "UpdateAcceleratorAttributes" => attributes::update,
            "UpdateEndpointGroup" => group::update,
            "UpdateListener" => listener::update,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, at: u64) {
        state::apply(state, event, at);
    }
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidArgumentException", message)
}

/// Returns the ARN of the accelerator that a listener or group belongs to.
fn accelerator_of(arn: &str) -> &str {
    arn.split_once("/listener/").map_or(arn, |(accelerator, _)| accelerator)
}

fn find_accelerator<'a>(call: &Call<'a>, arn: &str) -> Result<(&'a str, &'a Accelerator), Fault> {
    let found = call.state::<Globalaccelerator>().accelerators.get_key_value(arn);
    let found = found.map(|(arn, accelerator)| (arn.as_str(), accelerator));
    found.ok_or_else(|| Fault::new("AcceleratorNotFoundException", format!("There is no accelerator {arn}")))
}

fn find_listener<'a>(call: &Call<'a>, arn: &str) -> Result<(&'a str, &'a Listener), Fault> {
    let found = call.state::<Globalaccelerator>().listeners.get_key_value(arn);
    let found = found.map(|(arn, listener)| (arn.as_str(), listener));
    found.ok_or_else(|| Fault::new("ListenerNotFoundException", format!("There is no listener {arn}")))
}

fn find_group<'a>(call: &Call<'a>, arn: &str) -> Result<(&'a str, &'a Group), Fault> {
    let found = call.state::<Globalaccelerator>().groups.get_key_value(arn);
    let found = found.map(|(arn, group)| (arn.as_str(), group));
    found.ok_or_else(|| Fault::new("EndpointGroupNotFoundException", format!("There is no endpoint group {arn}")))
}

/// Returns what an earlier create with the same token made.
fn made_before<'a>(call: &Call<'a>) -> Option<&'a str> {
    let key = token(call)?;
    call.state::<Globalaccelerator>().tokens.get(&key).map(String::as_str)
}

/// Returns the token of a create, apart for each operation.
fn token(call: &Call<'_>) -> Option<String> {
    let token = call.text("IdempotencyToken");
    (!token.is_empty()).then(|| format!("{}/{token}", call.operation))
}

fn ready_at(call: &Call<'_>) -> u64 {
    call.now + DEPLOYING_MILLIS
}

fn over(quota: u64, what: &str) -> Fault {
    Fault::new("LimitExceededException", format!("The limit of {quota} {what} is reached"))
}

/// Cuts one page out of a list; the token is the number of the first item.
fn page(call: &Call<'_>, member: &str, items: &[Value]) -> Answer {
    let given = call.text("NextToken");
    let first = if given.is_empty() { Ok(0) } else { given.parse::<usize>() };
    let first = first.map_err(|_| Fault::new("InvalidNextTokenException", "The token is not valid"))?;
    let asked = call.input["MaxResults"].as_u64().and_then(|asked| usize::try_from(asked).ok());
    let size = asked.unwrap_or(PAGE);
    let next = (items.len() > first + size).then(|| (first + size).to_string());
    let page: Vec<&Value> = items.iter().skip(first).take(size).collect();
    Ok(crate::call::Outcome::of(serde_json::json!({ member: page, "NextToken": next })))
}

/// Reads a port, which its shape has checked.
fn port(value: &Value) -> u16 {
    value.as_u64().and_then(|port| u16::try_from(port).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
