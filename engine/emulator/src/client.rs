//! The emulator as the HTTP client of an SDK: no socket, no thread, no waiting but for a body that is streamed.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;

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
        if request.body().bytes().is_some() {
            let answer = plain(&request).and_then(|request| sdk(self.0.handle(&request)));
            return HttpConnectorFuture::ready(answer);
        }
        let emulator = self.0.clone();
        HttpConnectorFuture::new(async move {
            let mut request = request;
            let body = std::mem::replace(request.body_mut(), SdkBody::taken()).collect().await;
            let body = body.map_err(ConnectorError::user)?.to_bytes();
            let request = Request { body: body.into(), ..plain(&request)? };
            sdk(emulator.handle(&request))
        })
    }
}

/// Returns a request of the SDK as plain data; a body that is streamed is not part of it.
pub(crate) fn plain(request: &HttpRequest) -> Result<Request, ConnectorError> {
    let body = request.body().bytes().unwrap_or_default().to_vec();
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
