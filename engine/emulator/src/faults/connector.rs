//! The HTTP client that lets a fault happen to each request.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use hyper::body::Bytes;
use tokio::time::sleep;

use super::fault::{Fault, When};
use super::request::Asked;
use super::rule::Does;
use super::{Faults, answer, body, lock, replica};

/// A client whose requests meet faults.
#[derive(Clone, Debug)]
pub(super) struct Faulting {
    faults: Faults,
    inner: SharedHttpClient,
}

impl Faulting {
    pub(super) fn new(faults: Faults, inner: SharedHttpClient) -> Faulting {
        Faulting { faults, inner }
    }
}

impl HttpClient for Faulting {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let replica = self.faults.shared.replica.as_ref();
        SharedHttpConnector::new(Connector {
            faults: self.faults.clone(),
            service: self.inner.http_connector(settings, components),
            copy: replica.map(|replica| replica.client.http_connector(settings, components)),
            read_timeout: settings.read_timeout(),
        })
    }
}

/// The way of one client through the faults.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    pub(super) faults: Faults,
    pub(super) service: SharedHttpConnector,
    /// The copy that lags behind.
    pub(super) copy: Option<SharedHttpConnector>,
    /// After how long without an answer the client gives up by itself.
    pub(super) read_timeout: Option<Duration>,
}

type Answered = Result<HttpResponse, ConnectorError>;

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.answer(request).await })
    }
}

impl Connector {
    /// Answers a request as the plan says, and keeps a note of it.
    async fn answer(&self, request: HttpRequest) -> Answered {
        let asked = Asked::of(&request);
        let fault = lock(&self.faults.shared.decider).decide(&asked);
        let number = lock(&self.faults.shared.log).add(&asked, fault.clone());
        let answered = match fault {
            None => self.apply(&asked, request).await,
            Some(fault) => self.harm(fault, &asked, request, number).await,
        };
        let status = answered.as_ref().ok().map(|response| response.status().as_u16());
        lock(&self.faults.shared.log).entries[number].status = status;
        answered
    }

    /// Lets the service answer.
    async fn apply(&self, asked: &Asked, request: HttpRequest) -> Answered {
        let copy = self.copy.as_ref().filter(|_| asked.does == Does::Write);
        let copied = copy.and_then(|copy| Some((copy, request.try_clone()?)));
        let response = self.service.call(request).await?;
        if let Some((copy, request)) = copied.filter(|_| response.status().is_success()) {
            replica::tell(&self.faults, copy, request);
        }
        Ok(response)
    }

    async fn harm(&self, fault: Fault, asked: &Asked, request: HttpRequest, number: usize) -> Answered {
        match fault {
            Fault::Refuse { status, code, message } => answer::refusal(asked, status, &code, &message),
            Fault::Broken(When::Before, status) => answer::broken(asked, status),
            Fault::Reset(When::Before) => Err(reset()),
            Fault::Silent(When::Before) => self.silence().await,
            Fault::Broken(When::After, status) => {
                self.apply(asked, request).await?;
                answer::broken(asked, status)
            }
            Fault::Reset(When::After) => {
                self.apply(asked, request).await?;
                Err(reset())
            }
            Fault::Silent(When::After) => {
                self.apply(asked, request).await?;
                self.silence().await
            }
            Fault::HalfBody => with_body(self.apply(asked, request).await?, |whole| body::half(&whole)).await,
            Fault::Slow => with_body(self.apply(asked, request).await?, body::slow).await,
            Fault::Garbage => {
                self.apply(asked, request).await?;
                answer::garbage()
            }
            Fault::Answer { content_type, body } => {
                self.apply(asked, request).await?;
                answer::bytes(content_type.as_deref(), &body)
            }
            Fault::Late(after) => {
                self.apply_late(after, asked.clone(), request, number);
                self.silence().await
            }
            Fault::Stale => match self.copy.as_ref().filter(|_| asked.does == Does::Read) {
                Some(copy) => copy.call(request).await,
                None => self.apply(asked, request).await,
            },
        }
    }

    /// Lets the service do it later, whatever becomes of the caller.
    fn apply_late(&self, after: Duration, asked: Asked, request: HttpRequest, number: usize) {
        let connector = self.clone();
        let handle = tokio::spawn(async move {
            sleep(after).await;
            let landed = connector.apply(&asked, request).await.ok();
            let status = landed.map(|response| response.status().as_u16());
            lock(&connector.faults.shared.log).entries[number].landed = status;
        });
        lock(&self.faults.shared.late).push(handle);
    }

    /// Answers nothing. A client that opens sockets gives up by itself after the read timeout; one in process has to
    /// be given up on, if the SDK has no patience of its own.
    async fn silence(&self) -> Answered {
        let Some(timeout) = self.read_timeout else { return std::future::pending().await };
        sleep(timeout).await;
        Err(ConnectorError::timeout(format!("no answer within {} s", timeout.as_secs()).into()))
    }
}

fn reset() -> ConnectorError {
    let error = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "connection reset by peer");
    ConnectorError::io(error.into())
}

/// Replaces the body of an answer.
async fn with_body(mut response: HttpResponse, change: impl FnOnce(Bytes) -> SdkBody) -> Answered {
    let whole = ByteStream::new(response.take_body()).collect().await;
    let whole = whole.map_err(|error| ConnectorError::io(error.into()))?.into_bytes();
    *response.body_mut() = change(whole);
    Ok(response)
}
