//! Checks an input against its shape: what is required, ranges, lengths, patterns and enumerations.
//!
//! The wording is that of AWS's own front end, which every service shares; only the error code differs.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;
use serde_json::Value;

use super::{Kind, Model, Shape};

/// AWS lists at most this many violations; the count in front is of those it lists.
const MOST: usize = 10;

/// Compiled patterns. Few requests hold a patterned member, so they are compiled when first met.
static PATTERNS: LazyLock<Mutex<BTreeMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);

/// Returns the message of the violations in `value`, or `None` when it fits the shape.
pub(crate) fn validate(model: &Model, shape: &str, value: &Value) -> Option<String> {
    let mut found = Vec::new();
    visit(model, model.shape(shape), value, "", &mut found);
    if found.is_empty() {
        return None;
    }
    found.truncate(MOST);
    let noun = if found.len() == 1 { "error" } else { "errors" };
    Some(format!("{} validation {noun} detected: {}", found.len(), found.join("; ")))
}

fn visit(model: &Model, shape: &Shape, value: &Value, path: &str, found: &mut Vec<String>) {
    match (shape.kind, value) {
        (Kind::Structure, Value::Object(fields)) => {
            for name in &shape.required {
                if fields.get(name).is_none_or(Value::is_null) {
                    let path = join(path, name);
                    found.push(violation("null", &path, "Member must not be null"));
                }
            }
            for (name, member) in &shape.members {
                if let Some(value) = fields.get(name).filter(|value| !value.is_null()) {
                    visit(model, model.shape(&member.shape), value, &join(path, name), found);
                }
            }
        }
        (Kind::List, Value::Array(items)) => {
            check_length(shape, items.len(), path, || list_text(value), found);
            if let Some(member) = &shape.member {
                let inner = model.shape(&member.shape);
                for (index, item) in items.iter().enumerate() {
                    visit(model, inner, item, &format!("{path}.{}.member", index + 1), found);
                }
            }
        }
        (Kind::Map, Value::Object(entries)) => {
            check_length(shape, entries.len(), path, || list_text(value), found);
            for (key, entry) in entries {
                if let Some(member) = &shape.key {
                    let key = Value::from(key.as_str());
                    visit(model, model.shape(&member.shape), &key, &format!("{path}.key"), found);
                }
                if let Some(member) = &shape.value {
                    visit(model, model.shape(&member.shape), entry, &format!("{path}.{key}.member"), found);
                }
            }
        }
        (Kind::String, Value::String(text)) => check_string(shape, text, path, found),
        (Kind::Integer | Kind::Long | Kind::Float | Kind::Double, Value::Number(_)) => {
            check_range(shape, value, path, found);
        }
        _ => {}
    }
}

fn check_string(shape: &Shape, text: &str, path: &str, found: &mut Vec<String>) {
    check_length(shape, text.chars().count(), path, || text.into(), found);
    if !shape.values.is_empty() && !shape.values.iter().any(|value| value == text) {
        let set = shape.values.join(", ");
        found.push(violation(text, path, &format!("Member must satisfy enum value set: [{set}]")));
    }
    if let Some(pattern) = shape.pattern.as_deref().filter(|pattern| !matches(pattern, text)) {
        let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
        found.push(violation(text, path, &constraint));
    }
}

fn check_length(
    shape: &Shape,
    length: usize,
    path: &str,
    text: impl Fn() -> String,
    found: &mut Vec<String>,
) {
    #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
    let length = length as f64;
    if let Some(min) = shape.min.filter(|min| length < *min) {
        let constraint = format!("Member must have length greater than or equal to {min}");
        found.push(violation(&text(), path, &constraint));
    }
    if let Some(max) = shape.max.filter(|max| length > *max) {
        let constraint = format!("Member must have length less than or equal to {max}");
        found.push(violation(&text(), path, &constraint));
    }
}

