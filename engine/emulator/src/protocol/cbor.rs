//! Smithy RPC v2 with CBOR bodies.

use ciborium::Value as Cbor;
use serde_json::{Map, Number, Value};

use super::Malformed;
use crate::model::{Kind, Model, Shape};
use crate::time;

/// The CBOR tag of a timestamp in seconds since 1970.
const EPOCH_TAG: u64 = 1;

pub(crate) fn read_body(model: &Model, shape: &str, body: &[u8]) -> Result<Value, Malformed> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let value: Cbor = ciborium::from_reader(body).map_err(|error| Malformed::new(error.to_string()))?;
    read(model, model.shape(shape), &value)
}

fn read(model: &Model, shape: &Shape, value: &Cbor) -> Result<Value, Malformed> {
    let found = match (shape.kind, value) {
        (Kind::Structure, Cbor::Map(fields)) => {
            let mut known = Map::new();
            for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                let member = key.as_text().and_then(|name| shape.members.get_key_value(name));
                if let Some((name, member)) = member {
                    known.insert(name.clone(), read(model, model.shape(&member.shape), value)?);
                }
            }
            Some(Value::Object(known))
        }
        (Kind::List, Cbor::Array(items)) => {
            let inner = shape.member.as_ref().map(|member| model.shape(&member.shape));
            let items = items.iter().filter_map(|item| Some(read(model, inner?, item)));
            Some(Value::Array(items.collect::<Result<_, _>>()?))
        }
        (Kind::Map, Cbor::Map(entries)) => {
            let inner = shape.value.as_ref().map(|member| model.shape(&member.shape));
            let entries = entries.iter().filter_map(|(key, value)| {
                Some(
                    read(model, inner?, value).map(|value| (key.as_text().unwrap_or_default().into(), value)),
                )
            });
            Some(Value::Object(entries.collect::<Result<_, Malformed>>()?))
        }
        (Kind::String | Kind::Blob, Cbor::Text(text)) => Some(Value::from(text.as_str())),
        (Kind::Boolean, Cbor::Bool(value)) => Some(Value::from(*value)),
        (Kind::Integer | Kind::Long, Cbor::Integer(number)) => i64::try_from(*number).ok().map(Value::from),
        (Kind::Float | Kind::Double, value) => double(value).and_then(Number::from_f64).map(Value::from),
        (Kind::Timestamp, Cbor::Tag(EPOCH_TAG, seconds)) => {
            double(seconds).and_then(time::from_seconds).map(Value::from)
        }
        _ => None,
    };
    found.ok_or_else(|| Malformed::new("a member has another type than its shape"))
}

fn double(value: &Cbor) -> Option<f64> {
    match value {
        Cbor::Float(number) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "a double is what the shape asks for")]
        Cbor::Integer(number) => i64::try_from(*number).ok().map(|number| number as f64),
        _ => None,
    }
}

/// Writes an output; an operation without one answers an empty map.
pub(crate) fn write_body(model: &Model, shape: Option<&str>, output: &Value) -> Vec<u8> {
    let document = shape.map_or(Cbor::Map(Vec::new()), |shape| write(model, model.shape(shape), output));
    bytes(&document)
}

pub(crate) fn bytes(document: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(document, &mut bytes).expect("a vector takes every byte");
    bytes
}

pub(crate) fn write(model: &Model, shape: &Shape, value: &Value) -> Cbor {
    match (shape.kind, value) {
        (Kind::Structure, Value::Object(fields)) => {
            let members = fields.iter().filter(|(_, value)| !value.is_null()).filter_map(|(name, value)| {
                let member = shape.members.get(name)?;
                Some((Cbor::from(name.as_str()), write(model, model.shape(&member.shape), value)))
            });
            Cbor::Map(members.collect())
        }
        (Kind::List, Value::Array(items)) => {
            let inner = shape.member.as_ref().map(|member| model.shape(&member.shape));
            Cbor::Array(items.iter().filter_map(|item| Some(write(model, inner?, item))).collect())
        }
        (Kind::Map, Value::Object(entries)) => {
            let inner = shape.value.as_ref().map(|member| model.shape(&member.shape));
            let entries = entries
                .iter()
                .filter_map(|(key, value)| Some((Cbor::from(key.as_str()), write(model, inner?, value))));
            Cbor::Map(entries.collect())
        }
        (Kind::Timestamp, Value::Number(millis)) => {
            let seconds = time::to_seconds(millis.as_i64().unwrap_or_default());
            Cbor::Tag(EPOCH_TAG, Box::new(Cbor::Float(seconds)))
        }
        (Kind::Float | Kind::Double, Value::Number(number)) => {
            Cbor::Float(number.as_f64().unwrap_or_default())
        }
        (_, Value::Number(number)) => Cbor::from(number.as_i64().unwrap_or_default()),
        (_, Value::Bool(value)) => Cbor::from(*value),
        (_, Value::String(text)) => Cbor::from(text.as_str()),
        _ => Cbor::Null,
    }
}
