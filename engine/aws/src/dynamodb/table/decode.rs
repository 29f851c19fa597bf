//! From a table as DynamoDB describes it to its attributes.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{SseStatus, SseType, TableDescription};
use tandem_core::state::Attributes;
use tandem_core::{Object, Value};

use crate::arguments::{Named, Put};
use crate::dynamodb::description::{is_strong, regions, witness};
use crate::dynamodb::{settings, shape};

/// What a table is read with.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The region that described it.
    pub(super) home: &'a str,
    /// The attribute by which items expire.
    pub(super) ttl: Option<&'a str>,
    /// What is declared, if that is known.
    pub(super) declared: &'a Attributes,
    /// The table as it is remembered.
    pub(super) object: Option<&'a Object>,
}

/// Returns the attributes of a table.
pub(super) fn attributes(table: &TableDescription, context: Context<'_>) -> Attributes {
    let mut found = Attributes::new();
    found.put("name", table.table_name.clone());
    found.put("arn", table.table_arn.clone());
    found.put("table_id", table.table_id.clone());
    found.put("home", Some(context.home));
    let provisioned = put_capacity(table, &mut found);
    put_shape(table, provisioned, &mut found);
    put_places(table, context, &mut found);
    put_stream(table, context, &mut found);
    found.put("ttl", context.ttl);
    found.put("sse_type", encrypted(table).then_some("KMS"));
    for known_here in ["conflicts", "kms_keys"] {
        found.put(known_here, settings(context.declared, context.object).get(known_here).cloned());
    }
    found
}

fn put_shape(table: &TableDescription, provisioned: bool, found: &mut Attributes) {
    let types = shape::found_types(table.attribute_definitions());
    found.put("key", Some(Value::Map(shape::found_key(table.key_schema(), &types))));
    found
        .put("attributes", Some(Value::map(types.iter().map(|(name, ty)| (name, Value::from(ty.as_str()))))));
    let global = table.global_secondary_indexes().iter();
    let global = global.filter_map(|index| {
        Some((index.index_name.clone()?, shape::found_global_index(index, &types, provisioned)))
    });
    put_map("global_secondary_indexes", global.collect(), found);
    let local = table.local_secondary_indexes().iter();
    let local =
        local.filter_map(|index| Some((index.index_name.clone()?, shape::found_local_index(index, &types))));
    put_map("local_secondary_indexes", local.collect(), found);
}

fn put_map(name: &str, entries: Attributes, found: &mut Attributes) {
    found.put(name, (!entries.is_empty()).then_some(Value::Map(entries)));
}

/// Puts the capacity in; returns whether it is provisioned. The other mode's figures may linger and mean nothing.
fn put_capacity(table: &TableDescription, found: &mut Attributes) -> bool {
    let mode = table.billing_mode_summary.as_ref().and_then(|summary| summary.billing_mode.as_ref());
    let mode = mode.map_or("PROVISIONED", |mode| mode.as_str());
    let provisioned = mode == "PROVISIONED";
    found.put("billing_mode", Some(mode));
    if let Some(throughput) = table.provisioned_throughput.as_ref().filter(|_| provisioned) {
        found.put("read_capacity", throughput.read_capacity_units);
        found.put("write_capacity", throughput.write_capacity_units);
    }
    shape::found_on_demand(table.on_demand_throughput.as_ref().filter(|_| !provisioned), found);
    let class = table.table_class_summary.as_ref().and_then(|summary| summary.table_class.as_ref());
    found.put("table_class", Some(class.map_or("STANDARD", |class| class.as_str())));
    provisioned
}

/// Puts the regions in. Each replica is a resource of its own, so the table's list is only ever as declared; where the
/// regions are fixed, they are found as they are.
fn put_places(table: &TableDescription, context: Context<'_>, found: &mut Attributes) {
    let settings = settings(context.declared, context.object);
    let actual = regions(table, context.home);
    found.put("replicas", settings.get("replicas").cloned());
    let made_strong =
        context.object.map_or(settings, |object| &object.arguments).text("consistency") == Some("STRONG");
    let strong = is_strong(table);
    // A table whose regions were to be joined when a run ended is strong already, only not joined.
    if strong || (made_strong && actual.len() == 1) {
        found.put("consistency", Some("STRONG"));
        found.put("joined", Some(strong));
        let members = Value::list(actual.iter().map(String::as_str));
        found.put("members", if strong { Some(members) } else { settings.get("members").cloned() });
        let declared = settings.string("witness");
        found.put("witness", if strong { witness(table).map(str::to_owned) } else { declared });
        return;
    }
    found.put("consistency", Some("EVENTUAL"));
    let wanted: BTreeSet<String> = context.declared.texts("replicas").into_iter().collect();
    if !wanted.is_empty() {
        found.put_list("departing", actual.difference(&wanted).cloned());
    }
}

/// Puts the stream in. Replication turns it on by itself and leaves it on: where nobody asks for it, it is not ours.
fn put_stream(table: &TableDescription, context: Context<'_>, found: &mut Attributes) {
    let specification = table.stream_specification.as_ref().filter(|stream| stream.stream_enabled);
    let Some(view) = specification.and_then(|stream| stream.stream_view_type.as_ref()) else { return };
    found.put("stream_arn", table.latest_stream_arn.clone());
    let asked = settings(context.declared, context.object).contains_key("stream");
    let remembered = context.object.is_some_and(|object| object.arguments.contains_key("stream"));
    let replicates = regions(table, context.home).len() > 1;
    if asked || view.as_str() != "NEW_AND_OLD_IMAGES" || (remembered && !replicates) {
        found.put("stream", Some(view.as_str()));
    }
}

/// Returns whether a key in KMS encrypts a table.
pub(crate) fn encrypted(table: &TableDescription) -> bool {
    table.sse_description.as_ref().is_some_and(|description| {
        let off = matches!(description.status, Some(SseStatus::Disabled | SseStatus::Disabling));
        description.sse_type == Some(SseType::Kms) && !off
    })
}
