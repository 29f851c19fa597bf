//! Keys, indexes, projections and capacities: between attributes and the types of the SDK.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, GlobalSecondaryIndex, GlobalSecondaryIndexDescription, KeySchemaElement, KeyType,
    LocalSecondaryIndex, LocalSecondaryIndexDescription, OnDemandThroughput, Projection, ProjectionType,
    ProvisionedThroughput, ScalarAttributeType, StreamSpecification, StreamViewType,
};
use aws_smithy_types::error::operation::BuildError;
use tandem_core::Value;
use tandem_core::state::Attributes;

use crate::arguments::{Named, Put};

/// What DynamoDB shows for a limit that is not set.
const UNLIMITED: i64 = -1;

/// The types of key attributes, by name.
pub(super) type Types = BTreeMap<String, String>;

/// Adds the key attributes of a key, or of a local index beside its table's.
pub(super) fn collect_types(key: &Attributes, types: &mut Types) {
    for (name, ty) in [("hash", "hash_type"), ("range", "range_type")] {
        if let (Some(name), Some(ty)) = (key.string(name), key.string(ty)) {
            types.insert(name, ty);
        }
    }
}

/// Returns the key attributes of a table and of its indexes.
pub(super) fn key_types(attributes: &Attributes) -> Types {
    let mut types = Types::new();
    if let Some(key) = attributes.value("key").and_then(Value::as_map) {
        collect_types(key, &mut types);
    }
    for (_, index) in indexes(attributes, "global_secondary_indexes") {
        if let Some(key) = index.value("key").and_then(Value::as_map) {
            collect_types(key, &mut types);
        }
    }
    for (_, index) in indexes(attributes, "local_secondary_indexes") {
        collect_types(index, &mut types);
    }
    types
}

/// Returns the indexes of a kind by name.
pub(super) fn indexes<'a>(attributes: &'a Attributes, name: &str) -> BTreeMap<&'a str, &'a Attributes> {
    let entries = attributes.value(name).and_then(Value::as_map).into_iter().flatten();
    entries.filter_map(|(name, index)| Some((name.as_str(), index.as_map()?))).collect()
}

pub(super) fn definitions(types: &Types) -> Result<Vec<AttributeDefinition>, BuildError> {
    let definition = |(name, ty): (&String, &String)| {
        let ty = ScalarAttributeType::from(ty.as_str());
        AttributeDefinition::builder().attribute_name(name).attribute_type(ty).build()
    };
    types.iter().map(definition).collect()
}

pub(super) fn key_schema(
    hash: Option<&str>,
    range: Option<&str>,
) -> Result<Vec<KeySchemaElement>, BuildError> {
    let keys = [(hash, KeyType::Hash), (range, KeyType::Range)];
    let element = |(name, ty): (Option<&str>, KeyType)| {
        name.map(|name| KeySchemaElement::builder().attribute_name(name).key_type(ty).build())
    };
    keys.into_iter().filter_map(element).collect()
}

/// Returns the schema of the key of a table or a global index.
pub(super) fn key(attributes: &Attributes) -> Result<Vec<KeySchemaElement>, BuildError> {
    let key = attributes.value("key").and_then(Value::as_map);
    key_schema(key.and_then(|key| key.text("hash")), key.and_then(|key| key.text("range")))
}

pub(super) fn projection(index: &Attributes) -> Projection {
    let others = index.texts("non_key_attributes");
    Projection::builder()
        .set_projection_type(index.text("projection").map(ProjectionType::from))
        .set_non_key_attributes((!others.is_empty()).then_some(others))
        .build()
}

/// Returns the capacity that is paid for by the hour; nothing where none is set.
pub(super) fn provisioned(attributes: &Attributes) -> Result<Option<ProvisionedThroughput>, BuildError> {
    let (read, write) = (attributes.integer("read_capacity"), attributes.integer("write_capacity"));
    let Some((read, write)) = read.zip(write) else { return Ok(None) };
    let throughput = ProvisionedThroughput::builder()
        .read_capacity_units(i64::from(read))
        .write_capacity_units(i64::from(write))
        .build()?;
    Ok(Some(throughput))
}

/// Returns the limits of on-demand capacity; nothing where none is set.
pub(super) fn on_demand(attributes: &Attributes) -> Option<OnDemandThroughput> {
    let limit = |name: &str| attributes.integer(name).map(i64::from);
    let (read, write) = (limit("max_read_requests"), limit("max_write_requests"));
    (read.is_some() || write.is_some()).then(|| {
        OnDemandThroughput::builder()
            .set_max_read_request_units(read)
            .set_max_write_request_units(write)
            .build()
    })
}

