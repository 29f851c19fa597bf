//! REST-XML: the operation is the method and path, scalars travel in path and query, the rest as XML.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};

use super::{Malformed, Protocol, xml};
use crate::http::{Request, Response, percent_decode};
use crate::model::{Kind, Location, Model, Operation};
use crate::time;

/// Finds the operation that a method, path and query belong to; what is fixed in a pattern wins over a label.
pub(crate) fn find<'a>(model: &'a Model, request: &Request) -> Option<&'a str> {
    let query = request.query();
    // Where a query tells operations apart, an unknown part of it asks for an operation that is not here.
    let telling = model.operations.values().any(|operation| operation.uri.contains('?'));
    let fitting = model.operations.iter().filter(|(_, operation)| {
        operation.method == request.method
            && fits(operation, request.path(), &query)
            && (!telling || query.iter().all(|(key, _)| is_known(model, operation, key)))
    });
    fitting.max_by_key(|(_, operation)| fixed_parts(operation)).map(|(name, _)| name.as_str())
}

fn fits(operation: &Operation, path: &str, query: &[(String, String)]) -> bool {
    let (pattern, fixed) = operation.path_and_query();
    let found = |wanted: &str| {
        let (key, value) = wanted.split_once('=').unwrap_or((wanted, ""));
        query.iter().any(|(name, given)| name == key && given == value)
    };
    fixed.is_none_or(|fixed| fixed.split('&').all(found)) && pair(pattern, path).is_some()
}

/// Whether a key of the query is part of the operation, or is one that clients add to any.
fn is_known(model: &Model, operation: &Operation, key: &str) -> bool {
    let (_, fixed) = operation.path_and_query();
    let is_fixed =
        fixed.is_some_and(|fixed| fixed.split('&').any(|part| part.split('=').next() == Some(key)));
    let shape = operation.input.as_deref().map(|shape| model.shape(shape));
    let is_member = shape.is_some_and(|shape| {
        let mut members = shape.members.iter();
        members.any(|(name, member)| member.location == Some(Location::Query) && member.wire(name) == key)
    });
    is_fixed || is_member || key == "x-id" || key.starts_with("X-Amz-")
}

fn fixed_parts(operation: &Operation) -> usize {
    let (pattern, query) = operation.path_and_query();
    segments(pattern).iter().filter(|part| !is_label(part)).count() + usize::from(query.is_some())
}

/// Pairs each segment of a pattern with what a path has there; `{Key+}` takes all that is left.
fn pair<'a>(pattern: &'a str, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let parts = segments(pattern);
    let given: Vec<&str> = if pattern.ends_with("+}") {
        path.strip_prefix('/')?.splitn(parts.len(), '/').collect()
    } else {
        segments(path)
    };
    let greedy = pattern.ends_with("+}") && given.last().is_some_and(|last| last.is_empty());
    let fits = parts.len() == given.len()
        && parts.iter().zip(&given).all(|(part, given)| is_label(part) || part == given);
    (fits && !greedy).then(|| parts.into_iter().zip(given).collect())
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
    let mut fields = read_request_body(model, shape, request)?;
    let path = pair(operation.path_and_query().0, request.path()).unwrap_or_default();
    let query = request.query();
    for (name, member) in &model.shape(shape).members {
        let wire = member.wire(name);
        let text = match member.location {
            Some(Location::Uri) => {
                let part = path.iter().find(|(part, _)| part.trim_matches(['{', '}', '+']) == wire);
                part.map(|(_, given)| percent_decode(given.as_bytes(), false))
            }
            Some(Location::Query) => {
                query.iter().find(|(key, _)| key == wire).map(|(_, value)| value.clone())
            }
            Some(Location::Header) => request.header(&wire.to_lowercase()).map(String::from),
            Some(Location::Headers) => {
                let prefixed = prefixed_headers(request, &wire.to_lowercase());
                fields.extend((!prefixed.is_empty()).then(|| (name.clone(), Value::Object(prefixed))));
                None
            }
            _ => None,
        };
        if let Some(text) = text {
            fields.insert(name.clone(), xml::scalar(model.shape(&member.shape).kind, &text)?);
        }
    }
    Ok(Value::Object(fields))
}

fn read_request_body(model: &Model, shape: &str, request: &Request) -> Result<Map<String, Value>, Malformed> {
    let members = &model.shape(shape).members;
    let payload = model.shape(shape).payload.as_ref();
    if let Some((name, member)) = payload.and_then(|name| members.get_key_value(name)) {
        if model.shape(&member.shape).kind == Kind::Blob {
            return Ok(Map::from_iter([(name.clone(), BASE64.encode(&request.body).into())]));
        }
        if request.body.is_empty() {
            return Ok(Map::new());
        }
        let value = xml::read(model, &member.shape, &xml::parse(&request.body)?)?;
        return Ok(Map::from_iter([(name.clone(), value)]));
    }
    let has_body = members.values().any(|member| member.location.is_none());
    if has_body && !request.body.is_empty() {
        let root = xml::parse(&request.body)?;
        if let Value::Object(body) = xml::read(model, shape, &root)? {
            return Ok(body);
        }
    }
    Ok(Map::new())
}

/// Returns the headers that share a prefix, without it.
fn prefixed_headers(request: &Request, prefix: &str) -> Map<String, Value> {
    let named = |(name, value): &(String, String)| {
        Some((name.strip_prefix(prefix)?.to_owned(), value.as_str().into()))
    };
    request.headers.iter().filter_map(named).collect()
}

