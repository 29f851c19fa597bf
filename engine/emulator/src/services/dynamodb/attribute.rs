//! Attribute values: one member that names the type, as the wire carries them.

use std::cmp::Ordering;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::number::Number;

/// The deepest nesting of maps and lists.
const DEEPEST: usize = 32;

/// Returns the type of a value, such as `S`.
pub(super) fn kind(value: &Value) -> &str {
    value.as_object().and_then(|fields| fields.keys().next()).map_or("", String::as_str)
}

/// Checks that a value is one that can be kept; the error says why it is not.
pub(super) fn check(value: &Value) -> Result<(), String> {
    check_within(value, DEEPEST)
}

fn check_within(value: &Value, depth: usize) -> Result<(), String> {
    let Some(fields) = value.as_object().filter(|fields| fields.len() == 1) else {
        let message = if value.as_object().is_some_and(serde_json::Map::is_empty) {
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        } else {
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
        };
        return Err(message.into());
    };
    if depth == 0 {
        return Err("Nesting Levels have exceeded supported limits".into());
    }
    for (kind, inner) in fields {
        let texts = || inner.as_array().into_iter().flatten().filter_map(Value::as_str);
        match kind.as_str() {
            "N" => check_number(inner.as_str().unwrap_or_default())?,
            "B" => check_binary(inner.as_str().unwrap_or_default())?,
            "SS" | "NS" | "BS" => {
                if texts().next().is_none() {
                    return Err("One or more parameter values were invalid: An empty set may not be added as an attribute value".into());
                }
                match kind.as_str() {
                    "NS" => texts().try_for_each(check_number)?,
                    "BS" => texts().try_for_each(check_binary)?,
                    _ => {}
                }
                let elements = elements(value);
                if (1..elements.len()).any(|at| elements[..at].contains(&elements[at])) {
                    return Err("One or more parameter values were invalid: Input collection contains duplicates.".into());
                }
            }
            "L" => inner.as_array().into_iter().flatten().try_for_each(|one| check_within(one, depth - 1))?,
            "M" => inner.as_object().into_iter().flatten().try_for_each(|(_, one)| check_within(one, depth - 1))?,
            "NULL" if inner != &Value::Bool(true) => {
                return Err("One or more parameter values were invalid: Null attribute value types must have the value of true".into());
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_number(text: &str) -> Result<(), String> {
    if Number::parse(text).is_some() {
        return Ok(());
    }
    if text.is_empty() || text.bytes().any(|byte| !(byte.is_ascii_digit() || b"+-.eE".contains(&byte))) {
        return Err(format!("The parameter cannot be converted to a numeric value: {text}"));
    }
    Err("Attempting to store more than 38 significant digits in a Number, or a number outside the supported range".into())
}

fn check_binary(text: &str) -> Result<(), String> {
    BASE64.decode(text).map(drop).map_err(|_| "Invalid Base64".into())
}

/// Returns a value as DynamoDB keeps it: numbers in their one form.
pub(super) fn normal(value: &Value) -> Value {
    let number = |text: &Value| {
        let number = text.as_str().and_then(Number::parse);
        number.map_or_else(|| text.clone(), |number| number.to_string().into())
    };
    match (kind(value), value) {
        ("N", value) => json!({ "N": number(&value["N"]) }),
        ("NS", value) => json!({ "NS": value["NS"].as_array().into_iter().flatten().map(number).collect::<Vec<_>>() }),
        ("L", value) => json!({ "L": value["L"].as_array().into_iter().flatten().map(normal).collect::<Vec<_>>() }),
        ("M", value) => json!({ "M": normal_item(&value["M"]) }),
        (_, value) => value.clone(),
    }
}

/// Returns an item, a map of attributes, as DynamoDB keeps it.
pub(super) fn normal_item(item: &Value) -> Value {
    let fields = item.as_object().into_iter().flatten();
    Value::Object(fields.map(|(name, value)| (name.clone(), normal(value))).collect())
}

/// Whether two values are the same; numbers by what they are worth, sets in any order.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (kind(left), kind(right)) {
        (one, other) if one != other => false,
        ("N", _) => number(left) == number(right),
        ("SS" | "NS" | "BS", _) => {
            let (left, right) = (elements(left), elements(right));
            left.len() == right.len() && left.iter().all(|one| right.contains(one))
        }
        _ => normal(left) == normal(right),
    }
}

/// Compares two texts, numbers or binaries; other types and mixed ones have no order.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (kind(left), kind(right)) {
        ("S", "S") => Some(left["S"].as_str()?.cmp(right["S"].as_str()?)),
        ("N", "N") => Some(number(left)?.cmp(&number(right)?)),
        ("B", "B") => Some(bytes(left)?.cmp(&bytes(right)?)),
        _ => None,
    }
}

/// Returns what `size()` tells of a value; numbers, booleans and nulls have no size.
pub(super) fn size(value: &Value) -> Option<usize> {
    match kind(value) {
        "S" => value["S"].as_str().map(str::len),
        "B" => bytes(value).map(|bytes| bytes.len()),
        "M" => value["M"].as_object().map(serde_json::Map::len),
        list => value[list].as_array().map(Vec::len),
    }
}

/// Whether a text or binary starts with another.
pub(super) fn begins_with(value: &Value, prefix: &Value) -> bool {
    match (kind(value), kind(prefix)) {
        ("S", "S") => value["S"].as_str().zip(prefix["S"].as_str()).is_some_and(|(text, prefix)| text.starts_with(prefix)),
        ("B", "B") => bytes(value).zip(bytes(prefix)).is_some_and(|(bytes, prefix)| bytes.starts_with(&prefix)),
        _ => false,
    }
}

