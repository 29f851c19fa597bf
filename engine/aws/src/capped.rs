//! An HTTP client that refuses to keep more of an answer than any answer needs.
//!
//! What no service would answer is read like a broken connection, so that its call is in doubt: it may have been made.
//! The SDK's own parsers refuse what is nested too deeply.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

/// The largest honest answer, a page of 300 records of 32,000 characters, is a sixth of this.
const LARGEST_BODY: usize = 64 << 20;

/// Returns a client that sends through another and reads no more than so much of an answer.
pub(crate) fn capped(inner: SharedHttpClient) -> SharedHttpClient {
    SharedHttpClient::new(Capped { inner, most: LARGEST_BODY })
}

#[derive(Clone, Debug)]
struct Capped {
    inner: SharedHttpClient,
    most: usize,
}

impl HttpClient for Capped {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, most: self.most })
    }
}

#[derive(Clone, Debug)]
struct Connector {
    inner: SharedHttpConnector,
    most: usize,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (call, most) = (self.inner.call(request), self.most);
        HttpConnectorFuture::new(async move { whole(call.await?, most).await })
    }
}

/// Reads the whole body, and gives up on one that is too large.
async fn whole(mut response: HttpResponse, most: usize) -> Result<HttpResponse, ConnectorError> {
    if response.body().bytes().is_some_and(|bytes| bytes.len() <= most) {
        return Ok(response);
    }
    let mut stream = ByteStream::new(response.take_body());
    let mut body = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| ConnectorError::io(error.into()))?;
        if body.len() + piece.len() > most {
            let message = format!("the answer is larger than {} MiB", most >> 20);
            return Err(ConnectorError::other(message.into(), None));
        }
        body.extend_from_slice(&piece);
    }
    *response.body_mut() = SdkBody::from(body);
    Ok(response)
}
