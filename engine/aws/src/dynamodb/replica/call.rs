//! The calls that make a replica, mark it and take it away.

use aws_sdk_dynamodb::types::{
    CreateReplicationGroupMemberAction, DeleteReplicationGroupMemberAction, OnDemandThroughputOverride,
    ProvisionedThroughputOverride, ReplicaStatus, ReplicationGroupUpdate, TableClass,
};
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::state::Attributes;

use super::{NAME, read, settings};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::dynamodb::description::{describe, elsewhere, regions, replica_status};
use crate::dynamodb::status::{Goal, pending};
use crate::dynamodb::{arn, home, incomplete, tagging};
use crate::error::{missing_is_none, not_yet};
use crate::provider::local_error;
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "adopt" => adopt(session, request).await,
        "tag" => {
            tag(session, request).await?;
            Ok(Done::one(updated(request, &["tags"])))
        }
        "untag" => {
            let taken = tags::removed(request).into_iter().collect();
            untag(session, request, taken).await?;
            Ok(Done::one(tags::left(request)))
        }
        "release" => {
            missing_is_none(untag(session, request, vec![tagging::REPLICA.to_owned()]).await)?;
            Ok(Done::one(Outcome::default()))
        }
        "delete" => leave(session, request).await,
        _ => settings::call(session, request).await,
    }
}

/// Returns the name of the table.
pub(super) fn table_name(request: &Request) -> String {
    let remembered = request.prior.as_ref().and_then(|object| object.attributes.string("table"));
    let named = || request.arguments.string("table").unwrap_or_else(|| request.address.name());
    remembered.unwrap_or_else(named)
}

/// Returns where the table's shared settings are changed.
pub(super) fn table_home(request: &Request) -> Target {
    let here = Target::from(request);
    match &request.parent {
        Some(table) => elsewhere(&here, &home(table)),
        None => here,
    }
}

/// Lets a replica join, which is asked for at the table's home.
async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let (here, home) = (Target::from(request), table_home(request));
    let name = table_name(request);
    let arguments = &request.arguments;
    let read = arguments.integer("read_capacity").map(i64::from);
    let limit = arguments.integer("max_read_requests").map(i64::from);
    let create = CreateReplicationGroupMemberAction::builder()
        .region_name(&here.region)
        .set_kms_master_key_id(arguments.string("kms_key"))
        .set_provisioned_throughput_override(
            read.map(|units| ProvisionedThroughputOverride::builder().read_capacity_units(units).build()),
        )
        .set_on_demand_throughput_override(
            limit.map(|units| OnDemandThroughputOverride::builder().max_read_request_units(units).build()),
        )
        .set_table_class_override(arguments.text("table_class").map(TableClass::from))
        .build()
        .map_err(incomplete)?;
    let update = ReplicationGroupUpdate::builder().create(create).build();
    let sent = session.dynamodb(&home).update_table().table_name(&name).replica_updates(update).send();
    if let Err(error) = session.change("dynamodb:UpdateTable", &home, sent).await {
        let refused = matches!(error.class, ErrorClass::Invalid | ErrorClass::Conflict);
        if !refused || !is_there(session, &home, &name, &here.region).await? {
            return Err(error);
        }
    }
    let id = arn(&name, &here.region, &here.account);
    let mut attributes = declared(request);
    attributes.put("arn", Some(id.clone()));
    let wait = pending(NAME, Goal::Joined(&here.region), &name, &home);
    Ok(Done::one(Outcome { id, attributes }).until(Some(wait)))
}

/// Returns whether a table has a replica in a region already: then the call that was refused had been made before.
async fn is_there(session: &Session<'_>, home: &Target, name: &str, region: &str) -> Result<bool, CallError> {
    let table = describe(session, home, name).await?;
    let status = table.as_ref().and_then(|table| replica_status(table, region));
    Ok(matches!(status, Some(ReplicaStatus::Active | ReplicaStatus::Creating | ReplicaStatus::Updating)))
}

/// Returns what a new replica has as soon as it is there; the steps that follow do the rest.
fn declared(request: &Request) -> Attributes {
    let mut attributes = request.arguments.clone();
    attributes.remove("point_in_time_recovery");
    attributes.remove("tags");
    attributes.put("deletion_protection", Some(false));
    attributes
}

/// Marks the table of a region as the replica that it is.
async fn adopt(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let here = Target::from(request);
    let name = table_name(request);
    tag(session, request).await?;
    let missing = || {
        let message = format!("`{name}` is not visible in {} yet", here.region);
        local_error(ErrorClass::NotYet, "ResourceNotFoundException", message, "dynamodb:DescribeTable")
    };
    let table = describe(session, &here, &name).await?.ok_or_else(missing)?;
    let found = read::attributes(session, &here, &table, &request.arguments, "").await?;
    let mut attributes = found.ok_or_else(missing)?;
    // Just written, tags may not be found at once.
    attributes.remove("tags");
    attributes.put("tags", request.arguments.get("tags").cloned());
    Ok(Done::one(Outcome { id: arn(&name, &here.region, &here.account), attributes }))
}

async fn tag(session: &Session<'_>, request: &Request) -> Result<(), CallError> {
    let here = Target::from(request);
    let arn = arn(&table_name(request), &here.region, &here.account);
    let tags = tagging::of_replica(request)?;
    let sent = session.dynamodb(&here).tag_resource().resource_arn(arn).set_tags(Some(tags)).send();
    session.change("dynamodb:TagResource", &here, sent).await.map(|_| ()).map_err(not_yet)
}

async fn untag(session: &Session<'_>, request: &Request, keys: Vec<String>) -> Result<(), CallError> {
    let here = Target::from(request);
    let arn = arn(&table_name(request), &here.region, &here.account);
    let sent = session.dynamodb(&here).untag_resource().resource_arn(arn).set_tag_keys(Some(keys)).send();
    session.change("dynamodb:UntagResource", &here, sent).await.map(|_| ())
}

/// Takes a replica away from its table, which is asked for in another of its regions.
async fn leave(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let here = Target::from(request);
    let home = table_home(request);
    let gone = Done::one(Outcome::default());
    let name = table_name(request);
    let Some(through) = through(session, &here, &home, &name).await? else { return Ok(gone) };
    let delete = DeleteReplicationGroupMemberAction::builder()
        .region_name(&here.region)
        .build()
        .map_err(incomplete)?;
    let update = ReplicationGroupUpdate::builder().delete(delete).build();
    let sent = session.dynamodb(&through).update_table().table_name(&name).replica_updates(update).send();
    missing_is_none(session.change("dynamodb:UpdateTable", &through, sent).await)?;
    Ok(gone.until(Some(pending(NAME, Goal::Left(&here.region), &name, &through))))
}

/// Returns the region to send the removal of a replica to: the table's home, or any other if it is the home itself that
/// is left. Nothing if the replica is gone.
async fn through(
    session: &Session<'_>,
    here: &Target,
    home: &Target,
    name: &str,
) -> Result<Option<Target>, CallError> {
    if home != here {
        return Ok(Some(home.clone()));
    }
    let Some(table) = describe(session, here, name).await? else { return Ok(None) };
    let other = regions(&table, &here.region).into_iter().find(|region| *region != here.region);
    let last = || {
        let message = format!("{} has the only replica of `{name}`, and the table is to stay", here.region);
        local_error(ErrorClass::Conflict, "LastReplica", message, "dynamodb:UpdateTable")
    };
    other.map(|region| Some(elsewhere(here, &region))).ok_or_else(last)
}
