//! Where in the scripts something was declared.

use std::collections::BTreeMap;

use crate::path::Path;
use crate::{Span, Tracepoint};

/// Where something was declared: the call, every key and value, and how the run came there.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Origin {
    /// The name of the function or method called.
    pub call: Span,
    /// The positional name, where there is one; else the call.
    pub name: Span,
    /// Every attribute that the call spelled out: its key and its value, by the path in the resource's arguments.
    pub attributes: BTreeMap<Path, AttributeSpans>,
    /// The calls and loop iterations that led there, innermost first.
    pub trace: Vec<Tracepoint>,
}

/// The two ranges of an attribute that was spelled out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttributeSpans {
    /// Its key.
    pub key: Span,
    /// Its value.
    pub value: Span,
}

impl Origin {
    /// Returns the smallest range that shows the value at a path: its own, an enclosing one's, or the call.
    pub fn value(&self, path: &Path) -> Span {
        self.longest(path).map_or(self.call, |spans| spans.value)
    }

    /// Returns the range of the key at a path, of an enclosing one, or the call.
    pub fn key(&self, path: &Path) -> Span {
        self.longest(path).map_or(self.call, |spans| spans.key)
    }

    fn longest(&self, path: &Path) -> Option<&AttributeSpans> {
        (1..=path.0.len()).rev().find_map(|length| self.attributes.get(&Path(path.0[..length].to_vec())))
    }
}
