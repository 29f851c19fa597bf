//! The attribute sheet of a table.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::{indexes, validate};
use crate::buckets;

/// The most regions a table can name: more than there are.
const REGIONS: usize = 60;
/// The most units of capacity that a table or index takes without a raised quota.
pub(super) const UNITS: i64 = 40_000;

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A table: in one region, or in several that replicate to each other.\n\n\
              Each region is a resource of its own, `dynamodb::replica`, declared along with the table: regions come and \
              go without the table noticing. The region it was first made in is remembered as its home, so the order of \
              `replicas` means nothing afterwards. With `consistency: \"STRONG\"` the regions are fixed: three, or two \
              and a witness.",
        example: "let sites = regions([\"us-east-1\", \"eu-west-1\"]);\n\
                  let orders = dynamodb::table(\"orders\", #{\n    \
                      key: #{ hash: \"customer\", range: \"placed_at\" },\n    \
                      attributes: #{ customer: \"S\", placed_at: \"S\" },\n    \
                      replicas: sites, point_in_time_recovery: true, ttl: \"expires_at\",\n\
                  });\n",
        mode: Mode::Managed,
        // Calls go to the table's own home; this is only where it would be looked for without one.
        placement: Placement::Global { home: "us-east-1" },
        parent: None,
        attributes: [shape(), places(), capacity(), behaviour(), computed()].concat(),
        identity: Identity {
            class: CreateClass::UniqueName,
            ownership: Ownership::TagsAtCreate,
            natural_key: &["name"],
        },
        replace: ReplaceOrder::DeleteFirst,
        buckets: vec![buckets::CHANGE_TABLE, buckets::TAG_TABLE],
        validate: Some(validate::validate),
        precious: true,
    }
}

/// Returns what items look like.
fn shape() -> Vec<Attribute> {
    let types = Type::map_of(Type::Enumeration(&["S", "N", "B"]), 100);
    vec![
        Attribute::required(
            "name",
            Type::pattern("^[A-Za-z0-9_.-]{3,255}$", "3 to 255 letters, digits, `_`, `.` or `-`"),
            "The name of the table, the same in every region; the name given first unless it is set.",
        )
        .replaces()
        .example("orders"),
        Attribute::required(
            "key",
            Type::Struct(indexes::key_attributes(true)),
            "The attribute that items are kept by, `hash`, and perhaps one that they are sorted by within it, `range`.",
        )
        .replaces()
        .example(Value::map([("hash", Value::from("id")), ("hash_type", "S".into())])),
        Attribute::required(
            "attributes",
            types,
            "The types of the attributes in keys, of the table and of its indexes: `S` string, `N` number, `B` bytes.",
        )
        .example(Value::map([("id", Value::from("S"))])),
        Attribute::optional(
            "global_secondary_indexes",
            Type::map_of(Type::Struct(indexes::global(true)), 20),
            "Other keys to find items by, by the name of the index. They come and go one at a time; a change of key or \
             projection makes the index anew.",
        ),
        Attribute::optional(
            "local_secondary_indexes",
            Type::map_of(Type::Struct(indexes::local(true)), 5),
            "Other orders within one `hash`, by the name of the index.",
        )
        .replaces(),
    ]
}

/// Returns where it is.
fn places() -> Vec<Attribute> {
    vec![
        Attribute::required(
            "replicas",
            Type::list(Type::Region, 1, REGIONS),
            "The regions it is in. It is made in the first of them and spreads to the others; after that the order means \
             nothing.",
        )
        .example(Value::list(["us-east-1"])),
        Attribute::defaulting(
            "consistency",
            Type::Enumeration(&["EVENTUAL", "STRONG"]),
            "EVENTUAL",
            "Whether a write is in a second region before it is answered (`STRONG`) or follows within about a second.",
        )
        .replaces(),
        Attribute::optional(
            "witness",
            Type::Region,
            "With `STRONG` and two replicas: the region that keeps no data that can be read, but breaks the tie.",
        )
        .replaces()
        .example("us-east-2"),
        Attribute::optional(
            "conflicts",
            Type::Enumeration(&["COMMUTATIVE", "HOME_REGION", "IDEMPOTENT"]),
            "With `EVENTUAL` in several regions: what keeps writes to one item apart. `HOME_REGION`: each item is written \
             in one region alone; `IDEMPOTENT`: its writers write the same; `COMMUTATIVE`: nobody writes an item again, \
             new ones are added. Known to Tandem alone: it changes nothing in the cloud.",
        )
        .example("HOME_REGION"),
        Attribute::optional(
            "members",
            Type::set(Type::Region, 1, 3),
            "With `STRONG`, the regions as they must stay: a change makes a new table.",
        )
        .replaces(),
        Attribute::optional("joined", Type::Boolean, "With `STRONG`, whether its regions have been joined."),
    ]
}

/// Returns how much it can do, and what that costs.
fn capacity() -> Vec<Attribute> {
    let mut attributes = vec![Attribute::defaulting(
        "billing_mode",
        Type::Enumeration(&["PAY_PER_REQUEST", "PROVISIONED"]),
        "PAY_PER_REQUEST",
        "Whether each request is paid for, or capacity by the hour. In several regions provisioned capacity also \
             needs auto scaling of writes.",
    )];
    attributes.extend(indexes::capacity());
    attributes.push(Attribute::defaulting(
        "table_class",
        Type::Enumeration(&["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
        "STANDARD",
        "What storage costs beside what requests cost. AWS takes two changes in 30 days.",
    ));
    attributes
}

/// Returns what it does beside keeping items.
fn behaviour() -> Vec<Attribute> {
    vec![
        Attribute::optional(
            "stream",
            Type::Enumeration(&["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]),
            "What a stream tells of each change. Replication needs `NEW_AND_OLD_IMAGES`, so it is that in a table of \
             several regions.",
        ),
        Attribute::optional(
            "ttl",
            Type::text(1, 255),
            "The attribute with the time, in seconds since 1970, at which an item is deleted. AWS takes one change an \
             hour.",
        )
        .example("expires_at"),
        Attribute::optional(
            "sse_type",
            Type::Enumeration(&["KMS"]),
            "Whether items are encrypted with a key in KMS, one in each region; else with a key that AWS keeps.",
        ),
    ]
}

fn computed() -> Vec<Attribute> {
    let text = |name, doc| Attribute::computed(name, Type::string(), doc);
    let regions = || Type::set(Type::Region, 0, REGIONS);
    vec![
        Attribute::computed("home", Type::Region, "The region that shared settings are changed in."),
        text("arn", "The ARN of the table at home.").volatile(),
        text("table_id", "Another for every table that ever had the name."),
        text("stream_arn", "The ARN of the latest stream at home.").volatile(),
        Attribute::computed("departing", regions(), "The regions it is still in and is to leave.").volatile(),
        Attribute::computed(
            "kms_keys",
            Type::map_of(Type::string(), REGIONS),
            "The keys of your own, by region; each is an attribute of that region's replica.",
        ),
    ]
}
