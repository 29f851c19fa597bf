//! The attribute sheet of a replica.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::super::table;
use crate::buckets;

/// The shortest and the longest time that a table can be restored to, in seconds.
pub(super) const RECOVERY: (u64, u64) = (86_400, 35 * 86_400);
/// How many tags of the user's fit beside the three of ownership.
const USER_TAGS: usize = 47;

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A region of a table, declared by naming the region in the table's `replicas`.\n\n\
              It has what regions do not share: recovery, deletion protection, tags, and capacity of its own for reads.",
        example: "let sites = regions([\"us-east-1\", \"eu-west-1\"]);\n\
                  dynamodb::table(\"carts\", #{\n    \
                      key: #{ hash: \"visitor\" }, attributes: #{ visitor: \"S\" }, replicas: sites,\n    \
                      point_in_time_recovery: \"7d\", tags: #{ team: \"shop\" },\n    \
                      overrides: #{ \"eu-west-1\": #{ deletion_protection: true } },\n\
                  });\n",
        mode: Mode::Managed,
        placement: Placement::Regional,
        parent: Some(table::NAME),
        attributes: [place(), own(), computed()].concat(),
        identity: Identity {
            class: CreateClass::UniqueName,
            ownership: Ownership::TagsAfter,
            natural_key: &["table", "region"],
        },
        replace: ReplaceOrder::DeleteFirst,
        buckets: vec![buckets::CHANGE_TABLE, buckets::TAG_TABLE],
        validate: None,
        precious: false,
    }
}

fn place() -> Vec<Attribute> {
    vec![
        Attribute::required("table", Type::text(1, 255), "The name of the table.")
            .replaces()
            .example("carts"),
        Attribute::required("region", Type::Region, "The region.").replaces().example("us-east-1"),
    ]
}

/// Returns what a region has for itself.
pub(super) fn own() -> Vec<Attribute> {
    vec![
        Attribute::optional(
            "point_in_time_recovery",
            Type::duration(RECOVERY.0, RECOVERY.1),
            "To how long ago the table can be restored in this region, whole days: `\"7d\"`. It cannot be if left out.",
        )
        .example("7d"),
        Attribute::defaulting(
            "deletion_protection",
            Type::Boolean,
            false,
            "Whether AWS refuses to delete the table here, whoever asks. Tandem takes it off before a delete that is \
             planned.",
        ),
        crate::tags::attribute(USER_TAGS),
        Attribute::optional(
            "read_capacity",
            Type::integer(1, 40_000),
            "With provisioned capacity: reads a second in this region alone. The table's own count if left out.",
        )
        .example(Value::Integer(10)),
        Attribute::optional(
            "max_read_requests",
            Type::integer(1, 40_000),
            "With on-demand capacity: the most reads a second in this region alone.",
        )
        .example(Value::Integer(10)),
        Attribute::optional(
            "table_class",
            Type::Enumeration(&["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
            "What storage costs in this region alone.",
        )
        .example("STANDARD"),
        Attribute::optional("kms_key", Type::text(1, 2_048), "The ARN of the key of your own that encrypts items here.")
            .example("arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ]
}

fn computed() -> Vec<Attribute> {
    let text = |name, doc| Attribute::computed(name, Type::string(), doc);
    vec![
        text("arn", "The ARN of the table in this region."),
        text("table_id", "Another for every table that ever had the name here."),
        text("stream_arn", "The ARN of the latest stream in this region.").volatile(),
        text("consistency", "The table's: `EVENTUAL` or `STRONG`."),
        Attribute::computed("home", Type::Region, "The table's home."),
        Attribute::computed(
            "departing",
            Type::Boolean,
            "Whether the table is to leave this region and to stay in others.",
        )
        .volatile(),
        Attribute::computed(
            "first",
            Type::Region,
            "The region that becomes the home when the table is made.",
        ),
    ]
}
