//! The wire protocols: requests to documents and documents to responses, driven by the shape tables.
//!
//! A document is a `serde_json::Value` keyed by the model's member names, whatever the wire calls them.
//! Timestamps are integers in milliseconds since 1970, blobs are base64 text, absent members are absent.

mod cbor;
mod fault;
mod json;
mod query;
mod rest_xml;
#[cfg(test)]
mod tests;
mod xml;

use serde_json::{Map, Value};

use crate::http::{Request, Response};
use crate::model::{Model, ModelProtocol, Operation};

pub(crate) use self::fault::fault_response;
pub(crate) use self::rest_xml::find as find_rest_operation;

/// The protocol one request is written in; the response uses the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    RestXml,
    Query,
    Ec2,
    Json10,
    Json11,
    Cbor,
}

/// A request body that cannot be read, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) String);

impl Malformed {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl Protocol {
    /// Returns the form-encoded protocol of a model.
    pub(crate) fn of_form(model: &Model) -> Self {
        if model.protocol == ModelProtocol::Ec2 { Self::Ec2 } else { Self::Query }
    }

    /// Whether answers are XML, whose services share one set of general error codes.
    pub(crate) fn is_xml(self) -> bool {
        matches!(self, Self::RestXml | Self::Query | Self::Ec2)
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::RestXml | Self::Query => "text/xml",
            Self::Ec2 => "text/xml;charset=UTF-8",
            Self::Json10 => "application/x-amz-json-1.0",
            Self::Json11 => "application/x-amz-json-1.1",
            Self::Cbor => "application/cbor",
        }
    }
}

/// Reads a request into the document of its operation's input.
pub(crate) fn read_request(
    protocol: Protocol,
    model: &Model,
    operation: &Operation,
    request: &Request,
) -> Result<Value, Malformed> {
    let Some(shape) = operation.input.as_deref() else {
        return Ok(Value::Object(Map::new()));
    };
    match protocol {
        Protocol::RestXml => rest_xml::read_request(model, operation, shape, request),
        Protocol::Query | Protocol::Ec2 => query::read_request(protocol, model, shape, request),
        Protocol::Json10 | Protocol::Json11 => json::read_body(model, shape, &request.body),
        Protocol::Cbor => cbor::read_body(model, shape, &request.body),
    }
}

/// Writes an operation's output as a response.
pub(crate) fn write_response(
    protocol: Protocol,
    model: &Model,
    name: &str,
    output: &Value,
    request_id: &str,
) -> Response {
    let operation = &model.operations[name];
    let shape = operation.output.as_deref();
    let response = match protocol {
        Protocol::RestXml => rest_xml::write_response(model, operation, output),
        Protocol::Query | Protocol::Ec2 => Response::new(
            200,
            protocol.content_type(),
            query::write_body(protocol, model, name, output, request_id),
        ),
        Protocol::Json10 | Protocol::Json11 => {
            let body = shape.map_or_else(|| "{}".into(), |shape| json::write_body(model, shape, output));
            Response::new(200, protocol.content_type(), body)
        }
        Protocol::Cbor => Response::new(200, protocol.content_type(), cbor::write_body(model, shape, output))
            .with_header("smithy-protocol", "rpc-v2-cbor"),
    };
    response.with_header(fault::request_id_header(Some(model)), request_id)
}

#[cfg(test)]
pub(crate) mod client {
    //! The other half of each codec, for tests: inputs to requests and responses to documents.

    pub(crate) use super::cbor::{read_body as read_cbor, write_body as write_cbor};
    pub(crate) use super::json::{read_body as read_json, write_body as write_json};
    pub(crate) use super::query::write_form;
    pub(crate) use super::rest_xml::{read_output, write_request};
    pub(crate) use super::xml::{Element, parse as parse_xml, read as read_xml};
}
