//! What a user must know or mend: severity, code, message, labels on the script, the way out.
//!
//! Rendering is elsewhere. A function that can find fault returns `(T, Diagnostics)` and goes on.

mod list;

use std::borrow::Cow;

pub use list::Diagnostics;

use crate::Span;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Nothing is planned or applied while this stands.
    Error,
    /// Probably not what is meant; nothing is refused.
    Warning,
    /// Good to know.
    Advice,
}

impl Severity {
    /// Returns the word shown before the code.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

/// A range of a script with what is said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The smallest range that shows the point.
    pub span: Span,
    /// Lower case, no final period; may be empty.
    pub text: String,
}

/// One step of how the run came to the labelled place: a call, or an iteration of a loop.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Tracepoint {
    /// The call's name or the loop's head.
    pub span: Span,
    /// `in fn site` or `for site = eu-west-1 (2 of 3)`.
    pub text: String,
}

/// Something that a user must know or mend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The stable name that `tandem explain` takes: `attribute::unknown`.
    pub code: Cow<'static, str>,
    /// What is wrong, naming the thing in backticks; lower case, no final period.
    pub message: String,
    /// Where; the first is the primary one.
    pub labels: Vec<Label>,
    /// How the run came there, innermost first.
    pub trace: Vec<Tracepoint>,
    /// Facts that matter: what was not written, which request it was.
    pub notes: Vec<String>,
    /// Ways out, best first.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// Returns a diagnostic without labels.
    pub fn new(
        severity: Severity,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            severity,
            code: code.into(),
            message: message.into(),
            labels: Vec::new(),
            trace: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Returns an error without labels.
    pub fn error(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, message)
    }

    /// Returns a warning without labels.
    pub fn warning(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, message)
    }

    /// Adds a label.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Diagnostic {
        self.hints.push(text.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Adds how the run came there.
    #[must_use]
    pub fn traced(mut self, trace: &[Tracepoint]) -> Diagnostic {
        self.trace.extend_from_slice(trace);
        self
    }

    /// Returns whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
