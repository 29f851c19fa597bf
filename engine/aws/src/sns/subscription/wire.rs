//! The settings of a subscription, and the entries that AWS keeps them in.

use super::super::setting::{Form, Setting};

/// Returns every setting.
pub(super) fn settings() -> Vec<Setting> {
    vec![
        Setting::of("filter_policy_scope", "FilterPolicyScope", Form::Text),
        Setting::of("filter_policy", "FilterPolicy", Form::Text),
        Setting::of("raw_delivery", "RawMessageDelivery", Form::Boolean),
        Setting::of("redrive_policy", "RedrivePolicy", Form::Text),
        Setting::of("delivery_policy", "DeliveryPolicy", Form::Text),
        Setting::of("role", "SubscriptionRoleArn", Form::Text),
    ]
}

/// Returns what is sent to take an entry away; AWS wants it said in three ways.
pub(super) fn nothing(entry: &str) -> Option<&'static str> {
    match entry {
        "FilterPolicy" => Some("{}"),
        "RedrivePolicy" => None,
        _ => Some(""),
    }
}
