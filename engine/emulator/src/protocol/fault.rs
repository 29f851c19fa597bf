//! The envelope of an error in each protocol.

use ciborium::Value as Cbor;
use quick_xml::escape::escape;
use serde_json::{Map, Value};

use super::{Protocol, cbor, json, xml};
use crate::fault::Fault;
use crate::http::Response;
use crate::model::{ErrorShape, Model};

/// Writes a fault; the model says the code and the status of those it knows.
pub(crate) fn fault_response(
    protocol: Protocol,
    model: Option<&Model>,
    fault: &Fault,
    request_id: &str,
) -> Response {
    let shape = model.and_then(|model| model.error(&fault.name));
    let shape = shape.unwrap_or(ErrorShape { name: &fault.name, code: &fault.name, status: 400 });
    let status = fault.status.unwrap_or(shape.status);
    let members = model.map(|model| members(model, shape.name, fault)).unwrap_or_default();
    let response = match protocol {
        Protocol::RestXml if model.is_some_and(|model| model.bare_errors) => {
            Response::new(status, "application/xml", bare_body(&shape, fault, request_id))
        }
        Protocol::RestXml | Protocol::Query => {
            let body = xml_body(model, &shape, status, fault, &members, request_id);
            Response::new(status, protocol.content_type(), body)
        }
        Protocol::Ec2 => Response::new(status, protocol.content_type(), ec2_body(&shape, fault, request_id)),
        Protocol::Json10 | Protocol::Json11 => {
            let body = json_body(model, &shape, fault, members).to_string();
            Response::new(status, protocol.content_type(), body).with_header("x-amzn-errortype", shape.name)
        }
        Protocol::Cbor => {
            let fields = json_body(model, &shape, fault, members);
            let fields =
                fields.as_object().into_iter().flatten().filter_map(|(name, value)| {
                    Some((Cbor::from(name.as_str()), Cbor::from(value.as_str()?)))
                });
            Response::new(status, protocol.content_type(), cbor::bytes(&Cbor::Map(fields.collect())))
                .with_header("smithy-protocol", "rpc-v2-cbor")
        }
    };
    let response = response.with_header(request_id_header(model), request_id);
    let response =
        fault.headers.iter().fold(response, |response, (name, value)| response.with_header(name, value));
    if !protocol.is_xml() && model.is_some_and(|model| model.query_compatible) {
        // Clients that grew up with the query protocol look for the old code here.
        return response.with_header("x-amzn-query-error", format!("{};{}", shape.code, blame(status)));
    }
    response
}

/// Returns the fault's further members in the wire's form.
fn members(model: &Model, shape: &str, fault: &Fault) -> Map<String, Value> {
    if fault.members.is_empty() || model.error(shape).is_none() {
        return Map::new();
    }
    match json::write(model, model.shape(shape), &Value::Object(fault.members.clone())) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn xml_body(
    model: Option<&Model>,
    shape: &ErrorShape<'_>,
    status: u16,
    fault: &Fault,
    members: &Map<String, Value>,
    request_id: &str,
) -> String {
    let namespace = model.and_then(|model| model.namespace.as_deref()).unwrap_or_default();
    let mut extra = String::new();
    if let Some(model) = model.filter(|_| !members.is_empty()) {
        let table = model.shape(shape.name);
        for (name, value) in members {
            if let Some(member) = table.members.get(name) {
                xml::write(model, &mut extra, member.wire(name), model.shape(&member.shape), value);
            }
        }
    }
    format!(
        "<?xml version=\"1.0\"?>\n<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{}</Type><Code>{}</Code>\
         <Message>{}</Message>{extra}</Error><RequestId>{request_id}</RequestId></ErrorResponse>",
        blame(status),
        escape(shape.code),
        escape(fault.message.as_str()),
    )
}

/// Returns the header that names a request; S3 has one of its own.
pub(super) fn request_id_header(model: Option<&Model>) -> &'static str {
    if model.is_some_and(|model| model.bare_errors) { "x-amz-request-id" } else { "x-amzn-requestid" }
}

fn bare_body(shape: &ErrorShape<'_>, fault: &Fault, request_id: &str) -> String {
    let extra = fault.members.iter().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), String::from);
        format!("<{name}>{}</{name}>", escape(text.as_str()))
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>{}\
         <RequestId>{request_id}</RequestId></Error>",
        escape(shape.code),
        escape(fault.message.as_str()),
        extra.collect::<String>(),
    )
}

fn ec2_body(shape: &ErrorShape<'_>, fault: &Fault, request_id: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{}</Code>\
         <Message>{}</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>",
        escape(shape.code),
        escape(fault.message.as_str()),
    )
}

fn json_body(
    model: Option<&Model>,
    shape: &ErrorShape<'_>,
    fault: &Fault,
    mut members: Map<String, Value>,
) -> Value {
    let modelled = model.filter(|model| model.error(shape.name).is_some());
    let capital = modelled.is_some_and(|model| model.shape(shape.name).members.contains_key("Message"));
    members.insert("__type".into(), shape.name.into());
    members.insert(if capital { "Message" } else { "message" }.into(), fault.message.as_str().into());
    Value::Object(members)
}

fn blame(status: u16) -> &'static str {
    if status >= 500 { "Receiver" } else { "Sender" }
}
