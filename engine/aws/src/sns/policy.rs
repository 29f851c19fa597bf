//! Whether a document that AWS answers means what was set: it writes some in a way of its own.

use serde_json::{Map, Value};

/// Puts the declared text back wherever AWS's own means the same.
pub(super) fn keep_declared(
    found: Option<String>,
    declared: Option<&str>,
    same: fn(&str, &str) -> bool,
) -> Option<String> {
    match (found, declared) {
        (Some(found), Some(declared)) if same(&found, declared) => Some(declared.to_owned()),
        (found, _) => found,
    }
}

/// Returns whether two access policies allow the same.
///
/// AWS turns accounts into the ARNs of their root users and lists of one into their item, and changes the order of
/// lists and the capitals of actions.
pub(super) fn same_access(one: &str, other: &str) -> bool {
    same(one, other, |document| access("", document))
}

/// Returns whether two delivery policies retry alike: AWS fills in what is off.
pub(super) fn same_delivery(one: &str, other: &str) -> bool {
    same(one, other, |document| without_what_is_off(document).unwrap_or(Value::Null))
}

fn same(one: &str, other: &str, canonical: impl Fn(Value) -> Value) -> bool {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok().map(&canonical);
    parsed(one).is_some_and(|document| parsed(other) == Some(document))
}

fn access(key: &str, document: Value) -> Value {
    match document {
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(name, value)| {
                let value = access(&name, value);
                (name, value)
            });
            Value::Object(entries.collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(|item| access(key, item)).collect();
            items.sort_by_cached_key(Value::to_string);
            if items.len() == 1 { items.remove(0) } else { Value::Array(items) }
        }
        Value::String(text) => Value::String(match key {
            "Action" | "NotAction" => text.to_ascii_lowercase(),
            "AWS" => root_of(&text).unwrap_or(&text).to_owned(),
            _ => text,
        }),
        plain => plain,
    }
}

/// Returns the account whose root user an ARN names.
fn root_of(arn: &str) -> Option<&str> {
    let account = arn.split_once(":iam::")?.1.strip_suffix(":root")?;
    arn.starts_with("arn:").then_some(account)
}

fn without_what_is_off(document: Value) -> Option<Value> {
    match document {
        Value::Null | Value::Bool(false) => None,
        Value::Object(entries) => {
            let entries =
                entries.into_iter().filter_map(|(name, value)| Some((name, without_what_is_off(value)?)));
            let entries: Map<String, Value> = entries.collect();
            (!entries.is_empty()).then_some(Value::Object(entries))
        }
        plain => Some(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::{same_access, same_delivery};

    fn statement(principal: &str, action: &str) -> String {
        format!(
            r#"{{"Statement": [{{"Effect": "Allow", "Principal": {{"AWS": {principal}}}, "Action": {action}}}]}}"#
        )
    }

    #[test]
    fn a_policy_is_known_again() {
        let mine = statement("[\"123456789012\"]", "[\"sns:Publish\", \"sns:Subscribe\"]");
        let root = "\"arn:aws:iam::123456789012:root\"";
        assert!(same_access(&mine, &statement(root, "[\"SNS:Subscribe\", \"SNS:Publish\"]")));
        assert!(!same_access(&mine, &statement(root, "\"SNS:Publish\"")));
        let other = statement("\"arn:aws:iam::210987654321:root\"", "[\"sns:Publish\", \"sns:Subscribe\"]");
        assert!(!same_access(&mine, &other));
        assert!(!same_access(&mine, "no policy"));
        assert!(!same_access("no policy", "no policy either"));
    }

    #[test]
    fn a_delivery_policy_is_known_again() {
        let mine = r#"{"healthyRetryPolicy": {"numRetries": 5}}"#;
        let filled = r#"{"healthyRetryPolicy":{"numRetries":5},"throttlePolicy":null,"guaranteed":false}"#;
        assert!(same_delivery(mine, filled));
        assert!(!same_delivery(
            mine,
            r#"{"healthyRetryPolicy":{"numRetries":5},"throttlePolicy":{"maxReceivesPerSecond":1}}"#
        ));
    }
}
