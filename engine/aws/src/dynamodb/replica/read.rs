//! Reads the table of a region as its replica.

use aws_sdk_dynamodb::types::{
    PointInTimeRecoveryStatus, ReplicaStatus, TableClassSummary, TableDescription,
};
use tandem_core::provider::{CallError, Finding, Found, Outcome, Progress, Reading, Request};
use tandem_core::state::Attributes;
use tandem_core::{Object, duration};

use crate::arguments::{Named, Put};
use crate::dynamodb::description::{describe, elsewhere, is_strong, replica_status, unrest};
use crate::dynamodb::group::Whereabouts;
use crate::dynamodb::{arn, home, settings, tagging};
use crate::error::missing_is_none;
use crate::session::{Session, Target};
use crate::tags;

/// The attributes that a region has instead of its table's, as far as somebody asked for them.
const OVERRIDES: [&str; 4] = ["kms_key", "max_read_requests", "read_capacity", "table_class"];

/// Reads a replica; what its table tells of itself is as remembered where the table was not read.
pub(crate) async fn read(
    session: &Session<'_>,
    reading: &Reading,
    whereabouts: &Whereabouts,
) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let region = reading.address.region().unwrap_or(&object.region).to_owned();
    let target = Target { account: object.account.clone(), region };
    let name = object.attributes.string("table").unwrap_or_else(|| reading.address.name());
    let Some(table) = describe(session, &target, &name).await? else { return Ok(None) };
    if !is_same(&table, object) {
        return Ok(None);
    }
    let mut asked = settings(&reading.arguments, Some(object)).clone();
    for (name, value) in &object.attributes {
        if OVERRIDES.contains(&name.as_str()) || ["first", "home"].contains(&name.as_str()) {
            asked.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    if let Some(home) = &whereabouts.home {
        asked.insert("home".to_owned(), home.as_str().into());
    }
    let Some(mut found) = attributes(session, &target, &table, &asked, &object.incarnation).await? else {
        return Ok(None);
    };
    if whereabouts.departing.contains(&target.region) {
        found.put("departing", Some(true));
    }
    Ok(Some(Found { id: object.id.clone(), attributes: found, settled: unrest(&table).is_none() }))
}

/// Returns whether the table is the one that is remembered, not a later one of the same name.
fn is_same(table: &TableDescription, object: &Object) -> bool {
    let remembered = object.attributes.text("table_id");
    remembered.is_none() || table.table_id.is_none() || remembered == table.table_id.as_deref()
}

/// Returns the attributes of a table in a region; nothing if it has just gone. `asked` tells of what somebody asks for,
/// and of what only the table knows; `token` is the one that it is to bear by now, if it is.
pub(super) async fn attributes(
    session: &Session<'_>,
    target: &Target,
    table: &TableDescription,
    asked: &Attributes,
    token: &str,
) -> Result<Option<Attributes>, CallError> {
    let name = table.table_name.clone().unwrap_or_default();
    let id = table.table_arn.clone().unwrap_or_else(|| arn(&name, &target.region, &target.account));
    let Some(recovery) = missing_is_none(recovery(session, target, &name).await)? else { return Ok(None) };
    let Some(pairs) = missing_is_none(tagging::list(session, target, &id).await)? else { return Ok(None) };
    let mut found = identity(table, &id, target);
    found.put("point_in_time_recovery", recovery);
    found.put("deletion_protection", Some(table.deletion_protection_enabled.unwrap_or(false)));
    found.put("tags", tags::found_at(pairs, (tagging::REPLICA, token)));
    if OVERRIDES.iter().any(|name| asked.contains_key(*name)) {
        let own = overrides(session, target, table, asked).await?;
        found.extend(own.into_iter().filter(|(name, _)| asked.contains_key(name)));
    }
    for name in ["first", "home"] {
        found.put(name, asked.get(name).cloned());
    }
    Ok(Some(found))
}

/// Returns what a region has instead of its table's: the home tells, and of the home it is the table's own.
async fn overrides(
    session: &Session<'_>,
    target: &Target,
    table: &TableDescription,
    asked: &Attributes,
) -> Result<Attributes, CallError> {
    let mut found = Attributes::new();
    let home = asked.text("home").filter(|home| *home != target.region);
    if let Some(home) = home {
        let name = table.table_name.as_deref().unwrap_or_default();
        let table = describe(session, &elsewhere(target, home), name).await?;
        let replicas = table.as_ref().map(TableDescription::replicas).unwrap_or_default();
        let replica = replicas.iter().find(|replica| replica.region_name.as_deref() == Some(&target.region));
        let Some(replica) = replica else { return Ok(found) };
        let read =
            replica.provisioned_throughput_override.as_ref().and_then(|found| found.read_capacity_units);
        let limit =
            replica.on_demand_throughput_override.as_ref().and_then(|found| found.max_read_request_units);
        found.put("read_capacity", read);
        found.put("max_read_requests", limit.filter(|units| *units > 0));
        found.put("table_class", replica.replica_table_class_summary.as_ref().map(class));
        found.put("kms_key", replica.kms_master_key_id.clone());
        return Ok(found);
    }
    let read = table.provisioned_throughput.as_ref().and_then(|found| found.read_capacity_units);
    let limit = table.on_demand_throughput.as_ref().and_then(|found| found.max_read_request_units);
    found.put("read_capacity", read.filter(|units| *units > 0));
    found.put("max_read_requests", limit.filter(|units| *units > 0));
    found.put(
        "table_class",
        Some(table.table_class_summary.as_ref().map_or_else(|| "STANDARD".to_owned(), class)),
    );
    found.put("kms_key", table.sse_description.as_ref().and_then(|found| found.kms_master_key_arn.clone()));
    Ok(found)
}

fn class(summary: &TableClassSummary) -> String {
    summary.table_class.as_ref().map_or("STANDARD", |class| class.as_str()).to_owned()
}

/// Returns what names the table in a region.
fn identity(table: &TableDescription, arn: &str, target: &Target) -> Attributes {
    let mut found = Attributes::new();
    found.put("table", table.table_name.clone());
    found.put("region", Some(target.region.as_str()));
    found.put("arn", Some(arn));
    found.put("table_id", table.table_id.clone());
    let streams = table.stream_specification.as_ref().is_some_and(|stream| stream.stream_enabled);
    found.put("stream_arn", table.latest_stream_arn.clone().filter(|_| streams));
    found.put("consistency", Some(if is_strong(table) { "STRONG" } else { "EVENTUAL" }));
    found
}

async fn recovery(session: &Session<'_>, target: &Target, name: &str) -> Result<Option<String>, CallError> {
    let sent = session.dynamodb(target).describe_continuous_backups().table_name(name).send();
    let answer = session.read("dynamodb:DescribeContinuousBackups", target, sent).await?;
    let description =
        answer.continuous_backups_description.and_then(|found| found.point_in_time_recovery_description);
    Ok(description.and_then(|description| {
        let on = description.point_in_time_recovery_status == Some(PointInTimeRecoveryStatus::Enabled);
        let days = u64::try_from(description.recovery_period_in_days.unwrap_or(35)).ok()?;
        on.then(|| duration::text(days * 86_400))
    }))
}

/// Tells what is known of a replica once it has come.
pub(crate) async fn joined(
    session: &Session<'_>,
    target: &Target,
    name: &str,
) -> Result<Progress, CallError> {
    let Some(table) = describe(session, target, name).await? else {
        return Ok(Progress::Waiting("not visible there yet".to_owned()));
    };
    if let Some(status) = unrest(&table) {
        return Ok(Progress::Waiting(status));
    }
    let mut known = identity(&table, &arn(name, &target.region, &target.account), target);
    known.retain(|name, _| ["table_id", "stream_arn"].contains(&name.as_str()));
    Ok(Progress::Ready(known))
}

/// Searches for the replica that a create would make or has made.
pub(super) async fn find(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let here = Target::from(request);
    let Some(parent) = &request.parent else { return Ok(Finding::Absent) };
    let home = home(parent);
    // What comes with the table is there before, and is only marked.
    if request.operation == "adopt" || home == here.region {
        return Ok(Finding::Absent);
    }
    let Some(table) = describe(session, &here, &parent.id).await? else { return Ok(Finding::Absent) };
    let at_home = describe(session, &elsewhere(&here, &home), &parent.id).await?;
    let status = at_home.as_ref().and_then(|table| replica_status(table, &here.region));
    let id = arn(&parent.id, &here.region, &here.account);
    if status.is_none_or(|status| *status == ReplicaStatus::CreationFailed) {
        let what = format!("a table called `{}` that is no replica of this one", parent.id);
        return Ok(Finding::Foreign(id, what));
    }
    let found = attributes(session, &here, &table, &request.arguments, "").await?;
    Ok(found.map_or(Finding::Absent, |attributes| Finding::Ours(Outcome { id, attributes })))
}