pub(crate) fn write_response(model: &Model, operation: &Operation, output: &Value) -> Response {
    let status = operation.status.unwrap_or(200);
    let Some(shape) = operation.output.as_deref() else {
        return Response { status, ..Response::default() };
    };
    let mut response = write_response_body(model, operation, shape, output);
    response.status = status;
    for (name, member) in &model.shape(shape).members {
        let wire = member.wire(name).to_lowercase();
        match (member.location, output.get(name).filter(|value| !value.is_null())) {
            (Some(Location::Header), Some(value)) => {
                response.headers.retain(|(name, _)| *name != wire);
                response = response.with_header(&wire, header_text(model.shape(&member.shape).kind, value));
            }
            (Some(Location::Headers), Some(Value::Object(entries))) => {
                for (name, value) in entries {
                    response =
                        response.with_header(&format!("{wire}{name}"), header_text(Kind::String, value));
                }
            }
            _ => {}
        }
    }
    response
}

fn write_response_body(model: &Model, operation: &Operation, shape: &str, output: &Value) -> Response {
    let table = model.shape(shape);
    if let Some(payload) = &table.payload {
        let body = output[payload].as_str().and_then(|text| BASE64.decode(text).ok());
        return Response::new(200, "binary/octet-stream", body.unwrap_or_default());
    }
    if !table.members.is_empty() && table.members.values().all(|member| member.location.is_some())
        || operation.method == "HEAD"
    {
        return Response::default();
    }
    let mut body = String::from("<?xml version=\"1.0\"?>\n");
    let tag = operation.output_element.as_deref().unwrap_or(shape);
    let only = table.members.iter().next().filter(|_| operation.output_bare);
    match only {
        Some((name, member)) => {
            let text = xml::scalar_text(model.shape(&member.shape).kind, &output[name]);
            let text = if output[name].is_null() { String::new() } else { text };
            body.push_str(&format!(
                "<{tag} xmlns=\"{}\">{text}</{tag}>",
                model.namespace.as_deref().unwrap_or_default()
            ));
        }
        None => write_root(model, &mut body, tag, shape, output),
    }
    let content_type = if model.bare_errors { "application/xml" } else { Protocol::RestXml.content_type() };
    Response::new(200, content_type, body)
}

/// Headers carry times in a form of their own.
fn header_text(kind: Kind, value: &Value) -> String {
    match (kind, value.as_i64()) {
        (Kind::Timestamp, Some(millis)) => time::http_date(millis),
        _ => xml::scalar_text(kind, value),
    }
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
    let (path, fixed) = operation.path_and_query();
    let mut path = path.to_owned();
    let mut query: Vec<String> = fixed.into_iter().map(String::from).collect();
    let (mut headers, mut body) = (Vec::new(), Vec::new());
    if let Some(shape) = operation.input.as_deref() {
        for (name, member) in &model.shape(shape).members {
            let Some(value) = input.get(name).filter(|value| !value.is_null()) else { continue };
            let wire = member.wire(name);
            let text = header_text(model.shape(&member.shape).kind, value);
            match member.location {
                Some(Location::Uri) => {
                    path = path.replace(&format!("{{{wire}}}"), &encode(&text));
                    path = path.replace(&format!("{{{wire}+}}"), &encode(&text).replace("%2F", "/"));
                }
                Some(Location::Query) => query.push(format!("{wire}={}", encode(&text))),
                Some(Location::Header) => headers.push((wire.to_lowercase(), text)),
                Some(Location::Headers) => {
                    let entries = value.as_object().into_iter().flatten();
                    headers
                        .extend(entries.map(|(name, value)| {
                            (format!("{wire}{name}"), header_text(Kind::String, value))
                        }));
                }
                _ => {}
            }
        }
        body = write_request_body(model, operation, shape, input);
    }
    let uri = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
    Request { method: operation.method.clone(), uri, headers, body }
}

#[cfg(test)]
fn write_request_body(model: &Model, operation: &Operation, shape: &str, input: &Value) -> Vec<u8> {
    let mut text = String::new();
    if let Some(payload) = &model.shape(shape).payload {
        let member = &model.shape(shape).members[payload];
        match (&input[payload], model.shape(&member.shape).kind) {
            (Value::Null, _) => return Vec::new(),
            (Value::String(body), Kind::Blob) => return BASE64.decode(body).expect("blobs are base64 text"),
            (value, _) => write_root(model, &mut text, member.wire(payload), &member.shape, value),
        }
    } else if let Some(tag) = &operation.input_element {
        write_root(model, &mut text, tag, shape, input);
    }
    text.into_bytes()
}

/// Reads a response's body and headers, as a client would.
#[cfg(test)]
pub(crate) fn read_output(model: &Model, shape: &str, response: &Response) -> Result<Value, Malformed> {
    let table = model.shape(shape);
    let mut output = match &table.payload {
        Some(payload) => serde_json::json!({ payload: BASE64.encode(&response.body) }),
        None if response.body.is_empty() => Value::Object(Map::new()),
        None => xml::read(model, shape, &xml::parse(&response.body)?)?,
    };
    for (name, member) in &table.members {
        let wire = member.wire(name).to_lowercase();
        if member.location == Some(Location::Header) {
            let kind = model.shape(&member.shape).kind;
            output[name] = response.header(&wire).map(|text| xml::scalar(kind, text)).transpose()?.into();
        }
        if member.location == Some(Location::Headers) {
            let named = |(name, value): &(String, String)| {
                Some((name.strip_prefix(&wire)?.to_owned(), value.as_str().into()))
            };
            output[name] = response.headers.iter().filter_map(named).collect::<Map<_, _>>().into();
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
