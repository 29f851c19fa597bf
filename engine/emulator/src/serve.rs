//! The emulator on a loopback port, for clients outside the process.

use std::convert::Infallible;
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::emulator::Emulator;
use crate::http::{Request, Response};

/// No request of an emulated service comes near this size.
const LARGEST_BODY: usize = 64 << 20;

impl Emulator {
    /// Opens a port to serve on; port 0 takes a free one.
    ///
    /// # Errors
    /// Refuses an address that other machines can reach: the emulator checks no signatures.
    pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
        if !address.ip().is_loopback() {
            return Err(outside(address));
        }
        TcpListener::bind(address).await
    }

    /// Serves until `shutdown` is ready; open connections are dropped then.
    ///
    /// # Errors
    /// Refuses a listener that is not on a loopback address.
    pub async fn serve(&self, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Result<()> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            return Err(outside(address));
        }
        let mut connections = JoinSet::new();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let stream = tokio::select! {
                () = &mut shutdown => return Ok(()),
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    // One client's failed handshake is no reason to stop serving the others.
                    Err(_) => continue,
                },
                Some(_) = connections.join_next() => continue,
            };
            let emulator = self.clone();
            let service = service_fn(move |request| answer(emulator.clone(), request));
            // Answers are small and clients wait for each: never hold one back for the next.
            let _ = stream.set_nodelay(true);
            connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    }
}

fn outside(address: SocketAddr) -> Error {
    let reason = format!("the emulator serves loopback addresses only, not `{}`", address.ip());
    Error::new(ErrorKind::InvalidInput, reason)
}

async fn answer(
    emulator: Emulator,
    request: hyper::Request<Incoming>,
) -> std::result::Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let response = match Limited::new(body, LARGEST_BODY).collect().await {
        Err(error) => Response::new(400, "text/plain", format!("the body cannot be read: {error}")),
        Ok(body) => {
            let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            };
            emulator.handle(&Request {
                method: parts.method.as_str().into(),
                uri: parts.uri.to_string(),
                headers: parts.headers.iter().map(header).collect(),
                body: body.to_bytes().into(),
            })
        }
    };
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    let fallback = || {
        let mut broken = hyper::Response::new(Full::default());
        *broken.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        broken
    };
    Ok(builder.body(Full::new(Bytes::from(response.body))).unwrap_or_else(|_| fallback()))
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use crate::emulator::Emulator;

    #[tokio::test]
    async fn only_loopback_is_served() {
        let refused = Emulator::listen(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))).await;
        let message = refused.map_or_else(|error| error.to_string(), |_| String::new());
        assert_eq!(message, "the emulator serves loopback addresses only, not `0.0.0.0`");
    }

    #[tokio::test]
    async fn the_port_answers_until_it_is_shut_down() -> std::io::Result<()> {
        let listener = Emulator::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let address = listener.local_addr()?;
        let emulator = Emulator::builder().build().map_err(std::io::Error::other)?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            emulator.serve(listener, shutdown).await
        });
        let mut stream = TcpStream::connect(address).await?;
        let request =
            "GET /2013-04-01/hostedzone HTTP/1.1\r\nhost: route53.amazonaws.com\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK") && answer.contains("<ListHostedZonesResponse"),
            "{answer}"
        );
        drop(stop);
        serving.await.map_err(std::io::Error::other)?
    }
}
