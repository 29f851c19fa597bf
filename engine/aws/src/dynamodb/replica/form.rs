//! What the form of a table takes for its replicas.

use tandem_core::argument::Arguments;
use tandem_core::schema::Presence;
use tandem_core::{Argument, Attribute, Type, Value};

use super::schema::{RECOVERY, own};

/// Returns the options that go to each replica.
pub(crate) fn options() -> Vec<Attribute> {
    let shared = own().into_iter().map(as_written).filter(|attribute| {
        ["deletion_protection", "point_in_time_recovery", "tags"].contains(&attribute.name)
    });
    let mut options: Vec<Attribute> = shared.collect();
    options.push(Attribute::optional(
        "kms_keys",
        Type::map_of(Type::text(1, 2_048), 60),
        "With `sse_type: \"KMS\"`: the ARN of your own key in each region, by its name.",
    ));
    let mut overrides: Vec<Attribute> = own().into_iter().map(as_written).collect();
    overrides.retain(|attribute| attribute.name != "kms_key");
    for attribute in &mut overrides {
        attribute.presence = Presence::Optional;
    }
    options.push(Attribute::optional(
        "overrides",
        Type::map_of(Type::Struct(overrides), 60),
        "What a region has instead, by the region's name: `#{ \"eu-west-1\": #{ read_capacity: 10 } }`.",
    ));
    options
}

/// Returns an attribute as scripts write it: recovery may be plain `true`.
fn as_written(mut attribute: Attribute) -> Attribute {
    if attribute.name == "point_in_time_recovery" {
        attribute.ty = Type::OneOf(vec![Type::duration(RECOVERY.0, RECOVERY.1), Type::Boolean]);
        attribute.doc = "To how long ago each region's copy can be restored: `true` for 35 days, or whole days such as \
                         `\"7d\"`.";
    }
    attribute
}

/// Brings arguments into stored form, and fills in what is left out.
pub(crate) fn complete(arguments: &mut Arguments) {
    match arguments.get("point_in_time_recovery").and_then(Argument::known) {
        Some(Value::Bool(true)) => {
            arguments.insert("point_in_time_recovery".to_owned(), "35d".into());
        }
        Some(Value::Bool(false)) => {
            arguments.remove("point_in_time_recovery");
        }
        _ => (),
    }
    arguments.entry("deletion_protection".to_owned()).or_insert(Argument::Value(Value::Bool(false)));
}
