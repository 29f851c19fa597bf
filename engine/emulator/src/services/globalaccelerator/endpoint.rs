//! Endpoints of a group.

use serde_json::{Value, json};

use super::state::{Endpoint, Event, Group};
use super::{Globalaccelerator, accelerator_of, find_group, invalid, over, ready_at};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::services::elbv2::Elbv2;

/// A new endpoint passes its first check after about this long.
const FIRST_CHECK_MILLIS: u64 = 90_000;

pub(super) fn add(call: &Call<'_>) -> Answer {
    let (arn, found) = find_group(call, call.text("EndpointGroupArn"))?;
    let added = read(call, arn, found)?;
    let mut group = found.clone();
    group.endpoints.retain(|endpoint| !added.iter().any(|new| new.id == endpoint.id));
    group.endpoints.extend(added);
    check_count(call, group.endpoints.len())?;
    let output = json!({ "EndpointGroupArn": arn, "EndpointDescriptions": documents(&group.endpoints, call.now) });
    let event = Event::PutGroup { arn: arn.into(), group: Box::new(group), token: None, ready_at: ready_at(call) };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

pub(super) fn remove(call: &Call<'_>) -> Answer {
    let (arn, found) = find_group(call, call.text("EndpointGroupArn"))?;
    let mut group = found.clone();
    for removed in call.input["EndpointIdentifiers"].as_array().into_iter().flatten() {
        let id = removed["EndpointId"].as_str().unwrap_or_default();
        let before = group.endpoints.len();
        group.endpoints.retain(|endpoint| endpoint.id != id);
        if group.endpoints.len() == before {
            return Err(invalid(format!("The group has no endpoint {id}")));
        }
    }
    let event = Event::PutGroup { arn: arn.into(), group: Box::new(group), token: None, ready_at: ready_at(call) };
    Ok(Outcome::empty().record::<Globalaccelerator>(call, event))
}

/// Reads the endpoints of a call and checks each; one that the group has already keeps its health.
pub(super) fn read(call: &Call<'_>, arn: &str, group: &Group) -> Result<Vec<Endpoint>, Fault> {
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for given in call.input["EndpointConfigurations"].as_array().into_iter().flatten() {
        let id = given["EndpointId"].as_str().unwrap_or_default();
        if endpoints.iter().any(|endpoint| endpoint.id == id) {
            return Err(invalid(format!("The endpoint {id} is given twice")));
        }
        let before = group.endpoints.iter().find(|endpoint| endpoint.id == id);
        let preserves = target(call, id, &group.region)?;
        let dual = super::find_accelerator(call, accelerator_of(arn))?.1.dual_stack;
        let asked = given["ClientIPPreservationEnabled"].as_bool();
        let preserve_client = asked.or(before.map(|endpoint| endpoint.preserve_client)).unwrap_or(preserves || dual);
        if dual && !preserve_client {
            return Err(invalid("Endpoints of a dual-stack accelerator must preserve client addresses"));
        }
        endpoints.push(Endpoint {
            id: id.into(),
            weight: given["Weight"].as_u64().or(before.map(|endpoint| endpoint.weight)).unwrap_or(128),
            preserve_client,
            healthy_at: before.map_or(call.now + FIRST_CHECK_MILLIS, |endpoint| endpoint.healthy_at),
        });
    }
    check_count(call, endpoints.len())?;
    Ok(endpoints)
}

pub(super) fn documents(endpoints: &[Endpoint], now: u64) -> Vec<Value> {
    let document = |endpoint: &Endpoint| {
        let healthy = now >= endpoint.healthy_at;
        json!({
            "EndpointId": endpoint.id,
            "Weight": endpoint.weight,
            "ClientIPPreservationEnabled": endpoint.preserve_client,
            "HealthState": if healthy { "HEALTHY" } else { "INITIAL" },
            "HealthReason": (!healthy).then_some("Endpoint is being checked for the first time"),
        })
    };
    endpoints.iter().map(document).collect()
}

fn check_count(call: &Call<'_>, count: usize) -> Result<(), Fault> {
    let quota = call.quota("globalaccelerator.endpoints_per_endpoint_group");
    if count as u64 > quota { Err(over(quota, "endpoints of an endpoint group")) } else { Ok(()) }
}

/// Checks that an endpoint is there, in the group's region, and tells whether it preserves client addresses by
/// itself.
fn target(call: &Call<'_>, id: &str, region: &str) -> Result<bool, Fault> {
    if id.starts_with("eipalloc-") {
        return Ok(false);
    }
    if id.starts_with("i-") {
        return Ok(true);
    }
    let parts: Vec<&str> = id.split(':').collect();
    let ["arn", _, "elasticloadbalancing", place, account, resource] = parts.as_slice() else {
        return Err(invalid(format!("'{id}' is not the id of an endpoint")));
    };
    if *place != region {
        return Err(invalid(format!("The endpoint {id} is not in the group's region {region}")));
    }
    let balancer = call.world.state::<Elbv2>(account, place).load_balancers.get(id);
    let balancer = balancer.ok_or_else(|| invalid(format!("The load balancer {id} does not exist")))?;
    if !balancer.is_active(call.now) {
        return Err(invalid(format!("The load balancer {id} is not active")));
    }
    Ok(resource.starts_with("loadbalancer/app/"))
}
