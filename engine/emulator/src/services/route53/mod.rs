//! Route 53: hosted zones, record sets, health checks and their tags.

mod alias;
mod batch;
mod group;
mod health_check;
mod health_rules;
mod list;
mod name;
mod quota;
mod record;
mod rules;
mod state;
mod tags;
#[cfg(test)]
mod tests;
mod value;
mod vpc;
mod zone;

use serde_json::{Value, json};

use self::state::{ChangeInfo, Event, State, Zone};
use crate::call::{Call, Outcome};
use crate::fault::Fault;
use crate::seed::Seeder;
use crate::services::{Handler, Service};

/// A change reaches every name server in usually less than a minute.
const CHANGE_MILLIS: u64 = 30_000;

/// The service.
pub(crate) struct Route53;

impl Service for Route53 {
    const NAME: &'static str = "route53";
    const ENDPOINT: &'static str = "route53";
    const GLOBAL: bool = true;
    const INVALID: &'static str = "InvalidInput";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "AssociateVPCWithHostedZone" => vpc::associate,
            "ChangeResourceRecordSets" => batch::change,
            "ChangeTagsForResource" => tags::change,
            "CreateHealthCheck" => health_check::create,
            "CreateHostedZone" => zone::create,
            "DeleteHealthCheck" => health_check::delete,
            "DeleteHostedZone" => zone::delete,
            "DisassociateVPCFromHostedZone" => vpc::disassociate,
            "GetAccountLimit" => quota::account,
            "GetChange" => zone::get_change,
            "GetHealthCheck" => health_check::get,
            "GetHealthCheckCount" => health_check::count,
            "GetHealthCheckStatus" => health_check::status,
            "GetHostedZone" => zone::get,
            "GetHostedZoneCount" => zone::count,
            "GetHostedZoneLimit" => quota::zone,
            "ListHealthChecks" => health_check::list,
            "ListHostedZones" => list::zones,
            "ListHostedZonesByName" => list::zones_by_name,
            "ListHostedZonesByVPC" => list::zones_by_vpc,
            "ListResourceRecordSets" => list::records,
            "ListTagsForResource" => tags::list,
            "ListTagsForResources" => tags::list_many,
            "UpdateHealthCheck" => health_check::update,
            "UpdateHostedZoneComment" => zone::comment,
            "UpdateHostedZoneFeatures" => zone::features,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, at: u64) {
        state::apply(state, event, at);
    }

    fn seeder(kind: &str) -> Option<Seeder> {
        // A zone that a stack declares and one that a look-up found are the same thing here.
        ["route53::existing_zone", "route53::hosted_zone"].contains(&kind).then_some(zone::seed as Seeder)
    }
}

/// Finds the zone that a member of the input names, with or without `/hostedzone/`.
fn zone_of<'a>(call: &Call<'a>, member: &str) -> Result<&'a Zone, Fault> {
    let id = bare(call.text(member));
    let zone = call.state::<Route53>().zones.get(id);
    zone.ok_or_else(|| Fault::new("NoSuchHostedZone", format!("No hosted zone found with ID: {id}")))
}

/// Strips `/hostedzone/` and the like from an id.
fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidInput", message)
}

/// Starts the propagation of a change.
fn submit(call: &Call<'_>, comment: Option<&str>) -> ChangeInfo {
    ChangeInfo {
        id: format!("C{}", call.letters("change", 20)),
        submitted_at: call.now,
        ready_at: call.now + CHANGE_MILLIS,
        comment: comment.map(String::from),
    }
}

/// Answers with a change's status, and records the event that it is about.
fn accept(call: &Call<'_>, mut output: Value, event: Event, comment: Option<&str>) -> Outcome {
    let info = submit(call, comment);
    output["ChangeInfo"] = change_document(&info, call.now);
    Outcome::of(output).record::<Route53>(call, event).record::<Route53>(call, Event::Submitted(info))
}

fn change_document(info: &ChangeInfo, now: u64) -> Value {
    json!({
        "Id": format!("/change/{}", info.id),
        "Status": if now >= info.ready_at { "INSYNC" } else { "PENDING" },
        "SubmittedAt": info.submitted_at,
        "Comment": info.comment,
    })
}

/// Reads `MaxItems`, which travels as text; more than `most` is as good as `most`.
fn max_items(call: &Call<'_>, default: usize, most: usize) -> Result<usize, Fault> {
    let Some(text) = call.input["MaxItems"].as_str() else { return Ok(default) };
    match text.parse::<usize>() {
        Ok(count) if count > 0 => Ok(count.min(most)),
        _ => Err(invalid(format!("Invalid value for 'maxitems': {text}"))),
    }
}
