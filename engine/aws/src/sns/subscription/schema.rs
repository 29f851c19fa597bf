//! The attribute sheet of a subscription.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::super::topic;
use super::validate;
use crate::buckets;

/// The ways of telling somebody, as AWS writes them.
const PROTOCOLS: &[&str] =
    &["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

/// The most characters of a filter.
const FILTER: usize = 262_144;
/// The most characters of any other policy.
const POLICY: usize = 30_720;

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A subscription: who is told by a topic, and of what.\n\n\
              Mail and web endpoints are asked first and must agree, which nothing here waits for: `confirmed` tells \
              whether they have, as of the last refresh. AWS drops who does not agree within some days, and the next \
              apply asks again. Until then it cannot be deleted: Tandem then forgets it, and AWS drops it with its \
              topic or by itself.",
        example: "let oncall = sns::topic(region(\"us-east-1\"), \"oncall\");\n\
                  oncall.subscription(\"duty\", #{ protocol: \"email\", endpoint: \"duty@example.com\" });\n\
                  oncall.subscription(\"archive\", #{\n    \
                      protocol: \"sqs\", endpoint: \"arn:aws:sqs:eu-west-1:123456789012:archive\",\n    \
                      raw_delivery: true, filter_policy: #{ severity: [\"high\"] },\n\
                  });\n",
        mode: Mode::Managed,
        placement: Placement::Regional,
        parent: Some(topic::NAME),
        attributes: [who(), what()].concat(),
        identity: Identity {
            class: CreateClass::Idempotent,
            ownership: Ownership::Parent,
            natural_key: &["topic", "protocol", "endpoint"],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: vec![buckets::SNS, buckets::SUBSCRIBE],
        validate: Some(validate::validate),
        precious: false,
    }
}

fn who() -> Vec<Attribute> {
    vec![
        Attribute::required("topic", Type::reference(&[topic::NAME], "arn"), "The topic that tells.").replaces(),
        Attribute::required(
            "protocol",
            Type::Enumeration(PROTOCOLS),
            "How it is told. Queues, functions and streams of the same account agree by themselves, mail and web \
             endpoints are asked.",
        )
        .replaces()
        .example("https"),
        Attribute::required(
            "endpoint",
            Type::text(1, 2_048),
            "Who is told: a URL, a mail address, a telephone number, or the ARN of a queue, function, stream or \
             application. Queues and functions may be in another region.",
        )
        .replaces()
        .confidential()
        .example("https://pager.example.com/notify"),
        Attribute::optional(
            "role",
            Type::text(20, 2_048),
            "The ARN of the role that writes to a stream; Firehose needs one, nothing else takes one.",
        )
        .example("arn:aws:iam::123456789012:role/deliver"),
    ]
}

fn what() -> Vec<Attribute> {
    vec![
        Attribute::optional(
            "filter_policy",
            Type::json(FILTER),
            "Of which messages it is told: an object map or its JSON; left out, of all. Changes take minutes to work.",
        )
        .example("{\"severity\":[\"high\"]}"),
        Attribute::defaulting(
            "filter_policy_scope",
            Type::Enumeration(&["MessageAttributes", "MessageBody"]),
            "MessageAttributes",
            "What the filter looks at.",
        ),
        Attribute::defaulting(
            "raw_delivery",
            Type::Boolean,
            false,
            "Whether messages come as they are, not wrapped in JSON; for SQS, Firehose and web endpoints.",
        ),
        Attribute::optional(
            "redrive_policy",
            Type::json(POLICY),
            "Where messages go that cannot be delivered: `#{ deadLetterTargetArn: … }`, the ARN of a queue of the \
             topic's region.",
        ),
        Attribute::optional(
            "delivery_policy",
            Type::json(POLICY),
            "How deliveries are retried, for web endpoints: an object map or its JSON.",
        ),
        Attribute::computed("confirmed", Type::Boolean, "Whether the endpoint has agreed, as of the last refresh.")
            .volatile()
            .example(Value::Bool(true)),
        Attribute::computed("arn", Type::string(), "Its ARN."),
    ]
}
