//! The calls that change what a region has for itself.

use aws_sdk_dynamodb::types::{
    OnDemandThroughputOverride, PointInTimeRecoverySpecification, ProvisionedThroughputOverride,
    ReplicationGroupUpdate, SseSpecification, SseType, TableClass, UpdateReplicationGroupMemberAction,
};
use tandem_core::Value;
use tandem_core::provider::{CallError, Outcome, Request};
use tandem_core::state::Attributes;

use super::NAME;
use super::call::{table_home, table_name};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::dynamodb::status::{Goal, pending};
use crate::dynamodb::{incomplete, shape};
use crate::error::{not_yet, unknown_operation};
use crate::session::{Session, Target};

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "recovery" => recovery(session, request).await,
        "protection" => {
            protect(session, request, request.arguments.boolean("deletion_protection") == Some(true)).await
        }
        "unprotect" => protect(session, request, false).await,
        "override" => override_settings(session, request).await,
        operation => Err(unknown_operation(request, operation)),
    }
}

async fn recovery(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let here = Target::from(request);
    let seconds = request.arguments.seconds("point_in_time_recovery");
    let days = seconds.and_then(|seconds| i32::try_from(seconds / 86_400).ok());
    let specification = PointInTimeRecoverySpecification::builder()
        .point_in_time_recovery_enabled(days.is_some())
        .set_recovery_period_in_days(days)
        .build()
        .map_err(incomplete)?;
    let sent = session
        .dynamodb(&here)
        .update_continuous_backups()
        .table_name(table_name(request))
        .point_in_time_recovery_specification(specification)
        .send();
    session.change("dynamodb:UpdateContinuousBackups", &here, sent).await.map_err(not_yet)?;
    Ok(Done::one(updated(request, &["point_in_time_recovery"])))
}

async fn protect(session: &Session<'_>, request: &Request, on: bool) -> Result<Done, CallError> {
    let here = Target::from(request);
    let name = table_name(request);
    let sent =
        session.dynamodb(&here).update_table().table_name(&name).deletion_protection_enabled(on).send();
    session.change("dynamodb:UpdateTable", &here, sent).await?;
    let mut outcome = updated(request, &[]);
    outcome.attributes.put("deletion_protection", Some(on));
    Ok(Done::one(outcome).until(Some(pending(NAME, Goal::Active, &name, &here))))
}

/// Writes what a region has instead of its table's; at home that is the table's own.
async fn override_settings(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let (here, home) = (Target::from(request), table_home(request));
    let name = table_name(request);
    let call = session.dynamodb(&home).update_table().table_name(&name);
    let wanted = wanted(request);
    let call = if home == here {
        let key = wanted.string("kms_key");
        let encrypted = key.map(|key| {
            SseSpecification::builder().enabled(true).sse_type(SseType::Kms).kms_master_key_id(key).build()
        });
        call.set_provisioned_throughput(shape::provisioned(&wanted).map_err(incomplete)?)
            .set_on_demand_throughput(shape::on_demand(&wanted))
            .set_table_class(wanted.text("table_class").map(TableClass::from))
            .set_sse_specification(encrypted)
    } else {
        let read = wanted.integer("read_capacity").map(i64::from);
        let limit = wanted.integer("max_read_requests").map(i64::from);
        let update = UpdateReplicationGroupMemberAction::builder()
            .region_name(&here.region)
            .set_kms_master_key_id(wanted.string("kms_key"))
            .set_provisioned_throughput_override(
                read.map(|units| ProvisionedThroughputOverride::builder().read_capacity_units(units).build()),
            )
            .set_on_demand_throughput_override(
                limit
                    .map(|units| OnDemandThroughputOverride::builder().max_read_request_units(units).build()),
            )
            .set_table_class_override(wanted.text("table_class").map(TableClass::from))
            .build()
            .map_err(incomplete)?;
        call.replica_updates(ReplicationGroupUpdate::builder().update(update).build())
    };
    session.change("dynamodb:UpdateTable", &home, call.send()).await?;
    let outcome: Outcome =
        updated(request, &["kms_key", "max_read_requests", "read_capacity", "table_class"]);
    Ok(Done::one(outcome).until(Some(pending(NAME, Goal::Active, &name, &home))))
}

/// Returns the settings that are to change: those that are declared, and for those that no longer are, the table's.
fn wanted(request: &Request) -> Attributes {
    let empty = Attributes::new();
    let before = request.prior.as_ref().map_or(&empty, |object| &object.attributes);
    let table = request.parent.as_ref().map_or(&empty, |object| &object.attributes);
    let mut wanted = Attributes::new();
    for name in ["kms_key", "max_read_requests", "read_capacity", "table_class"] {
        let cleared = || match name {
            // What stands for none.
            "max_read_requests" => Some(Value::Integer(-1)),
            "kms_key" => Some("alias/aws/dynamodb".into()),
            _ => None,
        };
        let taken = || table.get(name).cloned().or_else(cleared).filter(|_| before.contains_key(name));
        let to = request.arguments.get(name).cloned().or_else(taken);
        wanted.put(name, to.filter(|to| before.get(name) != Some(to)));
    }
    // A table's own capacity is told as a whole.
    if wanted.contains_key("read_capacity") {
        wanted.put("write_capacity", table.get("write_capacity").cloned());
    }
    wanted
}
