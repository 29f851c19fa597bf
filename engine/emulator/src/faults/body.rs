//! Bodies that do not arrive as they should.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_smithy_types::body::SdkBody;
use hyper::body::{Body, Bytes, Frame};
use tokio::time::{Sleep, sleep};

/// Makes a body of which the first half arrives; then the connection is lost.
pub(super) fn half(whole: &Bytes) -> SdkBody {
    let half = whole.slice(..whole.len() / 2);
    SdkBody::from_body_1_x(Half(Some(half)))
}

/// Makes a body of which a byte arrives each second.
pub(super) fn slow(whole: Bytes) -> SdkBody {
    SdkBody::from_body_1_x(Slow { rest: whole, pause: Box::pin(sleep(PACE)) })
}

/// How long each byte of a slow body takes.
const PACE: Duration = Duration::from_secs(1);

struct Half(Option<Bytes>);

impl Body for Half {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Poll::Ready(Some(match self.0.take() {
            Some(half) => Ok(Frame::data(half)),
            None => {
                Err(Error::new(ErrorKind::UnexpectedEof, "connection closed before the message was complete"))
            }
        }))
    }
}

struct Slow {
    rest: Bytes,
    pause: Pin<Box<Sleep>>,
}

impl Body for Slow {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        if self.pause.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.pause = Box::pin(sleep(PACE));
        let byte = self.rest.split_to(1);
        Poll::Ready(Some(Ok(Frame::data(byte))))
    }
}
