//! The answers that a fault puts in the place of the service's.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper::body::Bytes;

use super::request::Asked;
use crate::client::sdk;
use crate::fault::Fault as Refusal;
use crate::http::Response;
use crate::protocol::fault_response;

/// What proxies and broken servers answer: nothing that a service would.
const GARBAGE: &str = "<html><body><h1>It works!</h1><p>&nbsp;";

/// The id of every request that never reached the service.
const NOWHERE: &str = "00000000-0000-0000-0000-000000000000";

/// Answers as the service refuses.
pub(super) fn refusal(
    asked: &Asked,
    status: u16,
    code: &str,
    message: &str,
) -> Result<HttpResponse, ConnectorError> {
    let refusal = Refusal::new(code, message).with_status(status);
    sdk(fault_response(asked.protocol, asked.model, &refusal, NOWHERE))
}

/// Answers with a status of the service's own failure. What stands before a service answers 502 with a page.
pub(super) fn broken(asked: &Asked, status: u16) -> Result<HttpResponse, ConnectorError> {
    match status {
        502 => sdk(Response::new(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")),
        503 => refusal(asked, 503, "ServiceUnavailable", "The service is temporarily unavailable"),
        _ => refusal(asked, status, "InternalFailure", "An internal error occurred"),
    }
}

/// Answers with something that no service writes.
pub(super) fn garbage() -> Result<HttpResponse, ConnectorError> {
    sdk(Response::new(200, "text/html", GARBAGE))
}

/// Answers with these bytes.
pub(super) fn bytes(content_type: Option<&str>, body: &Bytes) -> Result<HttpResponse, ConnectorError> {
    let mut answer = sdk(Response { status: 200, ..Response::default() })?;
    if let Some(content_type) = content_type {
        let inserted = answer.headers_mut().try_insert("content-type", content_type.to_owned());
        inserted.map_err(|error| ConnectorError::other(error.into(), None))?;
    }
    *answer.body_mut() = SdkBody::from(body.clone());
    Ok(answer)
}
