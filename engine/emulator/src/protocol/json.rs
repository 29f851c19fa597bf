//! AWS JSON 1.0 and 1.1: the operation in a header, the document as it is but for timestamps.

use serde_json::{Map, Number, Value};

use super::Malformed;
use crate::model::{Kind, Model, Shape};
use crate::time;

pub(crate) fn read_body(model: &Model, shape: &str, body: &[u8]) -> Result<Value, Malformed> {
    let value = if body.is_empty() {
        Value::Object(Map::new())
    } else {
        serde_json::from_slice(body).map_err(|error| Malformed::new(error.to_string()))?
    };
    read(model, model.shape(shape), value)
}

fn read(model: &Model, shape: &Shape, value: Value) -> Result<Value, Malformed> {
    let value = match (shape.kind, value) {
        (Kind::Structure, Value::Object(fields)) => {
            let mut known = Map::new();
            for (name, value) in fields {
                // Members that the model does not know are ignored, as AWS does.
                if let Some(member) = shape.members.get(&name).filter(|_| !value.is_null()) {
                    known.insert(name, read(model, model.shape(&member.shape), value)?);
                }
            }
            Value::Object(known)
        }
        (Kind::List, Value::Array(items)) => {
            let Some(member) = &shape.member else { return Ok(Value::Array(items)) };
            let inner = model.shape(&member.shape);
            Value::Array(items.into_iter().map(|item| read(model, inner, item)).collect::<Result<_, _>>()?)
        }
        (Kind::Map, Value::Object(entries)) => {
            let Some(member) = &shape.value else { return Ok(Value::Object(entries)) };
            let inner = model.shape(&member.shape);
            let entries = entries.into_iter().map(|(key, value)| Ok((key, read(model, inner, value)?)));
            Value::Object(entries.collect::<Result<_, Malformed>>()?)
        }
        (Kind::Timestamp, Value::Number(seconds)) => {
            let millis = seconds.as_f64().and_then(time::from_seconds);
            millis.map(Value::from).ok_or_else(|| Malformed::new("a timestamp is out of range"))?
        }
        (Kind::Timestamp, Value::String(text)) => {
            time::parse(&text).map(Value::from).ok_or_else(|| Malformed::new("a timestamp cannot be read"))?
        }
        (kind, value) if fits(kind, &value) => value,
        (kind, value) => {
            return Err(Malformed::new(format!("{value} can not be converted to {}", type_name(kind))));
        }
    };
    Ok(value)
}

fn fits(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::String | Kind::Blob => value.is_string(),
        Kind::Integer | Kind::Long => value.is_i64() || value.is_u64(),
        Kind::Float | Kind::Double => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        _ => false,
    }
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Structure => "a structure",
        Kind::List => "a list",
        Kind::Map => "a map",
        Kind::String => "a String",
        Kind::Integer | Kind::Long => "an Integer",
        Kind::Float | Kind::Double => "a Double",
        Kind::Boolean => "a Boolean",
        Kind::Timestamp => "a timestamp",
        Kind::Blob => "a blob",
    }
}

pub(crate) fn write_body(model: &Model, shape: &str, output: &Value) -> String {
    write(model, model.shape(shape), output).to_string()
}

/// Converts a document for the wire: seconds instead of milliseconds, and no nulls.
pub(crate) fn write(model: &Model, shape: &Shape, value: &Value) -> Value {
    match (shape.kind, value) {
        (Kind::Structure, Value::Object(fields)) => {
            let members = fields.iter().filter(|(_, value)| !value.is_null()).filter_map(|(name, value)| {
                let member = shape.members.get(name)?;
                Some((name.clone(), write(model, model.shape(&member.shape), value)))
            });
            Value::Object(members.collect())
        }
        (Kind::List, Value::Array(items)) => {
            let Some(member) = &shape.member else { return value.clone() };
            let inner = model.shape(&member.shape);
            items.iter().map(|item| write(model, inner, item)).collect()
        }
        (Kind::Map, Value::Object(entries)) => {
            let Some(member) = &shape.value else { return value.clone() };
            let inner = model.shape(&member.shape);
            Value::Object(
                entries.iter().map(|(key, value)| (key.clone(), write(model, inner, value))).collect(),
            )
        }
        (Kind::Timestamp, Value::Number(millis)) => {
            let seconds = time::to_seconds(millis.as_i64().unwrap_or_default());
            Number::from_f64(seconds).map_or(Value::Null, Value::Number)
        }
        _ => value.clone(),
    }
}
