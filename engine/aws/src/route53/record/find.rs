//! Finds records by their key: one look for a few, the whole zone by page for many.

use std::collections::BTreeMap;

use aws_sdk_route53::types::{ResourceRecordSet, RrType};
use tandem_core::provider::{CallError, Finding, Outcome, Request};
use tandem_core::state::Attributes;
use tandem_core::step::Effect;

use super::call::zone_id;
use super::{list, wire};
use crate::arguments::Named;
use crate::error::missing_is_none;
use crate::session::{Session, Target};

/// How many records are looked for one by one; a page of the zone costs as much as one of them.
const FEW: usize = 3;

/// Returns what became of the records of a batch.
pub(super) async fn find_all(session: &Session<'_>, requests: &[Request]) -> Result<Vec<Finding>, CallError> {
    let mut zones: BTreeMap<(Target, String), BTreeMap<String, Attributes>> = BTreeMap::new();
    let mut findings = Vec::new();
    for request in requests {
        let (target, zone) = (Target::from(request), zone_id(request).to_owned());
        let key = wire::id(&zone, sought(request));
        if requests.len() <= FEW {
            let found = seek(session, &target, &zone, request).await?;
            findings.push(judge(request, &key, found.as_ref()));
            continue;
        }
        let place = (target, zone);
        if !zones.contains_key(&place) {
            let sets = missing_is_none(list::all(session, &place.0, &place.1).await)?.unwrap_or_default();
            let by_key = sets.iter().map(wire::decode).map(|record| (wire::id(&place.1, &record), record));
            zones.insert(place.clone(), by_key.collect());
        }
        let found = zones.get(&place).and_then(|records| records.get(&key));
        findings.push(judge(request, &key, found));
    }
    Ok(findings)
}

fn sought(request: &Request) -> &Attributes {
    match (&request.prior, request.effect) {
        (Some(object), Effect::Delete) => &object.attributes,
        _ => &request.arguments,
    }
}

/// Reads the one record of a key.
async fn seek(
    session: &Session<'_>,
    target: &Target,
    zone: &str,
    request: &Request,
) -> Result<Option<Attributes>, CallError> {
    let wanted = sought(request);
    let sent = session
        .route53(target)
        .list_resource_record_sets()
        .hosted_zone_id(zone)
        .start_record_name(format!("{}.", wanted.text("name").unwrap_or_default()))
        .set_start_record_type(wanted.text("type").map(RrType::from))
        .set_start_record_identifier(wanted.string("set_identifier"))
        .max_items(1)
        .send();
    let page = session.read("route53:ListResourceRecordSets", target, sent).await;
    let sets: Vec<ResourceRecordSet> =
        missing_is_none(page)?.map(|page| page.resource_record_sets).unwrap_or_default();
    // The list starts at the key or after it: compare.
    Ok(sets.first().map(wire::decode).filter(|record| wire::id("", record) == wire::id("", wanted)))
}

/// Judges what is there under a key: a record of exactly the requested content is the one that the call made.
fn judge(request: &Request, key: &str, found: Option<&Attributes>) -> Finding {
    let Some(found) = found else { return Finding::Absent };
    let ours = || Finding::Ours(Outcome { id: key.to_owned(), attributes: found.clone() });
    let same = |attributes: &Attributes| content(found) == content(&wire::as_found(attributes));
    match (&request.prior, request.effect) {
        (_, Effect::Delete) => ours(),
        _ if same(&request.arguments) => ours(),
        (Some(object), Effect::Update) if same(&object.attributes) => Finding::Absent,
        _ => Finding::Foreign(key.to_owned(), describe(found)),
    }
}

fn content(attributes: &Attributes) -> Attributes {
    let mut content = attributes.clone();
    content.remove("as_stored");
    content
}

fn describe(found: &Attributes) -> String {
    let ty = found.text("type").unwrap_or_default();
    match (found.value("alias"), found.value("values")) {
        (Some(alias), _) => {
            let name = alias.get("name").and_then(|name| name.as_str()).unwrap_or_default();
            format!("the alias {ty} record to `{name}`")
        }
        (None, Some(values)) => format!("the {ty} record {values}"),
        (None, None) => format!("the {ty} record"),
    }
}
