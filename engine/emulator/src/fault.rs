//! An error that a service answers, before a protocol has given it an envelope.

use serde::Serialize;
use serde_json::{Map, Value};

/// A refusal: the name of the modelled error, its message and its further members.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    /// The error's shape name, or a code that the model does not list.
    pub(crate) name: String,
    pub(crate) message: String,
    /// Further members of the error's shape.
    pub(crate) members: Map<String, Value>,
    /// Overrides the model's status; 400 where neither says anything.
    pub(crate) status: Option<u16>,
    /// Further headers of the response.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Fault {
    pub(crate) fn new(name: &str, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            members: Map::new(),
            status: None,
            headers: Vec::new(),
        }
    }

    /// Adds a member of the error's shape, such as the list of messages of a refused batch.
    pub(crate) fn with(mut self, member: &str, value: impl Serialize) -> Self {
        self.members.insert(member.into(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Makes the answer for a state the emulator should never be in, or a disk it cannot write.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalFailure", message).with_status(500)
    }
}
