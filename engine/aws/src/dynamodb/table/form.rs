//! `dynamodb::table(name, #{…})`: the table and, for each of its regions, the replica.

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Attribute, Place, Reference, Type, Value};

use super::super::replica;
use super::{check, indexes, schema};
use crate::arguments::{Named, named_after};
use crate::form::{options, with_optional, without};

/// What the form takes for all regions and hands to each replica.
const OF_REPLICAS: &[&str] =
    &["deletion_protection", "kms_keys", "overrides", "point_in_time_recovery", "tags"];

pub(super) fn table() -> Form {
    let shared = without(with_optional(options(&schema::kind()), "name"), &["members", "joined"]);
    let mut options: Vec<Attribute> = shared.into_iter().map(as_written).collect();
    options.extend(replica::options());
    Form {
        receiver: Receiver::Module("dynamodb"),
        name: "table",
        doc: "Declares a table in the regions of `replicas`, and a replica for each of them.",
        parameters: vec![Parameter {
            name: "name",
            ty: Type::text(1, 255),
            doc: "The logical name, and the table's own unless `name` is set.",
        }],
        options,
        yields: Yields::Resource(super::NAME),
        build,
    }
}

/// Returns an option as scripts write it: the types of keys are said once, in `attributes`.
fn as_written(mut option: Attribute) -> Attribute {
    let untyped = match option.name {
        "key" => Type::Struct(indexes::key_attributes(false)),
        "global_secondary_indexes" => Type::map_of(Type::Struct(indexes::global(false)), 20),
        "local_secondary_indexes" => Type::map_of(Type::Struct(indexes::local(false)), 5),
        _ => return option,
    };
    option.ty = untyped;
    option.example = option.example.filter(|_| option.name != "key");
    option
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut arguments = named_after(call, 0, "name");
    let per_region: Arguments = OF_REPLICAS.iter().filter_map(|name| arguments.remove_entry(*name)).collect();
    let mut faults = add_types(&mut arguments);
    let regions = arguments.texts("replicas");
    faults.extend(check::regions(&regions, &per_region));
    fill(&mut arguments, &regions);
    arguments.extend(per_region.get("kms_keys").map(|keys| ("kms_keys".to_owned(), keys.clone())));
    if !faults.is_empty() {
        return Err(faults);
    }
    let table = Draftable::new(call, super::NAME, call.text(0), &Place::global(), arguments);
    let replicas: BTreeSet<&String> = regions.iter().collect();
    let replicas = replicas.into_iter().map(|region| replica_of(&table, region, &regions, &per_region));
    let replicas: Vec<Draftable> = replicas.collect();
    Ok(Built::Resources(std::iter::once(table).chain(replicas).collect()))
}

/// Returns the replica of a region: what is said for all regions, and what is said for this one.
fn replica_of(table: &Draftable, region: &str, regions: &[String], per_region: &Arguments) -> Draftable {
    let mut arguments = Arguments::new();
    let mut put = |name: &str, value: Option<Argument>| {
        if let Some(value) = value {
            arguments.insert(name.to_owned(), value);
        }
    };
    put("table", table.arguments.get("name").cloned());
    put("region", Some(region.into()));
    put("first", regions.first().map(|first| first.as_str().into()));
    put("home", Some(Reference::new(&table.address, "home").into()));
    put("consistency", table.arguments.get("consistency").cloned());
    for name in ["deletion_protection", "point_in_time_recovery", "tags"] {
        put(name, per_region.get(name).cloned());
    }
    put("kms_key", per_region.get("kms_keys").and_then(|keys| keys.get(region)));
    let own = per_region.get("overrides").and_then(|overrides| overrides.get(region)?.entries());
    own.into_iter().flatten().for_each(|(name, value)| put(&name, Some(value)));
    replica::complete(&mut arguments);
    Draftable::child(table, replica::NAME, &[], &Place::region(region), arguments)
}

/// Fills in what follows from the regions.
fn fill(arguments: &mut Arguments, regions: &[String]) {
    if arguments.text("consistency") == Some("STRONG") {
        let mut members = regions.to_vec();
        members.sort();
        members.dedup();
        arguments.insert("members".to_owned(), Argument::Value(Value::list(members)));
        arguments.insert("joined".to_owned(), Argument::Value(Value::Bool(true)));
    } else if regions.len() > 1 {
        arguments.entry("stream".to_owned()).or_insert_with(|| "NEW_AND_OLD_IMAGES".into());
    }
}

/// Puts the types of `attributes` beside the attributes of every key.
fn add_types(arguments: &mut Arguments) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for option in ["key", "global_secondary_indexes", "local_secondary_indexes"] {
        let Some(argument) = arguments.get(option).cloned() else { continue };
        let Some(value) = argument.into_known() else {
            faults.push(unknown(option));
            continue;
        };
        let mut missing = BTreeSet::new();
        let mut typed = |key: &Value| with_types(key, arguments, &mut used, &mut missing);
        let value = match option {
            "key" => typed(&value),
            "local_secondary_indexes" => each(&value, |index| typed(index)),
            _ => each(&value, |index| {
                let mut index = index.clone();
                if let Value::Map(entries) = &mut index
                    && let Some(key) = entries.get("key").map(&mut typed)
                {
                    entries.insert("key".to_owned(), key);
                }
                index
            }),
        };
        faults.extend(missing.iter().map(|name| check::untyped(option, name)));
        arguments.insert(option.to_owned(), Argument::Value(value));
    }
    faults.extend(check::unused(arguments, &used));
    faults
}

fn unknown(option: &'static str) -> Fault {
    Fault {
        at: At::Option(option),
        code: "table::key",
        message: format!("`{option}` must be known before anything is applied"),
        hint: Some("write it out, or take it from an `input`".to_owned()),
    }
}

fn each(map: &Value, change: impl FnMut(&Value) -> Value) -> Value {
    let entries = map.as_map().cloned().unwrap_or_default();
    let names: Vec<String> = entries.keys().cloned().collect();
    Value::Map(names.into_iter().zip(entries.values().map(change)).collect())
}

fn with_types(
    key: &Value,
    arguments: &Arguments,
    used: &mut BTreeSet<String>,
    missing: &mut BTreeSet<String>,
) -> Value {
    let Some(mut entries) = key.as_map().cloned() else { return key.clone() };
    for (attribute, ty) in [("hash", "hash_type"), ("range", "range_type")] {
        let Some(name) = entries.string(attribute) else { continue };
        let known = arguments.get("attributes").and_then(|types| types.get(&name)?.into_known());
        match known {
            Some(known) => {
                entries.insert(ty.to_owned(), known);
            }
            None => {
                missing.insert(name.clone());
            }
        }
        used.insert(name);
    }
    Value::Map(entries)
}