/// Returns limits that take away those that are no longer wanted; `all` of them, where some may linger unseen from a
/// time before capacity was provisioned.
pub(super) fn on_demand_reset(
    before: &Attributes,
    after: &Attributes,
    all: bool,
) -> Option<OnDemandThroughput> {
    let limit = |name: &str| {
        let wanted = after.integer(name).map(i64::from);
        wanted.or_else(|| (all || before.contains_key(name)).then_some(UNLIMITED))
    };
    let (read, write) = (limit("max_read_requests"), limit("max_write_requests"));
    (read.is_some() || write.is_some()).then(|| {
        OnDemandThroughput::builder()
            .set_max_read_request_units(read)
            .set_max_write_request_units(write)
            .build()
    })
}

pub(super) fn stream(view: Option<&str>) -> Result<StreamSpecification, BuildError> {
    StreamSpecification::builder()
        .stream_enabled(view.is_some())
        .set_stream_view_type(view.map(StreamViewType::from))
        .build()
}

pub(super) fn global_index(name: &str, index: &Attributes) -> Result<GlobalSecondaryIndex, BuildError> {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key(index)?))
        .projection(projection(index))
        .set_provisioned_throughput(provisioned(index)?)
        .set_on_demand_throughput(on_demand(index))
        .build()
}

pub(super) fn local_index(
    name: &str,
    index: &Attributes,
    hash: &str,
) -> Result<LocalSecondaryIndex, BuildError> {
    LocalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(Some(hash), index.text("range"))?))
        .projection(projection(index))
        .build()
}

/// Returns the types of key attributes as found.
pub(super) fn found_types(definitions: &[AttributeDefinition]) -> Types {
    let pair = |definition: &AttributeDefinition| {
        (definition.attribute_name.clone(), definition.attribute_type.as_str().to_owned())
    };
    definitions.iter().map(pair).collect()
}

/// Returns a key as attributes hold it: its attributes and their types.
pub(super) fn found_key(schema: &[KeySchemaElement], types: &Types) -> Attributes {
    let mut key = Attributes::new();
    for (ty, name, kind) in [(KeyType::Hash, "hash", "hash_type"), (KeyType::Range, "range", "range_type")] {
        let element = schema.iter().find(|element| element.key_type == ty);
        let attribute = element.map(|element| element.attribute_name.clone());
        key.put(kind, attribute.as_ref().and_then(|attribute| types.get(attribute).cloned()));
        key.put(name, attribute);
    }
    key
}

pub(super) fn found_global_index(
    index: &GlobalSecondaryIndexDescription,
    types: &Types,
    provisioned: bool,
) -> Value {
    let mut found = Attributes::new();
    found.put("key", Some(Value::Map(found_key(index.key_schema(), types))));
    found_projection(index.projection.as_ref(), &mut found);
    if let Some(throughput) = index.provisioned_throughput.as_ref().filter(|_| provisioned) {
        found.put("read_capacity", throughput.read_capacity_units.filter(|units| *units > 0));
        found.put("write_capacity", throughput.write_capacity_units.filter(|units| *units > 0));
    }
    found_on_demand(index.on_demand_throughput.as_ref().filter(|_| !provisioned), &mut found);
    Value::Map(found)
}

pub(super) fn found_local_index(index: &LocalSecondaryIndexDescription, types: &Types) -> Value {
    let mut found = found_key(index.key_schema(), types);
    found.remove("hash");
    found.remove("hash_type");
    found_projection(index.projection.as_ref(), &mut found);
    Value::Map(found)
}

/// Puts the limits of on-demand capacity in, as far as any are set.
pub(super) fn found_on_demand(throughput: Option<&OnDemandThroughput>, found: &mut Attributes) {
    let Some(throughput) = throughput else { return };
    found.put("max_read_requests", throughput.max_read_request_units.filter(|units| *units > 0));
    found.put("max_write_requests", throughput.max_write_request_units.filter(|units| *units > 0));
}

fn found_projection(projection: Option<&Projection>, found: &mut Attributes) {
    let Some(projection) = projection else { return };
    found.put("projection", projection.projection_type.as_ref().map(ProjectionType::as_str));
    let mut others = projection.non_key_attributes().to_vec();
    others.sort();
    found.put_list("non_key_attributes", others);
}
