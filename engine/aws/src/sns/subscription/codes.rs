//! The long explanations of what is wrong with subscriptions.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "subscription::protocol",
        text: "Not every topic can tell every endpoint: FIFO topics tell SQS queues alone, and topics of messages above \
               256 KiB tell SQS, Firehose and Lambda.\n\nSubscribe a queue, and let what reads it tell the others.",
    },
    Explanation {
        code: "subscription::endpoint",
        text: "The endpoint does not have the form that its protocol asks for: a URL with the protocol's own scheme, a \
               mail address, a telephone number with its country, or the ARN of what is told.",
    },
    Explanation {
        code: "subscription::setting",
        text: "The setting means nothing to this protocol.\n\n`raw_delivery` belongs to SQS, Firehose and web endpoints, \
               `delivery_policy` to web endpoints, `role` to Firehose.",
    },
    Explanation {
        code: "subscription::role",
        text: "SNS writes to a Firehose stream in the name of a role: its ARN is `role`. The role trusts \
               `sns.amazonaws.com` and may call `firehose:PutRecord` and `firehose:PutRecordBatch` on the stream.",
    },
    Explanation {
        code: "subscription::filter_policy_scope",
        text: "The scope says what a filter looks at: a message's attributes or its body. Without a `filter_policy`, \
               every message is told and the scope means nothing.",
    },
    Explanation {
        code: "subscription::json",
        text: "Policies are JSON objects. Write them as object maps, `#{ severity: [\"high\"] }`, or as their JSON text \
               in backticks.",
    },
];