fn check_range(shape: &Shape, value: &Value, path: &str, found: &mut Vec<String>) {
    let number = value.as_f64().unwrap_or_default();
    if let Some(min) = shape.min.filter(|min| number < *min) {
        let constraint = format!("Member must have value greater than or equal to {min}");
        found.push(violation(&value.to_string(), path, &constraint));
    }
    if let Some(max) = shape.max.filter(|max| number > *max) {
        let constraint = format!("Member must have value less than or equal to {max}");
        found.push(violation(&value.to_string(), path, &constraint));
    }
}

/// Whether the whole text fits a pattern. A pattern this crate cannot read refuses nothing.
fn matches(pattern: &str, text: &str) -> bool {
    let mut patterns = PATTERNS.lock().unwrap_or_else(PoisonError::into_inner);
    if !patterns.contains_key(pattern) {
        patterns.insert(pattern.into(), compile(pattern));
    }
    patterns.get(pattern).and_then(Option::as_ref).is_none_or(|regex| regex.is_match(text))
}

fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{pattern})$")).ok()
}

fn violation(value: &str, path: &str, constraint: &str) -> String {
    let quoted = if value == "null" { value.into() } else { format!("'{value}'") };
    format!("Value {quoted} at '{path}' failed to satisfy constraint: {constraint}")
}

fn list_text(value: &Value) -> String {
    let items = match value {
        Value::Array(items) => items.iter().map(Value::to_string).collect::<Vec<_>>(),
        Value::Object(entries) => entries.keys().cloned().collect(),
        _ => Vec::new(),
    };
    format!("[{}]", items.join(", "))
}

/// Joins a path the way AWS prints it: members start with a small letter.
fn join(path: &str, name: &str) -> String {
    let mut letters = name.chars();
    let small = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
    let small = small.unwrap_or_default();
    if path.is_empty() { small } else { format!("{path}.{small}") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{compile, validate};
    use crate::model::Model;
    use crate::services::SERVICES;

    #[track_caller]
    fn check(value: &serde_json::Value, expected: Option<&str>) {
        let model = Model::parse(include_str!("../../shapes/route53.json"));
        let found = validate(&model, "CreateHealthCheckRequest", value);
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn violations_read_as_those_of_aws() {
        check(&json!({"CallerReference": "a", "HealthCheckConfig": {"Type": "TCP", "Port": 80}}), None);
        check(
            &json!({"HealthCheckConfig": {"Type": "TCP", "Port": 70_000}}),
            Some(
                "2 validation errors detected: Value null at 'callerReference' failed to satisfy \
                 constraint: Member must not be null; Value '70000' at 'healthCheckConfig.port' failed to \
                 satisfy constraint: Member must have value less than or equal to 65535",
            ),
        );
        check(
            &json!({"CallerReference": "", "HealthCheckConfig": {"Type": "TCP", "Regions": ["us-east-1"]}}),
            Some(
                "2 validation errors detected: Value '' at 'callerReference' failed to satisfy constraint: \
                 Member must have length greater than or equal to 1; Value '[\"us-east-1\"]' at \
                 'healthCheckConfig.regions' failed to satisfy constraint: Member must have length greater \
                 than or equal to 3",
            ),
        );
    }

    #[test]
    fn every_pattern_of_an_input_can_be_read() {
        for service in SERVICES {
            let model = service.model();
            let mut pending: Vec<&str> =
                model.operations.values().filter_map(|o| o.input.as_deref()).collect();
            let mut seen = BTreeSet::new();
            while let Some(name) = pending.pop() {
                if !seen.insert(name) {
                    continue;
                }
                let shape = model.shape(name);
                if let Some(pattern) = &shape.pattern {
                    assert!(compile(pattern).is_some(), "{} {name}: {pattern}", service.name);
                }
                let ends = [&shape.member, &shape.key, &shape.value].into_iter().flatten();
                pending.extend(ends.chain(shape.members.values()).map(|member| member.shape.as_str()));
            }
        }
    }
}
