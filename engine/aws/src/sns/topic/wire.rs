//! The settings of a topic, and the entries that AWS keeps them in.

use super::super::setting::{Form, Setting};

/// The protocols whose deliveries are logged, and how their entries begin.
pub(super) const LOGGED: [(&str, &str); 5] = [
    ("application", "Application"),
    ("firehose", "Firehose"),
    ("http", "HTTP"),
    ("lambda", "Lambda"),
    ("sqs", "SQS"),
];

const ROLE: &str = "SuccessFeedbackRoleArn";
const RATE: &str = "SuccessFeedbackSampleRate";

/// The entry that makes a topic FIFO: set at create, never after.
pub(super) const FIFO: &str = "FifoTopic";

/// Returns every setting, in the order in which they are set.
pub(super) fn settings() -> Vec<Setting> {
    let mut settings = vec![
        Setting::of("display_name", "DisplayName", Form::Text),
        Setting::of("policy", "Policy", Form::Text).staying(),
        Setting::of("delivery_policy", "DeliveryPolicy", Form::Text),
        // A scope of message groups needs messages that say what they repeat, or content that does.
        Setting::of("content_based_deduplication", "ContentBasedDeduplication", Form::Boolean),
        Setting::of("fifo_throughput_scope", "FifoThroughputScope", Form::Text).staying(),
        Setting::of("kms_key", "KmsMasterKeyId", Form::Text),
        Setting::of("tracing", "TracingConfig", Form::Text),
        Setting::of("signature_version", "SignatureVersion", Form::Integer),
        Setting::of("max_message_size", "MaximumMessageSize", Form::Integer),
    ];
    for (protocol, prefix) in LOGGED {
        let of = |name: &'static str, suffix: &str, form: Form| {
            Setting::inside(&["feedback", protocol, name], &format!("{prefix}{suffix}"), form)
        };
        settings.push(of("success_role", ROLE, Form::Text));
        settings.push(of("success_sample_rate", RATE, Form::Integer).staying());
        settings.push(of("failure_role", "FailureFeedbackRoleArn", Form::Text));
    }
    settings
}

/// Returns the entry without which another says nothing: a rate is one of what a role logs.
pub(super) fn needed_by(entry: &str) -> Option<String> {
    entry.strip_suffix(RATE).map(|prefix| format!("{prefix}{ROLE}"))
}
