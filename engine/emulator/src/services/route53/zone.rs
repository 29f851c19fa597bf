//! Hosted zones: creating, reading, commenting, deleting.

use serde_json::{Value, json};

use super::record::RecordSet;
use super::state::{Event, Recovery, Vpc, Zone};
use super::{Route53, accept, bare, change_document, invalid, name, vpc, zone_of};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::seed::Lookup;

/// Turning accelerated recovery on or off takes some minutes.
const RECOVERY_MILLIS: u64 = 120_000;

/// The TTLs of the two record sets that every zone starts with.
const NS_TTL: u64 = 172_800;
const SOA_TTL: u64 = 900;

pub(super) fn create(call: &Call<'_>) -> Answer {
    let asked = &call.input["VPC"];
    let private = !asked.is_null() || call.input["HostedZoneConfig"]["PrivateZone"] == true;
    let name = zone_name(call.text("Name"), private)?;
    let vpcs = if private { vec![vpc::read(asked)?] } else { Vec::new() };
    check_create(call, &name, &vpcs)?;
    let id = format!("Z{}", call.letters("zone", 20));
    let servers = if private { Vec::new() } else { name_servers(call.unique("name servers")) };
    let zone = Zone {
        comment: call.input["HostedZoneConfig"]["Comment"].as_str().map(String::from),
        caller_reference: call.text("CallerReference").into(),
        ..fresh(id, name, servers, vpcs)
    };
    let mut output = document(&zone, call.now);
    output["Location"] = format!("https://route53.amazonaws.com/2013-04-01/hostedzone/{}", zone.id).into();
    output["VPC"] = asked.clone();
    Ok(accept(call, output, Event::ZoneCreated(Box::new(zone)), None))
}

fn zone_name(text: &str, private: bool) -> Result<String, Fault> {
    let wrong = |reason: &str| Fault::new("InvalidDomainName", format!("{text} is not a valid domain name: {reason}"));
    let name = name::parse(text).map_err(wrong)?;
    if name.is_wildcard() || (name.labels < 2 && !private) {
        return Err(wrong("a zone cannot be made for a wildcard or a top-level domain"));
    }
    Ok(name.text)
}

fn check_create(call: &Call<'_>, name: &str, vpcs: &[Vpc]) -> Result<(), Fault> {
    let state = call.state::<Route53>();
    if !call.text("DelegationSetId").is_empty() {
        let message = "There is no delegation set with the specified ID";
        return Err(Fault::new("NoSuchDelegationSet", message));
    }
    let reference = call.text("CallerReference");
    if state.zones.values().any(|zone| zone.caller_reference == reference && !zone.seeded) {
        let message = format!("A hosted zone has already been created with the specified caller reference: {reference}");
        return Err(Fault::new("HostedZoneAlreadyExists", message));
    }
    if let Some(taken) = vpcs.iter().find(|vpc| vpc::is_taken(state, name, vpc)) {
        return Err(vpc::conflict(name, taken));
    }
    if state.zones.len() as u64 >= call.quota("route53.hosted_zones") {
        return Err(Fault::new("TooManyHostedZones", "Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER"));
    }
    Ok(())
}

/// Makes a zone with the record sets that every zone has.
fn fresh(id: String, name: String, name_servers: Vec<String>, vpcs: Vec<Vpc>) -> Zone {
    let private = name_servers.is_empty();
    // A private zone has no delegation; AWS puts servers there that answer nobody outside.
    let servers = if private { placeholder_servers() } else { name_servers.clone() };
    let servers: Vec<String> = servers.iter().map(|server| format!("{server}.")).collect();
    let first = servers.first().map_or("ns-0.awsdns-00.com.", String::as_str);
    let authority = format!("{first} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400");
    let records = [
        RecordSet::simple(&name, "NS", NS_TTL, &servers),
        RecordSet::simple(&name, "SOA", SOA_TTL, &[authority]),
    ];
    Zone {
        id,
        name,
        caller_reference: String::new(),
        comment: None,
        private,
        vpcs,
        name_servers,
        recovery: None,
        seeded: false,
        records: records.into_iter().collect(),
    }
}

/// Picks one of 512 servers under each of the four domains.
fn name_servers(seed: u64) -> Vec<String> {
    let domains = ["com", "net", "org", "co.uk"];
    let server = |(index, domain): (usize, &&str)| {
        let part = seed >> (16 * index);
        format!("ns-{}.awsdns-{:02}.{domain}", part % 512 + 512 * index as u64, (part >> 9) % 64)
    };
    domains.iter().enumerate().map(server).collect()
}

