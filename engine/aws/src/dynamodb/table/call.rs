//! The calls that make, join and delete a table.

use aws_sdk_dynamodb::types::{
    BillingMode, CreateGlobalTableWitnessGroupMemberAction, CreateReplicationGroupMemberAction,
    DeleteGlobalTableWitnessGroupMemberAction, DeleteReplicationGroupMemberAction, GlobalSecondaryIndex,
    GlobalTableWitnessGroupUpdate, LocalSecondaryIndex, MultiRegionConsistency, ReplicationGroupUpdate,
    TableClass,
};
use aws_smithy_types::error::operation::BuildError;
use tandem_core::Value;
use tandem_core::provider::{CallError, Outcome, Request};
use tandem_core::state::Attributes;

use super::{NAME, read, update};
use crate::arguments::{Named, Put};
use crate::behaviour::Done;
use crate::dynamodb::description::{describe, is_strong, regions, witness};
use crate::dynamodb::status::{Goal, pending};
use crate::dynamodb::{incomplete, shape, tagging};
use crate::error::missing_is_none;
use crate::session::{Session, Target};

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let mut done = match request.operation.as_str() {
        "create" => create(session, request).await,
        "join" => join(session, request).await,
        "dissolve" => dissolve(session, request).await,
        "delete" => return delete(session, request).await,
        _ => update::call(session, request).await,
    }?;
    // What is declared of the regions is remembered with whatever is changed.
    if let (Some(outcome), Some(replicas)) = (done.outcomes.first_mut(), request.arguments.get("replicas")) {
        outcome.attributes.insert("replicas".to_owned(), replicas.clone());
    }
    Ok(done)
}

/// Returns the name of the table that a request is about.
pub(super) fn name(request: &Request) -> String {
    let remembered = request.prior.as_ref().map(|object| object.id.clone());
    remembered.or_else(|| request.arguments.string("name")).unwrap_or_default()
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let types = shape::definitions(&shape::key_types(arguments)).map_err(incomplete)?;
    let key = shape::key(arguments).map_err(incomplete)?;
    let global = global_indexes(arguments).map_err(incomplete)?;
    let local = local_indexes(arguments).map_err(incomplete)?;
    let stream =
        arguments.text("stream").map(|view| shape::stream(Some(view))).transpose().map_err(incomplete)?;
    let sent = session
        .dynamodb(&target)
        .create_table()
        .set_table_name(arguments.string("name"))
        .set_attribute_definitions(Some(types))
        .set_key_schema(Some(key))
        .set_global_secondary_indexes(some(global))
        .set_local_secondary_indexes(some(local))
        .set_billing_mode(arguments.text("billing_mode").map(BillingMode::from))
        .set_provisioned_throughput(shape::provisioned(arguments).map_err(incomplete)?)
        .set_on_demand_throughput(shape::on_demand(arguments))
        .set_stream_specification(stream)
        .set_sse_specification(update::encryption(arguments, &target.region))
        .set_table_class(arguments.text("table_class").map(TableClass::from))
        .set_tags(Some(tagging::of_table(request)?))
        .send();
    let made = session.change("dynamodb:CreateTable", &target, sent).await?;
    let table = made
        .table_description
        .unwrap_or_else(|| aws_sdk_dynamodb::types::TableDescription::builder().build());
    let attributes = read::made(&table, &target.region, arguments);
    let wait = pending(NAME, Goal::Active, &name(request), &target);
    Ok(Done::one(Outcome { id: name(request), attributes }).until(Some(wait)))
}

fn global_indexes(arguments: &Attributes) -> Result<Vec<GlobalSecondaryIndex>, BuildError> {
    let indexes = shape::indexes(arguments, "global_secondary_indexes");
    indexes.into_iter().map(|(name, index)| shape::global_index(name, index)).collect()
}

