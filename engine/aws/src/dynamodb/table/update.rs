//! The calls that change what all regions of a table share.

use aws_sdk_dynamodb::operation::update_table::builders::UpdateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    BillingMode, CreateGlobalSecondaryIndexAction, DeleteGlobalSecondaryIndexAction,
    GlobalSecondaryIndexUpdate, SseSpecification, SseType, TableClass, TableDescription,
    TimeToLiveSpecification, UpdateGlobalSecondaryIndexAction,
};
use aws_smithy_types::error::operation::BuildError;
use tandem_core::Value;
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::state::Attributes;

use super::NAME;
use super::call::{name, some};
use super::index_changes::CAPACITY;
use super::steps::{ADD, DROP};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::dynamodb::status::{Goal, pending};
use crate::dynamodb::{incomplete, shape};
use crate::error::unknown_operation;
use crate::session::{Session, Target};

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let empty = Attributes::new();
    let before = request.prior.as_ref().map_or(&empty, |object| &object.attributes);
    let wanted = &request.arguments;
    let call = session.dynamodb(&target).update_table().table_name(name(request));
    let (call, outcome) = match request.operation.as_str() {
        "ttl" => return time_to_live(session, request, wanted.string("ttl")).await,
        "ttl_off" => return time_to_live(session, request, None).await,
        "throughput" => (throughput(call, before, wanted).map_err(incomplete)?, resized(request)),
        "table_class" => {
            let class = wanted.text("table_class").map(TableClass::from);
            (call.set_table_class(class), updated(request, &["table_class"]))
        }
        "stream_off" => {
            let outcome = with(request, |attributes| {
                attributes.remove("stream");
                attributes.remove("stream_arn");
            });
            (call.stream_specification(shape::stream(None).map_err(incomplete)?), outcome)
        }
        "stream" => {
            let stream = shape::stream(wanted.text("stream")).map_err(incomplete)?;
            (call.stream_specification(stream), updated(request, &["stream"]))
        }
        "encryption" => {
            let off = || SseSpecification::builder().enabled(false).build();
            let specification = encryption(wanted, &target.region).unwrap_or_else(off);
            (call.sse_specification(specification), updated(request, &["sse_type", "kms_keys"]))
        }
        operation => index(call, operation, before, request)?,
    };
    let answer = session.change("dynamodb:UpdateTable", &target, call.send()).await?;
    let outcome = with_stream(outcome, answer.table_description.as_ref());
    Ok(Done::one(outcome).until(Some(pending(NAME, Goal::Active, &name(request), &target))))
}

/// Returns the object as remembered, with a change.
pub(super) fn with(request: &Request, change: impl FnOnce(&mut Attributes)) -> Outcome {
    let Some(object) = &request.prior else { return Outcome::default() };
    let mut attributes = object.attributes.clone();
    change(&mut attributes);
    Outcome { id: object.id.clone(), attributes }
}

/// Puts the ARN of a new stream in.
fn with_stream(mut outcome: Outcome, table: Option<&TableDescription>) -> Outcome {
    if outcome.attributes.contains_key("stream") {
        outcome.attributes.put("stream_arn", table.and_then(|table| table.latest_stream_arn.clone()));
    }
    outcome
}

/// Returns how a table is encrypted in a region; nothing for the key that AWS keeps.
pub(super) fn encryption(arguments: &Attributes, region: &str) -> Option<SseSpecification> {
    let ty = arguments.text("sse_type")?;
    let key = arguments.get("kms_keys").and_then(|keys| keys.get(region)?.as_str()).map(str::to_owned);
    let specification = SseSpecification::builder().enabled(true).sse_type(SseType::from(ty));
    Some(specification.set_kms_master_key_id(key).build())
}

/// Says the capacity of the table and of its indexes, as far as it changes: equal figures are refused.
fn throughput(
    call: UpdateTableFluentBuilder,
    before: &Attributes,
    wanted: &Attributes,
) -> Result<UpdateTableFluentBuilder, BuildError> {
    let mode = wanted.text("billing_mode").unwrap_or_default();
    let switched = before.text("billing_mode") != Some(mode);
    let differs = |before: &Attributes, after: &Attributes| {
        switched || CAPACITY.iter().any(|name| before.get(*name) != after.get(*name))
    };
    let mut call = call.set_billing_mode(switched.then(|| BillingMode::from(mode)));
    if differs(before, wanted) {
        call = match mode {
            "PROVISIONED" => call.set_provisioned_throughput(shape::provisioned(wanted)?),
            _ => call.set_on_demand_throughput(shape::on_demand_reset(before, wanted, switched)),
        };
    }
    let after = shape::indexes(wanted, "global_secondary_indexes");
    let mut updates = Vec::new();
    for (name, index) in shape::indexes(before, "global_secondary_indexes") {
        // One that is to be dropped still needs capacity until then: as much as the table.
        let to = after.get(name).copied().unwrap_or(wanted);
        if !differs(index, to) || (mode != "PROVISIONED" && !after.contains_key(name)) {
            continue;
        }
        let update = UpdateGlobalSecondaryIndexAction::builder().index_name(name);
        let update = match mode {
            "PROVISIONED" => update.set_provisioned_throughput(shape::provisioned(to)?),
            _ => match shape::on_demand_reset(index, to, false) {
                Some(limits) => update.on_demand_throughput(limits),
                None => continue,
            },
        };
        updates.push(GlobalSecondaryIndexUpdate::builder().update(update.build()?).build());
    }
    Ok(call.set_global_secondary_index_updates(some(updates)))
}

