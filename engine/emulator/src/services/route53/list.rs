//! Listing zones and record sets, page by page.

use std::ops::Bound;

use serde_json::{Value, json};

use super::record::{Key, RecordSet};
use super::state::Zone;
use super::{Route53, bare, invalid, max_items, name, zone, zone_of};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The most zones and the most record sets on a page.
const ZONES_PAGE: usize = 100;
const RECORDS_PAGE: usize = 300;

pub(super) fn zones(call: &Call<'_>) -> Answer {
    let (most, marker) = (max_items(call, ZONES_PAGE, ZONES_PAGE)?, call.text("Marker"));
    let private_only = call.text("HostedZoneType") == "PrivateHostedZone";
    let zones = &call.state::<Route53>().zones;
    let mut rest = zones.range::<str, _>((Bound::Included(bare(marker)), Bound::Unbounded));
    let mut rest = rest.by_ref().map(|(_, zone)| zone).filter(|zone| zone.private || !private_only);
    let page: Vec<Value> = rest.by_ref().take(most).map(|found| zone::summary(found, call.now)).collect();
    let next = rest.next().map(|zone| zone.id.as_str());
    Ok(Outcome::of(json!({
        "HostedZones": page,
        "Marker": marker,
        "IsTruncated": next.is_some(),
        "NextMarker": next,
        "MaxItems": most.to_string(),
    })))
}

pub(super) fn zones_by_name(call: &Call<'_>) -> Answer {
    let most = max_items(call, ZONES_PAGE, ZONES_PAGE)?;
    let (start, id) = (call.text("DNSName"), bare(call.text("HostedZoneId")));
    if start.is_empty() && !id.is_empty() {
        return Err(invalid("The input is not valid: a hosted zone ID needs a DNS name"));
    }
    let key = if start.is_empty() { String::new() } else { domain_key(start)? };
    let mut zones: Vec<(String, &Zone)> =
        call.state::<Route53>().zones.values().map(|zone| (sort_key(&zone.name), zone)).collect();
    zones.sort_by(|(left, a), (right, b)| (left, &a.id).cmp(&(right, &b.id)));
    let mut rest = zones.iter().filter(|(name, zone)| (name.as_str(), zone.id.as_str()) >= (key.as_str(), id));
    let page: Vec<Value> = rest.by_ref().take(most).map(|(_, found)| zone::summary(found, call.now)).collect();
    let next = rest.next().map(|(_, zone)| zone);
    Ok(Outcome::of(json!({
        "HostedZones": page,
        "DNSName": call.input["DNSName"],
        "HostedZoneId": call.input["HostedZoneId"],
        "IsTruncated": next.is_some(),
        "NextDNSName": next.map(|zone| &zone.name),
        "NextHostedZoneId": next.map(|zone| &zone.id),
        "MaxItems": most.to_string(),
    })))
}

pub(super) fn zones_by_vpc(call: &Call<'_>) -> Answer {
    let most = max_items(call, ZONES_PAGE, ZONES_PAGE)?;
    let (id, region, token) = (call.text("VPCId"), call.text("VPCRegion"), call.text("NextToken"));
    let fits = |zone: &&Zone| zone.vpcs.iter().any(|vpc| vpc.id == id && vpc.region == region);
    let zones = &call.state::<Route53>().zones;
    if !token.is_empty() && !zones.contains_key(token) {
        return Err(Fault::new("InvalidPaginationToken", "The pagination token is not valid"));
    }
    let mut rest = zones.range::<str, _>((Bound::Included(token), Bound::Unbounded)).map(|(_, zone)| zone).filter(fits);
    let summary = |zone: &Zone| {
        json!({ "HostedZoneId": zone.id, "Name": zone.name, "Owner": { "OwningAccount": call.account } })
    };
    let page: Vec<Value> = rest.by_ref().take(most).map(summary).collect();
    let next = rest.next().map(|zone| zone.id.as_str());
    Ok(Outcome::of(json!({ "HostedZoneSummaries": page, "MaxItems": most.to_string(), "NextToken": next })))
}

pub(super) fn records(call: &Call<'_>) -> Answer {
    let zone = zone_of(call, "HostedZoneId")?;
    let most = max_items(call, RECORDS_PAGE, RECORDS_PAGE)?;
    let start = start(call)?;
    let mut rest = zone.records.0.range(start..).map(|(_, record)| record);
    let page: Vec<&RecordSet> = rest.by_ref().take(most).collect();
    let next = rest.next();
    Ok(Outcome::of(json!({
        "ResourceRecordSets": page,
        "IsTruncated": next.is_some(),
        "NextRecordName": next.map(|record| &record.name),
        "NextRecordType": next.map(|record| &record.kind),
        "NextRecordIdentifier": next.and_then(|record| record.set_identifier.as_ref()),
        "MaxItems": most.to_string(),
    })))
}

/// Returns the key that a listing starts at.
fn start(call: &Call<'_>) -> Result<Key, Fault> {
    let (start, kind) = (call.text("StartRecordName"), call.text("StartRecordType"));
    let set_identifier = call.text("StartRecordIdentifier");
    if (start.is_empty() && !kind.is_empty()) || (kind.is_empty() && !set_identifier.is_empty()) {
        return Err(invalid("The input is not valid: a type needs a name, and an identifier needs a type"));
    }
    let name = if start.is_empty() { String::new() } else { domain_key(start)? };
    Ok(Key { name, kind: kind.into(), set_identifier: set_identifier.into() })
}

fn domain_key(text: &str) -> Result<String, Fault> {
    name::parse(text).map(|name| name.key).map_err(|problem| invalid(format!("{text} is not valid: {problem}")))
}

fn sort_key(stored: &str) -> String {
    name::parse(stored).map_or_else(|_| stored.into(), |name| name.key)
}