fn placeholder_servers() -> Vec<String> {
    let domains = ["com", "net", "org", "co.uk"].iter().enumerate();
    domains.map(|(index, domain)| format!("ns-{}.awsdns-00.{domain}", 512 * index)).collect()
}

pub(super) fn get(call: &Call<'_>) -> Answer {
    Ok(Outcome::of(document(zone_of(call, "Id")?, call.now)))
}

pub(super) fn count(call: &Call<'_>) -> Answer {
    Ok(Outcome::of(json!({ "HostedZoneCount": call.state::<Route53>().zones.len() })))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let zone = zone_of(call, "Id")?;
    let required = |record: &RecordSet| record.name == zone.name && matches!(record.kind.as_str(), "NS" | "SOA");
    if !zone.records.0.values().all(required) {
        let message =
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
        return Err(Fault::new("HostedZoneNotEmpty", message));
    }
    Ok(accept(call, json!({}), Event::ZoneDeleted { zone: zone.id.clone() }, None))
}

pub(super) fn comment(call: &Call<'_>) -> Answer {
    let zone = zone_of(call, "Id")?;
    let comment = call.input["Comment"].as_str().filter(|text| !text.is_empty()).map(String::from);
    let changed = Zone { comment: comment.clone(), ..zone.clone() };
    let output = json!({ "HostedZone": summary(&changed, call.now) });
    Ok(Outcome::of(output).record::<Route53>(call, Event::Comment { zone: zone.id.clone(), comment }))
}

pub(super) fn features(call: &Call<'_>) -> Answer {
    let zone = zone_of(call, "HostedZoneId")?;
    let Some(enabled) = call.input["EnableAcceleratedRecovery"].as_bool() else { return Ok(Outcome::empty()) };
    if zone.private {
        return Err(invalid("Accelerated recovery is available for public hosted zones only"));
    }
    if zone.recovery.as_ref().is_some_and(|recovery| recovery.enabled) == enabled {
        return Ok(Outcome::empty());
    }
    let recovery = Recovery { enabled, ready_at: call.now + RECOVERY_MILLIS };
    Ok(Outcome::empty().record::<Route53>(call, Event::Recovery { zone: zone.id.clone(), recovery }))
}

pub(super) fn get_change(call: &Call<'_>) -> Answer {
    let id = bare(call.text("Id"));
    match call.state::<Route53>().changes.get(id) {
        Some(info) => Ok(Outcome::of(json!({ "ChangeInfo": change_document(info, call.now) }))),
        None => Err(Fault::new("NoSuchChange", format!("A change with the specified change ID does not exist: {id}"))),
    }
}

/// Returns a zone as `GetHostedZone` shows it.
fn document(zone: &Zone, now: u64) -> Value {
    let mut document = json!({ "HostedZone": summary(zone, now) });
    if zone.private {
        document["VPCs"] = json!(zone.vpcs);
    } else {
        document["DelegationSet"] = json!({ "NameServers": zone.name_servers });
    }
    document
}

/// Returns a zone as lists show it.
pub(super) fn summary(zone: &Zone, now: u64) -> Value {
    let features = zone.recovery.as_ref().map(|recovery| {
        let status = match (recovery.enabled, now >= recovery.ready_at) {
            (true, true) => "ENABLED",
            (true, false) => "ENABLING",
            (false, true) => "DISABLED",
            (false, false) => "DISABLING",
        };
        json!({ "AcceleratedRecoveryStatus": status })
    });
    json!({
        "Id": format!("/hostedzone/{}", zone.id),
        "Name": zone.name,
        "CallerReference": zone.caller_reference,
        "Config": { "Comment": zone.comment, "PrivateZone": zone.private },
        "ResourceRecordSetCount": zone.records.0.len(),
        "Features": features,
    })
}

pub(super) fn seed(call: &Call<'_>, lookup: &Lookup) -> Result<Outcome, String> {
    let id = bare(lookup.required("id")?).to_owned();
    let text = lookup.text("name").or_else(|| lookup.text("domain")).ok_or("`name` is missing")?;
    let name = name::parse(text)?.text;
    if call.state::<Route53>().zones.contains_key(&id) {
        return Ok(Outcome::empty());
    }
    let servers = lookup.texts("name_servers").iter().map(|server| server.trim_end_matches('.').into()).collect();
    let private = ["private", "private_zone"].iter().find_map(|name| lookup.attributes.get(*name));
    let zone = Zone {
        caller_reference: format!("lookup {id}"),
        comment: lookup.text("comment").map(String::from),
        private: private.and_then(Value::as_bool).unwrap_or(false),
        seeded: true,
        ..fresh(id, name, servers, Vec::new())
    };
    Ok(Outcome::empty().record::<Route53>(call, Event::ZoneCreated(Box::new(zone))))
}