fn local_indexes(arguments: &Attributes) -> Result<Vec<LocalSecondaryIndex>, BuildError> {
    let key = arguments.value("key").and_then(Value::as_map);
    let hash = key.and_then(|key| key.text("hash")).unwrap_or_default();
    let indexes = shape::indexes(arguments, "local_secondary_indexes");
    indexes.into_iter().map(|(name, index)| shape::local_index(name, index, hash)).collect()
}

/// Makes a table of one region a strongly consistent one: all its regions in one call, and never again.
async fn join(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let replicas: Result<Vec<ReplicationGroupUpdate>, BuildError> = arguments
        .texts("replicas")
        .iter()
        .filter(|region| **region != target.region)
        .map(|region| {
            let key =
                arguments.get("kms_keys").and_then(|keys| keys.get(region)?.as_str()).map(str::to_owned);
            let create = CreateReplicationGroupMemberAction::builder()
                .region_name(region)
                .set_kms_master_key_id(key)
                .build()?;
            Ok(ReplicationGroupUpdate::builder().create(create).build())
        })
        .collect();
    let witness = arguments.string("witness").map(|region| {
        let create = CreateGlobalTableWitnessGroupMemberAction::builder().region_name(region).build()?;
        Ok(GlobalTableWitnessGroupUpdate::builder().create(create).build())
    });
    let sent = session
        .dynamodb(&target)
        .update_table()
        .table_name(name(request))
        .set_replica_updates(Some(replicas.map_err(incomplete)?))
        .set_global_table_witness_updates(witness.transpose().map_err(incomplete)?.map(|update| vec![update]))
        .multi_region_consistency(MultiRegionConsistency::Strong)
        .send();
    session.change("dynamodb:UpdateTable", &target, sent).await?;
    let mut attributes = request.prior.as_ref().map(|object| object.attributes.clone()).unwrap_or_default();
    attributes.put("joined", Some(true));
    for name in ["members", "witness"] {
        attributes.put(name, arguments.get(name).cloned());
    }
    let wait = pending(NAME, Goal::Active, &name(request), &target);
    Ok(Done::one(Outcome { id: name(request), attributes }).until(Some(wait)))
}

/// Lets all other regions of a strongly consistent table go, in one call.
async fn dissolve(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let mut done = Done::one(update::with(request, |attributes| attributes.put("joined", Some(false))));
    // What was let go before cannot be let go again: a repeated call looks first.
    let Some(table) = describe(session, &target, &name(request)).await?.filter(is_strong) else {
        return Ok(done);
    };
    let others = regions(&table, &target.region).into_iter().filter(|region| *region != target.region);
    let replicas: Result<Vec<ReplicationGroupUpdate>, BuildError> = others
        .map(|region| {
            let delete = DeleteReplicationGroupMemberAction::builder().region_name(region).build()?;
            Ok(ReplicationGroupUpdate::builder().delete(delete).build())
        })
        .collect();
    let witness = witness(&table).map(|region| {
        let delete = DeleteGlobalTableWitnessGroupMemberAction::builder().region_name(region).build()?;
        Ok(GlobalTableWitnessGroupUpdate::builder().delete(delete).build())
    });
    let sent = session
        .dynamodb(&target)
        .update_table()
        .table_name(name(request))
        .set_replica_updates(some(replicas.map_err(incomplete)?))
        .set_global_table_witness_updates(witness.transpose().map_err(incomplete)?.map(|update| vec![update]))
        .send();
    session.change("dynamodb:UpdateTable", &target, sent).await?;
    done.pending = Some(pending(NAME, Goal::Active, &name(request), &target));
    Ok(done)
}

async fn delete(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let sent = session.dynamodb(&target).delete_table().table_name(name(request)).send();
    missing_is_none(session.change("dynamodb:DeleteTable", &target, sent).await)?;
    Ok(Done::one(Outcome::default()).until(Some(pending(NAME, Goal::Gone, &name(request), &target))))
}

pub(super) fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