/// Whether a text has a part, a set an element or a list a member.
pub(super) fn contains(value: &Value, part: &Value) -> bool {
    match (kind(value), kind(part)) {
        ("S", "S") => value["S"].as_str().zip(part["S"].as_str()).is_some_and(|(text, part)| text.contains(part)),
        ("B", "B") => bytes(value).zip(bytes(part)).is_some_and(|(bytes, part)| {
            part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
        }),
        ("SS", "S") | ("NS", "N") | ("BS", "B") => elements(value).iter().any(|one| equal(one, part)),
        ("L", _) => value["L"].as_array().into_iter().flatten().any(|one| equal(one, part)),
        _ => false,
    }
}

/// Joins two sets of one type.
pub(super) fn union(left: &Value, right: &Value) -> Result<Value, String> {
    let (kind, mut all) = same_sets(left, right)?;
    for one in elements(right) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(set(kind, &all))
}

/// Takes the elements of one set from another; `None` where nothing is left.
pub(super) fn difference(left: &Value, right: &Value) -> Result<Option<Value>, String> {
    let (kind, mut rest) = same_sets(left, right)?;
    let gone = elements(right);
    rest.retain(|one| !gone.contains(one));
    Ok((!rest.is_empty()).then(|| set(kind, &rest)))
}

fn same_sets<'a>(left: &'a Value, right: &Value) -> Result<(&'a str, Vec<Value>), String> {
    let found = kind(left);
    if found != kind(right) || !["SS", "NS", "BS"].contains(&found) {
        return Err("An operand in the update expression has an incorrect data type".into());
    }
    Ok((found, elements(left)))
}

fn set(kind: &str, elements: &[Value]) -> Value {
    let inner: Vec<&Value> = elements.iter().map(|element| &element[&kind[..1]]).collect();
    json!({ kind: inner })
}

/// Returns the elements of a set as values of their own.
fn elements(value: &Value) -> Vec<Value> {
    let kind = kind(value);
    let inner = value[kind].as_array().into_iter().flatten();
    inner.map(|element| normal(&json!({ &kind[..1]: element }))).collect()
}

fn number(value: &Value) -> Option<Number> {
    value["N"].as_str().and_then(Number::parse)
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    BASE64.decode(value["B"].as_str()?).ok()
}

/// Returns what an item weighs, in bytes, against the limits of items and pages.
pub(super) fn weight(item: &Value) -> usize {
    item.as_object().into_iter().flatten().map(|(name, value)| name.len() + value_weight(value)).sum()
}

fn value_weight(value: &Value) -> usize {
    /// What a map or list weighs besides what it holds.
    const HOLDER: usize = 3;
    match kind(value) {
        "S" => value["S"].as_str().map_or(0, str::len),
        "N" => value["N"].as_str().map_or(0, |text| text.len().div_ceil(2) + 1),
        "B" => bytes(value).map_or(0, |bytes| bytes.len()),
        "M" => HOLDER + value["M"].as_object().map_or(0, |map| weight(&value["M"]) + map.len()),
        "L" => HOLDER + value["L"].as_array().into_iter().flatten().map(|one| 1 + value_weight(one)).sum::<usize>(),
        "SS" | "NS" | "BS" => elements(value).iter().map(value_weight).sum(),
        _ => 1,
    }
}

/// Returns a text that sorts among keys of its type as DynamoDB sorts them; `None` for what cannot be a key.
pub(super) fn sortable(value: &Value, wanted: &str) -> Option<String> {
    match wanted {
        "S" => value["S"].as_str().map(String::from),
        "N" => number(value).map(Number::sortable),
        "B" => bytes(value).map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{check, contains, difference, equal, normal, union, weight};

    #[track_caller]
    fn refused(value: Value, part: &str) {
        let reason = check(&value).expect_err("the value is refused");
        assert!(reason.contains(part), "{reason}");
    }

    #[test]
    fn only_whole_values_are_kept() {
        assert_eq!(check(&json!({ "M": { "a": { "L": [{ "N": "1e3" }, { "NULL": true }] } } })), Ok(()));
        refused(json!({}), "is empty");
        refused(json!({ "S": "a", "N": "1" }), "more than one");
        refused(json!({ "N": "one" }), "numeric");
        refused(json!({ "N": "9".repeat(39) }), "38 significant");
        refused(json!({ "SS": [] }), "empty set");
        refused(json!({ "NS": ["1", "1.0"] }), "duplicates");
        refused(json!({ "NULL": false }), "true");
        let deep = (0..40).fold(json!({ "S": "x" }), |inner, _| json!({ "L": [inner] }));
        refused(deep, "Nesting");
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        assert!(equal(&json!({ "N": "1.0" }), &json!({ "N": "1" })));
        assert!(equal(&json!({ "SS": ["a", "b"] }), &json!({ "SS": ["b", "a"] })));
        assert!(!equal(&json!({ "S": "1" }), &json!({ "N": "1" })));
        assert!(contains(&json!({ "NS": ["1", "2"] }), &json!({ "N": "2.0" })));
        assert_eq!(normal(&json!({ "L": [{ "N": "1.50" }] })), json!({ "L": [{ "N": "1.5" }] }));
        assert_eq!(union(&json!({ "SS": ["a"] }), &json!({ "SS": ["a", "b"] })), Ok(json!({ "SS": ["a", "b"] })));
        assert_eq!(difference(&json!({ "SS": ["a"] }), &json!({ "SS": ["a"] })), Ok(None));
        assert_eq!(weight(&json!({ "id": { "S": "four" }, "n": { "BOOL": true } })), 8);
    }
}
