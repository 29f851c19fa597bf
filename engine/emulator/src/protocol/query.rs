//! The query protocol and its EC2 dialect: a form in, XML out.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Malformed, Protocol, xml};
use crate::http::{Request, form};
use crate::model::{Kind, Member, Model, Shape};

/// The fields of a form; nested members are spelled `Outer.member.1.Inner`.
type Fields = BTreeMap<String, String>;

pub(crate) fn read_request(
    protocol: Protocol,
    model: &Model,
    shape: &str,
    request: &Request,
) -> Result<Value, Malformed> {
    let fields: Fields = request.query().into_iter().chain(form(&request.body)).collect();
    let value = read(protocol, model, model.shape(shape), &fields, "", false)?;
    Ok(value.unwrap_or_else(|| Value::Object(Map::new())))
}

/// Reads the value at `path`, or `None` when no field belongs to it.
fn read(
    protocol: Protocol,
    model: &Model,
    shape: &Shape,
    fields: &Fields,
    path: &str,
    flat: bool,
) -> Result<Option<Value>, Malformed> {
    let flat = flat || shape.flattened || protocol == Protocol::Ec2;
    match shape.kind {
        Kind::Structure => {
            let mut members = Map::new();
            for (name, member) in &shape.members {
                let inner = model.shape(&member.shape);
                let path = join(path, &wire(protocol, name, member));
                if let Some(value) = read(protocol, model, inner, fields, &path, member.flattened)? {
                    members.insert(name.clone(), value);
                }
            }
            Ok((path.is_empty() || present(fields, path)).then_some(Value::Object(members)))
        }
        Kind::List => {
            let Some(member) = &shape.member else { return Ok(None) };
            let path = if flat { path.into() } else { join(path, member.wire("member")) };
            let mut items = Vec::new();
            for item in (1..).map(|index| join(&path, &index.to_string())) {
                match read(protocol, model, model.shape(&member.shape), fields, &item, false)? {
                    Some(value) => items.push(value),
                    None => break,
                }
            }
            // An empty list is sent as the bare name with an empty value.
            let empty = fields.get(&path).is_some_and(String::is_empty);
            Ok((!items.is_empty() || empty).then_some(Value::Array(items)))
        }
        Kind::Map => read_map(protocol, model, shape, fields, path, flat),
        kind => fields.get(path).map(|text| xml::scalar(kind, text)).transpose(),
    }
}

fn read_map(
    protocol: Protocol,
    model: &Model,
    shape: &Shape,
    fields: &Fields,
    path: &str,
    flat: bool,
) -> Result<Option<Value>, Malformed> {
    let (Some(key), Some(value)) = (&shape.key, &shape.value) else { return Ok(None) };
    let path = if flat { path.into() } else { join(path, "entry") };
    let mut map = Map::new();
    for entry in (1..).map(|index| join(&path, &index.to_string())) {
        let Some(name) = fields.get(&join(&entry, key.wire("key"))) else { break };
        let at = join(&entry, value.wire("value"));
        let found = read(protocol, model, model.shape(&value.shape), fields, &at, false)?;
        map.insert(name.clone(), found.unwrap_or_default());
    }
    Ok((!map.is_empty()).then_some(Value::Object(map)))
}

/// Whether any field lies at or below a path.
fn present(fields: &Fields, path: &str) -> bool {
    let below = format!("{path}.");
    fields.contains_key(path)
        || fields.range(below.clone()..).next().is_some_and(|(key, _)| key.starts_with(&below))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}

/// Returns a member's name in a form: EC2 has names of its own, or the XML name with a capital.
fn wire(protocol: Protocol, name: &str, member: &Member) -> String {
    if protocol != Protocol::Ec2 {
        return member.wire(name).into();
    }
    if let Some(name) = &member.query_name {
        return name.clone();
    }
    let mut letters = member.wire(name).chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes a response's body.
pub(crate) fn write_body(
    protocol: Protocol,
    model: &Model,
    name: &str,
    output: &Value,
    request_id: &str,
) -> String {
    let operation = &model.operations[name];
    let namespace = model.namespace.as_deref().unwrap_or_default();
    let root = format!("{name}Response");
    let mut body = format!("<{root} xmlns=\"{namespace}\">");
    if protocol == Protocol::Ec2 {
        body.push_str(&format!("<requestId>{request_id}</requestId>"));
    }
    let content = |body: &mut String| {
        if let Some(shape) = operation.output.as_deref() {
            xml::write_content(model, body, model.shape(shape), output);
        }
    };
    match (protocol, operation.result_wrapper.as_deref()) {
        (Protocol::Ec2, _) => content(&mut body),
        (_, wrapper) => {
            let wrapper = wrapper.map_or_else(|| format!("{name}Result"), String::from);
            xml::open_tag(&mut body, &wrapper);
            content(&mut body);
            xml::close_tag(&mut body, &wrapper);
            body.push_str(&format!(
                "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
            ));
        }
    }
    xml::close_tag(&mut body, &root);
    body
}

/// Writes a form, as a client would.
#[cfg(test)]
pub(crate) fn write_form(protocol: Protocol, model: &Model, name: &str, input: &Value) -> String {
    let mut pairs = vec![("Action".to_owned(), name.to_owned()), ("Version".into(), model.version.clone())];
    if let Some(shape) = model.operations[name].input.as_deref() {
        flatten(protocol, model, model.shape(shape), input, "", false, &mut pairs);
    }
    let pair = |(key, value): &(String, String)| format!("{key}={}", super::rest_xml::encode(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
fn flatten(
    protocol: Protocol,
    model: &Model,
    shape: &Shape,
    value: &Value,
    path: &str,
    flat: bool,
    out: &mut Vec<(String, String)>,
) {
    let flat = flat || shape.flattened || protocol == Protocol::Ec2;
    match value {
        Value::Object(fields) if shape.kind == Kind::Structure => {
            for (name, member) in shape.members.iter().filter(|(name, _)| fields.contains_key(*name)) {
                let path = join(path, &wire(protocol, name, member));
                let inner = model.shape(&member.shape);
                flatten(protocol, model, inner, &fields[name], &path, member.flattened, out);
            }
        }
        Value::Object(entries) => {
            let path = if flat { path.into() } else { join(path, "entry") };
            let (key, inner) =
                shape.key.as_ref().zip(shape.value.as_ref()).expect("a map has a key and a value");
            for (index, (name, entry)) in entries.iter().enumerate() {
                let path = join(&path, &(index + 1).to_string());
                out.push((join(&path, key.wire("key")), name.clone()));
                let at = join(&path, inner.wire("value"));
                flatten(protocol, model, model.shape(&inner.shape), entry, &at, false, out);
            }
        }
        Value::Array(items) => {
            let member = shape.member.as_ref().expect("a list has a member");
            let path = if flat { path.into() } else { join(path, member.wire("member")) };
            if items.is_empty() {
                out.push((path.clone(), String::new()));
            }
            for (index, item) in items.iter().enumerate() {
                let at = join(&path, &(index + 1).to_string());
                flatten(protocol, model, model.shape(&member.shape), item, &at, false, out);
            }
        }
        scalar => out.push((path.into(), xml::scalar_text(shape.kind, scalar))),
    }
}
