//! How much of a quota is used.

use serde_json::json;

use super::{Route53, zone_of};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// Quotas of things that the emulator has none of.
const FIXED: &[(&str, u64)] = &[
    ("MAX_REUSABLE_DELEGATION_SETS_BY_OWNER", 100),
    ("MAX_TRAFFIC_POLICIES_BY_OWNER", 50),
    ("MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER", 5),
];

pub(super) fn account(call: &Call<'_>) -> Answer {
    let (kind, state) = (call.text("Type"), call.state::<Route53>());
    let (limit, count) = match kind {
        "MAX_HOSTED_ZONES_BY_OWNER" => (call.quota("route53.hosted_zones"), state.zones.len()),
        "MAX_HEALTH_CHECKS_BY_OWNER" => (call.quota("route53.health_checks"), state.health_checks.len()),
        other => (FIXED.iter().find(|(name, _)| *name == other).map_or(0, |(_, limit)| *limit), 0),
    };
    Ok(Outcome::of(json!({ "Limit": { "Type": kind, "Value": limit }, "Count": count })))
}

pub(super) fn zone(call: &Call<'_>) -> Answer {
    let (kind, zone) = (call.text("Type"), zone_of(call, "HostedZoneId")?);
    let (limit, count) = match kind {
        "MAX_RRSETS_BY_ZONE" => (call.quota("route53.records_per_zone"), zone.records.0.len()),
        _ if !zone.private => {
            let message = "The specified hosted zone is a public hosted zone, not a private hosted zone.";
            return Err(Fault::new("HostedZoneNotPrivate", message));
        }
        _ => (call.quota("route53.vpcs_per_private_zone"), zone.vpcs.len()),
    };
    Ok(Outcome::of(json!({ "Limit": { "Type": kind, "Value": limit }, "Count": count })))
}
