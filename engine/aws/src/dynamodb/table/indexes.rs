//! The structs of keys, indexes and capacity, as scripts write them and as they are stored.

use tandem_core::{Attribute, Type, Value};

use super::schema::UNITS;

/// Returns the attributes of a key; stored, it has the types of its attributes beside their names, so that a change of
/// a type is seen as one of the key.
pub(super) fn key_attributes(stored: bool) -> Vec<Attribute> {
    let mut attributes = vec![
        Attribute::required("hash", Type::text(1, 255), "The attribute that items are spread by.")
            .example("id"),
        Attribute::optional(
            "range",
            Type::text(1, 255),
            "The attribute that items of one `hash` are sorted by.",
        )
        .example("placed_at"),
    ];
    if stored {
        attributes.push(
            Attribute::required("hash_type", key_type(), "The type of `hash`, as `attributes` says.")
                .example("S"),
        );
        attributes.push(Attribute::optional(
            "range_type",
            key_type(),
            "The type of `range`, as `attributes` says.",
        ));
    }
    attributes
}

/// Returns the attributes of a global index.
pub(super) fn global(stored: bool) -> Vec<Attribute> {
    let key = Type::Struct(key_attributes(stored));
    let mut attributes =
        vec![Attribute::required("key", key, "The attributes that the index finds items by.")];
    attributes.extend(projection());
    attributes.extend(capacity());
    attributes
}

/// Returns the attributes of a local index.
pub(super) fn local(stored: bool) -> Vec<Attribute> {
    let doc = "The attribute that items of one `hash` are sorted by.";
    let mut attributes = vec![Attribute::required("range", Type::text(1, 255), doc).example("placed_at")];
    if stored {
        let doc = "The type of `range`, as `attributes` says.";
        attributes.push(Attribute::required("range_type", key_type(), doc).example("S"));
    }
    attributes.extend(projection());
    attributes
}

/// Returns the attributes of capacity, of a table or of an index.
pub(super) fn capacity() -> Vec<Attribute> {
    let units =
        |name, doc| Attribute::optional(name, Type::integer(1, UNITS), doc).example(Value::Integer(5));
    vec![
        units("read_capacity", "With `PROVISIONED`: reads of 4 KiB a second."),
        units("write_capacity", "With `PROVISIONED`: writes of 1 KiB a second."),
        units("max_read_requests", "With `PAY_PER_REQUEST`: the most reads a second; no limit if left out."),
        units(
            "max_write_requests",
            "With `PAY_PER_REQUEST`: the most writes a second; no limit if left out.",
        ),
    ]
}

fn projection() -> Vec<Attribute> {
    vec![
        Attribute::defaulting(
            "projection",
            Type::Enumeration(&["ALL", "KEYS_ONLY", "INCLUDE"]),
            "ALL",
            "What the index holds of each item: everything, its keys, or those and `non_key_attributes`.",
        ),
        Attribute::optional(
            "non_key_attributes",
            Type::set(Type::text(1, 255), 1, 20),
            "With `INCLUDE`: the other attributes that the index holds.",
        )
        .example(Value::list(["status"])),
    ]
}

fn key_type() -> Type {
    Type::Enumeration(&["S", "N", "B"])
}
