//! Call sites: where the arguments of a call are written.

use std::rc::Rc;

use tandem_core::topology::AttributeSpans;
use tandem_core::{Path, Span};

/// Where a call and its arguments are written.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The name of the function or method.
    pub(crate) name: Span,
    /// The arguments in order, the receiver of a method not counted.
    pub(crate) arguments: Vec<SiteArgument>,
}

/// Where one argument is written.
#[derive(Clone, Debug)]
pub(crate) struct SiteArgument {
    /// All of it.
    pub(crate) span: Span,
    /// What it spells out.
    pub(crate) literal: Rc<Literal>,
}

/// The keys and values that an expression spells out, as far as they can be followed without running it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Literal {
    /// Keys and values by their path inside the value; an item of a list counts as its own key.
    pub(crate) entries: Vec<(Path, AttributeSpans)>,
    /// The name of the variable that the value comes from, where nothing is known of it.
    pub(crate) variable: Option<String>,
}

/// What a call that was put in stands for.
#[derive(Clone, Debug)]
pub(crate) struct Helper {
    /// The smallest range that shows it: a call's name, a loop's head, a condition, a text.
    pub(crate) span: Span,
    /// The function's name, or the loop's variable; else empty.
    pub(crate) name: String,
    /// What a loop repeats.
    pub(crate) body: Option<Span>,
}

impl Helper {
    /// Returns what stands for a range, a call if it has a name.
    pub(crate) fn new(span: Span, name: String) -> Helper {
        Helper { span, name, body: None }
    }
}

/// Returns the key of a position; lines and columns fit 16 bits each.
pub(crate) fn key(line: u32, column: u32) -> u32 {
    line << 16 | column & 0xffff
}
