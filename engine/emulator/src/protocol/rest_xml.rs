//! REST-XML: the operation is the method and path, scalars travel in path and query, the rest as XML.

use serde_json::{Map, Value};

use super::{Malformed, Protocol, xml};
use crate::http::{Request, Response, percent_decode};
use crate::model::{Kind, Location, Model, Operation};

/// Finds the operation that a method and path belong to; a literal path segment wins over a label.
pub(crate) fn find<'a>(model: &'a Model, request: &Request) -> Option<&'a str> {
    let path: Vec<&str> = segments(request.path());
    let fitting = model.operations.iter().filter(|(_, operation)| {
        let pattern = segments(&operation.uri);
        operation.method == request.method
            && pattern.len() == path.len()
            && pattern.iter().zip(&path).all(|(part, given)| is_label(part) || part == given)
    });
    let literal =
        |operation: &Operation| segments(&operation.uri).iter().filter(|part| !is_label(part)).count();
    fitting.max_by_key(|(_, operation)| literal(operation)).map(|(name, _)| name.as_str())
}

/// A trailing slash means nothing: the SDKs differ in whether they send it.
fn segments(path: &str) -> Vec<&str> {
    path.trim_matches('/').split('/').collect()
}

fn is_label(part: &str) -> bool {
    part.starts_with('{')
}

pub(crate) fn read_request(
    model: &Model,
    operation: &Operation,
    shape: &str,
    request: &Request,
) -> Result<Value, Malformed> {
    let mut fields = Map::new();
    let has_body = model.shape(shape).members.values().any(|member| member.location.is_none());
    if has_body && !request.body.is_empty() {
        let root = xml::parse(&request.body)?;
        if let Value::Object(body) = xml::read(model, shape, &root)? {
            fields = body;
        }
    }
    let path = segments(request.path());
    let pattern = segments(&operation.uri);
    let query = request.query();
    for (name, member) in &model.shape(shape).members {
        let wire = member.wire(name);
        let text = match member.location {
            Some(Location::Uri) => {
                let at = pattern.iter().position(|part| part.trim_matches(['{', '}', '+']) == wire);
                at.map(|at| percent_decode(path[at].as_bytes(), false))
            }
            Some(Location::Query) => {
                query.iter().find(|(key, _)| key == wire).map(|(_, value)| value.clone())
            }
            Some(Location::Header) => request.header(&wire.to_lowercase()).map(String::from),
            _ => None,
        };
        if let Some(text) = text {
            fields.insert(name.clone(), xml::scalar(model.shape(&member.shape).kind, &text)?);
        }
    }
    Ok(Value::Object(fields))
}

pub(crate) fn write_response(model: &Model, operation: &Operation, output: &Value) -> Response {
    let status = operation.status.unwrap_or(200);
    let Some(shape) = operation.output.as_deref() else {
        return Response { status, ..Response::default() };
    };
    let mut body = String::from("<?xml version=\"1.0\"?>\n");
    write_root(model, &mut body, shape, shape, output);
    let mut response = Response::new(status, Protocol::RestXml.content_type(), body);
    for (name, member) in &model.shape(shape).members {
        if let (Some(Location::Header), Some(value)) = (member.location, output.get(name)) {
            let text = xml::scalar_text(model.shape(&member.shape).kind, value);
            response = response.with_header(&member.wire(name).to_lowercase(), text);
        }
    }
    response
}

/// Writes a root element, which alone carries the namespace.
fn write_root(model: &Model, out: &mut String, tag: &str, shape: &str, value: &Value) {
    let namespace = model.namespace.as_deref().unwrap_or_default();
    out.push_str(&format!("<{tag} xmlns=\"{namespace}\">"));
    debug_assert_eq!(model.shape(shape).kind, Kind::Structure);
    xml::write_content(model, out, model.shape(shape), value);
    xml::close_tag(out, tag);
}

/// Writes a request, as a client would.
#[cfg(test)]
pub(crate) fn write_request(model: &Model, operation: &Operation, input: &Value) -> Request {
    let mut uri = operation.uri.clone();
    let mut query = Vec::new();
    let mut body = Vec::new();
    if let Some(shape) = operation.input.as_deref() {
        for (name, member) in &model.shape(shape).members {
            let Some(value) = input.get(name) else { continue };
            let text = xml::scalar_text(model.shape(&member.shape).kind, value);
            match member.location {
                Some(Location::Uri) => {
                    uri = uri.replace(&format!("{{{}}}", member.wire(name)), &encode(&text));
                }
                Some(Location::Query) => query.push(format!("{}={}", member.wire(name), encode(&text))),
                _ => {}
            }
        }
        if let Some(tag) = &operation.input_element {
            let mut text = String::new();
            write_root(model, &mut text, tag, shape, input);
            body = text.into_bytes();
        }
    }
    if !query.is_empty() {
        uri = format!("{uri}?{}", query.join("&"));
    }
    Request { method: operation.method.clone(), uri, headers: Vec::new(), body }
}

/// Reads a response's body and headers, as a client would.
#[cfg(test)]
pub(crate) fn read_output(model: &Model, shape: &str, response: &Response) -> Result<Value, Malformed> {
    let mut output = xml::read(model, shape, &xml::parse(&response.body)?)?;
    for (name, member) in &model.shape(shape).members {
        if member.location == Some(Location::Header) {
            output[name] = response.header(&member.wire(name).to_lowercase()).into();
        }
    }
    Ok(output)
}

#[cfg(test)]
pub(crate) fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(escape).collect()
}
