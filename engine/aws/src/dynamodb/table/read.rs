//! Reads a table at its home, finds out where that is now, and searches for tables of a name.

use aws_sdk_dynamodb::types::{TableDescription, TimeToLiveStatus};
use tandem_core::Object;
use tandem_core::provider::{CallError, Finding, Found, Outcome, Reading, Request};
use tandem_core::state::Attributes;

use super::decode::{self, Context};
use crate::arguments::Named;
use crate::dynamodb::description::{describe, elsewhere, regions, unrest};
use crate::dynamodb::{home, tagging};
use crate::error::missing_is_none;
use crate::session::{Session, Target};
use crate::tags;

pub(crate) async fn read(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let Some((target, table)) = locate(session, reading, object).await? else { return Ok(None) };
    let Some(ttl) = time_to_live(session, &target, &object.id).await? else { return Ok(None) };
    let context = Context {
        home: &target.region,
        ttl: ttl.as_deref(),
        declared: &reading.arguments,
        object: Some(object),
    };
    let attributes = decode::attributes(&table, context);
    Ok(Some(Found { id: object.id.clone(), attributes, settled: unrest(&table).is_none() }))
}

/// Returns where the home of a table is now, and the table as described there.
///
/// A home that is no longer declared is left for a region that is and has a replica; one that is gone, for any region
/// whose table bears our mark.
async fn locate(
    session: &Session<'_>,
    reading: &Reading,
    object: &Object,
) -> Result<Option<(Target, TableDescription)>, CallError> {
    let here = Target { account: object.account.clone(), region: home(object) };
    let declared = reading.arguments.texts("replicas");
    let Some(table) = describe(session, &here, &object.id).await?.filter(|table| is_same(table, object))
    else {
        let others = declared.iter().cloned().chain(object.arguments.texts("replicas"));
        return elsewhere_ours(session, &here, object, others).await;
    };
    if declared.is_empty() || declared.contains(&here.region) {
        return Ok(Some((here, table)));
    }
    let actual = regions(&table, &here.region);
    let next = declared.iter().find(|region| actual.contains(*region));
    let Some(next) = next.map(|region| elsewhere(&here, region)) else { return Ok(Some((here, table))) };
    Ok(Some(match describe(session, &next, &object.id).await? {
        Some(moved) => (next, moved),
        None => (here, table),
    }))
}

/// Returns whether a table is the one that is remembered, not another of its name.
fn is_same(table: &TableDescription, object: &Object) -> bool {
    let remembered = object.attributes.text("table_id");
    remembered.is_none() || table.table_id.is_none() || remembered == table.table_id.as_deref() || {
        // The id differs from region to region, and the home may have moved since.
        let arn = object.attributes.text("arn");
        arn.is_some() && arn != table.table_arn.as_deref()
    }
}

/// Returns the first other region with a table of the name that bears our mark.
async fn elsewhere_ours(
    session: &Session<'_>,
    here: &Target,
    object: &Object,
    others: impl Iterator<Item = String>,
) -> Result<Option<(Target, TableDescription)>, CallError> {
    let mut asked = vec![here.region.clone()];
    for region in others {
        if asked.contains(&region) {
            continue;
        }
        let target = elsewhere(here, &region);
        asked.push(region);
        let Some(table) = describe(session, &target, &object.id).await? else { continue };
        let arn = table.table_arn.clone().unwrap_or_default();
        let Some(pairs) = missing_is_none(tagging::list(session, &target, &arn).await)? else { continue };
        let borne = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        if tags::bear_token(borne, &object.incarnation) {
            return Ok(Some((target, table)));
        }
    }
    Ok(None)
}

/// Returns the attribute by which items expire; nothing at all if the table is gone.
async fn time_to_live(
    session: &Session<'_>,
    target: &Target,
    name: &str,
) -> Result<Option<Option<String>>, CallError> {
    let sent = session.dynamodb(target).describe_time_to_live().table_name(name).send();
    let answer = missing_is_none(session.read("dynamodb:DescribeTimeToLive", target, sent).await)?;
    Ok(answer.map(|answer| {
        let description = answer.time_to_live_description?;
        let on = matches!(
            description.time_to_live_status,
            Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
        );
        description.attribute_name.filter(|_| on)
    }))
}

/// Searches for the table that a create would make or has made.
pub(super) async fn find(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let name = request.arguments.string("name").unwrap_or_default();
    let Some(table) = describe(session, &target, &name).await? else { return Ok(Finding::Absent) };
    let arn = table.table_arn.clone().unwrap_or_default();
    let Some(pairs) = missing_is_none(tagging::list(session, &target, &arn).await)? else {
        return Ok(Finding::Absent);
    };
    let borne = || pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    if !tags::bear_token(borne(), &request.token) {
        let what = format!("a table called `{name}` that this stack did not make");
        return Ok(tags::not_of_this(borne(), request, arn, what));
    }
    Ok(Finding::Ours(Outcome { id: name, attributes: made(&table, &target.region, &request.arguments) }))
}

/// Returns the attributes of a table that has just been made.
pub(super) fn made(table: &TableDescription, home: &str, arguments: &Attributes) -> Attributes {
    decode::attributes(table, Context { home, ttl: None, declared: arguments, object: None })
}
