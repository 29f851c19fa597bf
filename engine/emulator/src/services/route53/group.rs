//! What record sets of one name, and of one name and type, must have in common or apart.

use std::collections::BTreeSet;

use super::batch::View;
use super::record::RecordSet;
use crate::call::Call;

/// Checks all types of a name: a `CNAME` stands alone, and a zone keeps its authority.
pub(super) fn check_name(view: &View<'_>, name: &str) -> Vec<String> {
    let zone = &view.zone.name;
    let kinds: BTreeSet<&str> = view.at(name).map(|record| record.kind.as_str()).collect();
    let mut messages = Vec::new();
    if kinds.contains("CNAME") && kinds.len() > 1 {
        let text = view.at(name).next().map_or(name, |record| record.name.as_str());
        messages.push(format!(
            "RRSet of type CNAME with DNS name {text} is not permitted as it conflicts with other records with \
             the same DNS name in zone {zone}"
        ));
    }
    let apex = super::name::parse(zone).is_ok_and(|apex| apex.key == name);
    if apex && !kinds.contains("SOA") {
        messages.push("A HostedZone must contain exactly one SOA record.".into());
    }
    if apex && !kinds.contains("NS") {
        messages.push("A HostedZone must contain at least one NS record for the zone itself.".into());
    }
    messages
}

/// Checks the record sets of a name and type: one routing policy, and its rules.
pub(super) fn check(call: &Call<'_>, view: &View<'_>, name: &str, kind: &str) -> Vec<String> {
    let group: Vec<&RecordSet> = view.at(name).filter(|record| record.kind == kind).collect();
    let Some(first) = group.first() else { return Vec::new() };
    let policy = first.policy();
    if let Some(other) = group.iter().find(|record| record.policy() != policy) {
        return vec![refuse(other, &format!("as a non-{} set exists with the same name", other.policy()))];
    }
    let limit = if policy == "geoproximity" { "route53.geoproximity_records_per_name" } else { "route53.records_per_name" };
    let most = call.quota(limit);
    let mut messages = Vec::new();
    if group.len() as u64 > most {
        messages.push(refuse(first, &format!("as there are more than {most} with the same name")));
    }
    let twins = |place: fn(&RecordSet) -> String| {
        let mut seen = BTreeSet::new();
        let twins = group.iter().filter(move |record| !seen.insert(place(record)));
        twins.map(move |record| refuse(record, &format!("as another one exists for {}", place(record))))
    };
    match policy {
        "weighted" => {
            let ttls: BTreeSet<u64> = group.iter().filter_map(|record| record.ttl).collect();
            if ttls.len() > 1 {
                messages.push(refuse(first, "as weighted sets with the same name must have the same TTL"));
            }
        }
        "latency" => {
            messages.extend(twins(|record| format!("region {}", record.region.as_deref().unwrap_or_default())));
        }
        "failover" => {
            messages.extend(twins(|record| format!("failover {}", record.failover.as_deref().unwrap_or_default())));
        }
        "geolocation" => messages.extend(twins(|record| format!("location {}", location(record)))),
        _ => {}
    }
    messages
}

fn location(record: &RecordSet) -> String {
    let place = record.geo_location.as_ref();
    let codes = place.map(|place| [&place.continent_code, &place.country_code, &place.subdivision_code]);
    codes.iter().flatten().filter_map(|code| code.as_deref()).collect::<Vec<_>>().join("-")
}

fn refuse(record: &RecordSet, reason: &str) -> String {
    let identifier = record.set_identifier.as_deref().unwrap_or("null");
    format!(
        "RRSet with DNS name {}, type {}, SetIdentifier {identifier} cannot be created {reason}",
        record.name, record.kind
    )
}
