//! One thing that goes wrong with a request.

use std::fmt;
use std::time::Duration;

use hyper::body::Bytes;

/// Whether the service did what it was asked before things went wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum When {
    /// The request never reached the service.
    Before,
    /// The service did it; only its answer is lost.
    After,
}

/// One thing that goes wrong with a request.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// The service refuses in its own words, and does nothing.
    Refuse {
        /// The HTTP status.
        status: u16,
        /// The service's code: `Throttling`.
        code: String,
        /// The service's words.
        message: String,
    },
    /// The service answers with a status of its own failure: 500, 502 or 503.
    Broken(When, u16),
    /// The connection is reset.
    Reset(When),
    /// Nothing is ever answered.
    Silent(When),
    /// The service does it, and the connection is lost half way through the answer.
    HalfBody,
    /// The service does it, and the answer is something that no service writes.
    Garbage,
    /// The service does it, and something else is answered with status 200.
    Answer {
        /// The content type; none leaves it out.
        content_type: Option<String>,
        /// The body.
        body: Bytes,
    },
    /// The service does it, and the answer comes a byte a second.
    Slow,
    /// Nothing is ever answered, and the service does it only so much later, whatever was asked of it meanwhile.
    Late(Duration),
    /// A read is answered as things were a while ago; needs a replica, and without one nothing goes wrong.
    Stale,
}

impl Fault {
    /// Returns a refusal for too many calls: 400 `Throttling`, `Rate exceeded`.
    #[must_use]
    pub fn throttled() -> Fault {
        Fault::refuse(400, "Throttling", "Rate exceeded")
    }

    /// Returns a refusal for too many calls as newer services write it: 429 `TooManyRequestsException`.
    #[must_use]
    pub fn too_many_requests() -> Fault {
        Fault::refuse(429, "TooManyRequestsException", "Too Many Requests")
    }

    /// Returns the refusal of a zone that works on another change: `PriorRequestNotComplete`.
    #[must_use]
    pub fn prior_request_not_complete() -> Fault {
        let message = "The request was rejected because Route 53 was still processing a prior request.";
        Fault::refuse(400, "PriorRequestNotComplete", message)
    }

    /// Returns the refusal of credentials that were valid a while ago.
    #[must_use]
    pub fn expired_token() -> Fault {
        Fault::refuse(403, "ExpiredToken", "The security token included in the request is expired")
    }

    /// Returns the refusal of credentials without the permission.
    #[must_use]
    pub fn denied() -> Fault {
        Fault::refuse(403, "AccessDenied", "User is not authorized to perform this action")
    }

    /// Returns the refusal for a clock that is wrong by more than the service tolerates.
    #[must_use]
    pub fn skewed() -> Fault {
        let message = "The difference between the request time and the current time is too large.";
        Fault::refuse(403, "RequestTimeTooSkewed", message)
    }

    /// Returns the refusal for a quota that is used up.
    #[must_use]
    pub fn quota(code: &str) -> Fault {
        Fault::refuse(400, code, "the quota of the account is used up")
    }

    /// Returns a refusal in the service's words.
    #[must_use]
    pub fn refuse(status: u16, code: &str, message: &str) -> Fault {
        Fault::Refuse { status, code: code.to_owned(), message: message.to_owned() }
    }

    /// Returns whether the service did, or will do, what it was asked although the caller cannot know.
    #[must_use]
    pub fn is_applied(&self) -> bool {
        match self {
            Fault::Broken(when, _) | Fault::Reset(when) | Fault::Silent(when) => *when == When::After,
            Fault::Refuse { .. } | Fault::Stale => false,
            _ => true,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            When::Before => "not done",
            When::After => "done",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Refuse { status, code, .. } => write!(f, "not done, refused with {status} {code}"),
            Fault::Broken(when, status) => write!(f, "{when}, {status} answered"),
            Fault::Reset(when) => write!(f, "{when}, connection reset"),
            Fault::Silent(when) => write!(f, "{when}, no answer"),
            Fault::HalfBody => f.write_str("done, half of the answer"),
            Fault::Garbage => f.write_str("done, garbage answered"),
            Fault::Answer { body, .. } => write!(f, "done, {} other bytes answered", body.len()),
            Fault::Slow => f.write_str("done, a byte a second"),
            Fault::Late(after) => write!(f, "done only {:.1} s later, no answer", after.as_secs_f64()),
            Fault::Stale => f.write_str("answered as things were a while ago"),
        }
    }
}
