//! The attribute sheet of a topic.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type};

use super::validate;
use super::wire::LOGGED;
use crate::buckets;
use crate::tags;

/// How many tags of the user's fit beside the two of ownership.
const USER_TAGS: usize = 48;

/// The most characters of a policy.
const POLICY: usize = 30_720;

/// The largest messages that a topic takes unless told otherwise, in bytes.
pub(in crate::sns) const USUAL_SIZE: i64 = 262_144;

/// Names of topics: the service's own rule.
const NAME_PATTERN: &str = "^([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\\.fifo)$";

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A topic: what is told, and passes it on to everyone who subscribed.\n\n\
              It stands in one region, and alarms tell only topics of their own. Whoever must hear of the end of a \
              region needs a topic in another one.",
        example: "let oncall = sns::topic(region(\"us-east-1\"), \"oncall\", #{ display_name: \"On call\" });\n\
                  oncall.subscription(\"pager\", #{ protocol: \"https\", endpoint: \"https://pager.example.com/notify\" });\n",
        mode: Mode::Managed,
        placement: Placement::Regional,
        parent: None,
        attributes: [told(), kept()].concat(),
        identity: Identity {
            class: CreateClass::Idempotent,
            ownership: Ownership::TagsAtCreate,
            natural_key: &["name"],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: vec![buckets::SNS, buckets::TAG_TOPIC],
        validate: Some(validate::validate),
        precious: false,
    }
}

/// The name, what it says, and who may.
fn told() -> Vec<Attribute> {
    vec![
        Attribute::required(
            "name",
            Type::pattern(
                NAME_PATTERN,
                "1 to 256 letters, digits, dashes and underscores, with `.fifo` at the end of a FIFO topic's",
            ),
            "The name, unique within account and region.",
        )
        .replaces()
        .example("oncall"),
        Attribute::optional(
            "display_name",
            Type::text(0, 100),
            "Whom mails and text messages name as their sender.",
        ),
        Attribute::chosen(
            "policy",
            Type::json(POLICY),
            "Who may publish and subscribe, as an IAM policy: an object map or its JSON. Left out, the account alone; \
             once set it cannot be left out again.",
        ),
        Attribute::optional(
            "delivery_policy",
            Type::json(POLICY),
            "How deliveries to HTTP endpoints are retried: an object map or its JSON.",
        ),
        Attribute::optional(
            "feedback",
            Type::Struct(LOGGED.into_iter().map(|(protocol, _)| feedback(protocol)).collect()),
            "What is logged of deliveries, by protocol.",
        ),
        tags::attribute(USER_TAGS),
    ]
}

fn feedback(protocol: &'static str) -> Attribute {
    let role = || Type::text(1, 2_048);
    let logged = Type::Struct(vec![
        Attribute::optional("success_role", role(), "The ARN of the role that logs what was delivered."),
        Attribute::chosen(
            "success_sample_rate",
            Type::integer(0, 100),
            "How much of what was delivered is logged, in percent.",
        ),
        Attribute::optional("failure_role", role(), "The ARN of the role that logs what was not delivered."),
    ]);
    Attribute::optional(protocol, logged, "What is logged of deliveries over this protocol.")
}

/// Order, encryption, and what goes with the messages.
fn kept() -> Vec<Attribute> {
    vec![
        Attribute::defaulting(
            "fifo",
            Type::Boolean,
            false,
            "Whether messages keep their order and arrive once. Such a topic tells SQS queues alone.",
        )
        .replaces(),
        Attribute::defaulting(
            "content_based_deduplication",
            Type::Boolean,
            false,
            "Whether messages of one content count as one; for FIFO topics.",
        ),
        Attribute::chosen(
            "fifo_throughput_scope",
            Type::Enumeration(&["Topic", "MessageGroup"]),
            "Within what messages are compared with those before; for FIFO topics. `MessageGroup` is faster.",
        ),
        Attribute::optional(
            "kms_key",
            Type::text(1, 2_048),
            "The id, ARN or alias of the key that encrypts messages; without one, SNS encrypts by itself. Alarms need \
             a key of your own, whose policy lets CloudWatch use it.",
        ),
        Attribute::defaulting(
            "tracing",
            Type::Enumeration(&["PassThrough", "Active"]),
            "PassThrough",
            "Whether X-Ray traces are written, or only passed on.",
        ),
        Attribute::defaulting(
            "signature_version",
            Type::integer(1, 2),
            1_i64,
            "How messages are signed: 1 is SHA-1, 2 is SHA-256.",
        ),
        Attribute::defaulting(
            "max_message_size",
            Type::integer(1_024, 1_048_576),
            USUAL_SIZE,
            "The size of the largest message, in bytes. Above 256 KiB only SQS, Firehose and Lambda can be told.",
        ),
        Attribute::computed("arn", Type::string(), "Its ARN, which alarms and permissions name."),
    ]
}
