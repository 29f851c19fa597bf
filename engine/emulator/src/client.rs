//! The emulator as the HTTP client of an SDK: no socket, no thread, no waiting.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use crate::emulator::Emulator;
use crate::http::{Request, Response};

impl Emulator {
    /// Returns an HTTP client for SDK configurations, which answers in process.
    #[must_use]
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(InProcess(self.clone()))
    }
}

/// The emulator as a connector.
#[derive(Debug, Clone)]
pub(crate) struct InProcess(pub(crate) Emulator);

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = plain(&request).and_then(|request| sdk(self.0.handle(&request)));
        HttpConnectorFuture::ready(answer)
    }
}

/// Returns a request of the SDK as plain data.
pub(crate) fn plain(request: &HttpRequest) -> Result<Request, ConnectorError> {
    let streaming = || ConnectorError::user("the emulator takes requests whose body is in memory".into());
    let body = request.body().bytes().ok_or_else(streaming)?.to_vec();
    let header = |(name, value): (&str, &str)| (name.to_lowercase(), value.to_owned());
    Ok(Request {
        method: request.method().into(),
        uri: request.uri().into(),
        headers: request.headers().iter().map(header).collect(),
        body,
    })
}

/// Returns a response as the SDK takes it.
pub(crate) fn sdk(response: Response) -> Result<HttpResponse, ConnectorError> {
    let status =
        StatusCode::try_from(response.status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut answer = HttpResponse::new(status, SdkBody::from(response.body));
    for (name, value) in response.headers {
        answer
            .headers_mut()
            .try_insert(name, value)
            .map_err(|error| ConnectorError::other(error.into(), None))?;
    }
    Ok(answer)
}