/// Returns a table with the capacity that was asked for, its own and that of its indexes.
fn resized(request: &Request) -> Outcome {
    let mut outcome = updated(request, &["billing_mode"]);
    let provisioned = request.arguments.text("billing_mode") == Some("PROVISIONED");
    let resize = |entry: &mut Attributes, to: &Attributes| {
        for name in CAPACITY {
            let theirs = name.starts_with("max_") != provisioned;
            entry.remove(name);
            entry.put(name, to.get(name).filter(|_| theirs).cloned());
        }
    };
    resize(&mut outcome.attributes, &request.arguments);
    let wanted = shape::indexes(&request.arguments, "global_secondary_indexes");
    if let Some(Value::Map(indexes)) = outcome.attributes.get_mut("global_secondary_indexes") {
        for (name, index) in indexes {
            if let Value::Map(entry) = index {
                resize(entry, wanted.get(name.as_str()).copied().unwrap_or(&request.arguments));
            }
        }
    }
    outcome
}

/// Adds or drops one index.
fn index(
    call: UpdateTableFluentBuilder,
    operation: &str,
    before: &Attributes,
    request: &Request,
) -> Result<(UpdateTableFluentBuilder, Outcome), CallError> {
    let mut indexes: Attributes =
        before.get("global_secondary_indexes").and_then(Value::as_map).cloned().unwrap_or_default();
    let (call, update) = if let Some(name) = operation.strip_prefix(DROP) {
        indexes.remove(name);
        let delete =
            DeleteGlobalSecondaryIndexAction::builder().index_name(name).build().map_err(incomplete)?;
        (call, GlobalSecondaryIndexUpdate::builder().delete(delete).build())
    } else if let Some(name) = operation.strip_prefix(ADD) {
        let index = request.arguments.get("global_secondary_indexes").and_then(|indexes| indexes.get(name));
        let index = index.cloned().ok_or_else(|| unknown_operation(request, operation))?;
        let create = index.as_map().map(|index| create(name, index)).transpose().map_err(incomplete)?;
        indexes.insert(name.to_owned(), index);
        let update = GlobalSecondaryIndexUpdate::builder().set_create(create).build();
        // Exactly the attributes of the keys that there are then: others are refused.
        let types = shape::definitions(&shape::key_types(&with_indexes(before, indexes.clone())));
        (call.set_attribute_definitions(Some(types.map_err(incomplete)?)), update)
    } else {
        return Err(unknown_operation(request, operation));
    };
    let outcome = with(request, |attributes| *attributes = with_indexes(before, indexes));
    Ok((call.global_secondary_index_updates(update), outcome))
}

fn create(name: &str, index: &Attributes) -> Result<CreateGlobalSecondaryIndexAction, BuildError> {
    CreateGlobalSecondaryIndexAction::builder()
        .index_name(name)
        .set_key_schema(Some(shape::key(index)?))
        .projection(shape::projection(index))
        .set_provisioned_throughput(shape::provisioned(index)?)
        .set_on_demand_throughput(shape::on_demand(index))
        .build()
}

/// Returns a table with these global indexes, and the types of the attributes that its keys have then.
fn with_indexes(before: &Attributes, indexes: Attributes) -> Attributes {
    let mut attributes = before.clone();
    attributes.remove("global_secondary_indexes");
    attributes.put("global_secondary_indexes", (!indexes.is_empty()).then_some(Value::Map(indexes)));
    let types = shape::key_types(&attributes);
    attributes
        .put("attributes", Some(Value::map(types.into_iter().map(|(name, ty)| (name, Value::from(ty))))));
    attributes
}

/// Lets items expire by an attribute, or no longer by the one they do.
async fn time_to_live(
    session: &Session<'_>,
    request: &Request,
    attribute: Option<String>,
) -> Result<Done, CallError> {
    let target = Target::from(request);
    let on = attribute.is_some();
    let before = request.prior.as_ref().and_then(|object| object.attributes.string("ttl"));
    let specification = TimeToLiveSpecification::builder()
        .enabled(on)
        .set_attribute_name(attribute.clone().or(before))
        .build()
        .map_err(incomplete)?;
    let sent = session
        .dynamodb(&target)
        .update_time_to_live()
        .table_name(name(request))
        .time_to_live_specification(specification)
        .send();
    session.change("dynamodb:UpdateTimeToLive", &target, sent).await.map_err(too_soon)?;
    Ok(Done::one(with(request, |attributes| {
        attributes.remove("ttl");
        attributes.put("ttl", attribute);
    })))
}

/// Returns an error as one that passes, if it is that the last change of time to live is less than an hour ago.
fn too_soon(mut error: CallError) -> CallError {
    if error.message.contains("modified multiple times") {
        error.class = ErrorClass::Busy;
    }
    error
}
