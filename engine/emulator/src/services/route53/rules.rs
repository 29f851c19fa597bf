//! What makes a single record set acceptable.

use super::batch::Change;
use super::record::{GeoLocation, RecordSet};
use super::state::Zone;
use super::{name, value};
use crate::call::Call;

/// Returns why a change is not even well-formed.
pub(super) fn malformed(change: &Change) -> Option<String> {
    const SELECTORS: &str = "[Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig]";
    const CONTENTS: &str = "[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]";
    let record = &change.resource_record_set;
    let (policies, identified) = (record.policies().len(), record.set_identifier.is_some());
    let (ttl, values) = (record.ttl.is_some(), record.resource_records.is_some());
    let instance = record.traffic_policy_instance_id.is_some();
    let problem = match (record.alias_target.is_some(), ttl, values) {
        _ if policies > 1 => format!("Expected exactly one of {SELECTORS}, but found more than one"),
        _ if policies == 0 && identified => format!("Expected exactly one of {SELECTORS}, but found none"),
        _ if policies == 1 && !identified => "Missing field 'SetIdentifier'".into(),
        (false, false, false) if !instance => format!("Expected exactly one of {CONTENTS}, but found none"),
        (true, true, _) | (true, _, true) => format!("Expected exactly one of {CONTENTS}, but found more than one"),
        (false, false, true) => "Missing field 'TTL'".into(),
        (false, true, false) => "Missing field 'ResourceRecords'".into(),
        _ => return None,
    };
    Some(format!(
        "{problem} in Change with [Action={}, Name={}, Type={}, SetIdentifier={}]",
        change.action,
        record.name,
        record.kind,
        record.set_identifier.as_deref().unwrap_or("null"),
    ))
}

/// Returns the reasons to refuse a well-formed record set.
pub(super) fn refused(call: &Call<'_>, zone: &Zone, record: &RecordSet) -> Vec<String> {
    let mut messages: Vec<String> = place(zone, record).into_iter().collect();
    messages.extend(values(call, record));
    messages.extend(routing(record).map(|problem| {
        let (kind, name) = (&record.kind, &record.name);
        format!("RRSet of type {kind} with DNS name {name} is not permitted: {problem}")
    }));
    messages
}

/// Checks where a record set stands.
fn place(zone: &Zone, record: &RecordSet) -> Option<String> {
    let (name, kind) = (&record.name, record.kind.as_str());
    let (Ok(own), Ok(apex)) = (name::parse(name), name::parse(&zone.name)) else { return None };
    let at_apex = own == apex;
    match kind {
        _ if !own.is_within(&apex) => {
            Some(format!("RRSet with DNS name {name} is not permitted in zone {}", zone.name))
        }
        "CNAME" if at_apex => {
            Some(format!("RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {}", zone.name))
        }
        "SOA" if !at_apex => {
            Some(format!("RRSet of type SOA with DNS name {name} is permitted only at apex in zone {}", zone.name))
        }
        "NS" if own.is_wildcard() => Some(format!("RRSet of type NS with DNS name {name} cannot be a wildcard")),
        _ => None,
    }
}

fn values(call: &Call<'_>, record: &RecordSet) -> Vec<String> {
    let mut messages = Vec::new();
    let (name, kind) = (&record.name, record.kind.as_str());
    let values: Vec<&str> = record.values().collect();
    for (index, value) in values.iter().enumerate() {
        if let Some(problem) = value::problem(kind, value) {
            messages.push(format!("Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"));
        } else if values[..index].contains(value) {
            messages.push(format!("Duplicate Resource Record: '{value}'"));
        }
    }
    let single = matches!(kind, "CNAME" | "SOA") || matches!(record.policy(), "weighted" | "latency");
    if single && values.len() > 1 {
        messages.push(format!("RRSet of type {kind} with DNS name {name} can have only one resource record"));
    }
    let most = call.quota("route53.values_per_record");
    if values.len() as u64 > most {
        messages.push(format!("RRSet with DNS name {name}, type {kind}: limit of {most} resource records exceeded."));
    }
    messages
}

fn routing(record: &RecordSet) -> Option<&'static str> {
    let alias = record.alias_target.as_ref();
    match record.policy() {
        _ if matches!(record.kind.as_str(), "NS" | "SOA") && record.policy() != "simple" => {
            Some("NS and SOA records can be simple records only")
        }
        _ if alias.is_some() && matches!(record.kind.as_str(), "NS" | "SOA") => {
            Some("NS and SOA records cannot be aliases")
        }
        "failover" if alias.is_some_and(|target| !target.evaluate_target_health) => {
            Some("EvaluateTargetHealth must be true for failover alias records")
        }
        "multivalue" if alias.is_some() => Some("multivalue answer records cannot be aliases"),
        "multivalue" if record.kind == "CNAME" => Some("CNAME records cannot be multivalue answer records"),
        "geolocation" => record.geo_location.as_ref().and_then(location),
        _ => None,
    }
}

fn location(location: &GeoLocation) -> Option<&'static str> {
    let GeoLocation { continent_code, country_code, subdivision_code } = location;
    match (continent_code.as_deref(), country_code.as_deref(), subdivision_code) {
        (Some("AF" | "AN" | "AS" | "EU" | "OC" | "NA" | "SA"), None, None) => None,
        (Some(_), None, None) => Some("the continent code is not valid"),
        (Some(_), ..) => Some("a continent code excludes country and subdivision codes"),
        (None, None, _) => Some("a geolocation needs a continent code or a country code"),
        (None, Some("US" | "UA"), Some(_)) => None,
        (None, Some(_), Some(_)) => Some("the country has no subdivision codes"),
        (None, Some(country), None) => {
            let code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
            (!code && country != "*").then_some("the country code is not valid")
        }
    }
}
