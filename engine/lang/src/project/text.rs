//! From bytes to a text that can be a script, or why not.

use tandem_core::{Diagnostic, Span};
use tandem_syntax::LineIndex;

use crate::code;
use crate::settings::LINES;

/// Returns the text, or what is wrong with it; `at` is the place to label.
pub(super) fn text(path: &str, bytes: Vec<u8>, at: Span) -> Result<String, Box<Diagnostic>> {
    if bytes.contains(&0) {
        return Err(Box::new(code::script::binary(path, at)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Box::new(code::script::not_utf8(path, line, at))
    })
}

/// Returns what is wrong with the shape of a text: too many lines, or one too long.
///
/// Rhai's positions are 16 bits wide and stay at their greatest value beyond, where two places would be one.
pub(super) fn shape(path: &str, text: &str, at: Span) -> Option<Diagnostic> {
    let lines = LineIndex::new(text);
    if lines.line_count() > LINES {
        // The line break at the end of a file begins no line that a person would count.
        let empty = u32::from(text.ends_with('\n'));
        return Some(code::script::too_long(path, lines.line_count() - empty, at));
    }
    let longest = lines.longest_line();
    (longest.column > LINES).then(|| code::script::too_wide(path, longest.line, longest.column, at))
}
