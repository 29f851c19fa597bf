//! A replacement of a range of a script by other text.

use tandem_syntax::{TextRange, TextSize};

/// A replacement of a range by other text; an empty range is an insertion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Edit {
    pub(crate) range: TextRange,
    pub(crate) text: String,
}

impl Edit {
    /// Returns the insertion of a text.
    pub(crate) fn insert(at: TextSize, text: impl Into<String>) -> Edit {
        Edit { range: TextRange::empty(at), text: text.into() }
    }

    /// Returns the replacement of a range; line breaks of the old text are kept behind the new one.
    pub(crate) fn replace(range: TextRange, source: &str, text: impl Into<String>) -> Edit {
        let mut text = text.into();
        let old = source.get(usize::from(range.start())..usize::from(range.end())).unwrap_or_default();
        let missing = old.matches('\n').count().saturating_sub(text.matches('\n').count());
        text.extend(std::iter::repeat_n('\n', missing));
        Edit { range, text }
    }
}
