//! What may stand at the very start of a file although Rhai does not know it.

use std::borrow::Cow;

/// Returns the text for Rhai: a byte order mark and an interpreter line `#!…` become spaces.
///
/// Lines and columns stay what they are, so Rhai's positions still fit the [`crate::LineIndex`] of the
/// original text.
pub fn text_for_rhai(text: &str) -> Cow<'_, str> {
    let (mark, rest) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (" ", rest),
        None => ("", text),
    };
    if mark.is_empty() && !rest.starts_with("#!") {
        return Cow::Borrowed(text);
    }
    let line = if rest.starts_with("#!") { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
    let (line, rest) = rest.split_at(line);
    Cow::Owned([mark, &" ".repeat(line.chars().count()), rest].concat())
}

#[cfg(test)]
mod tests {
    use super::text_for_rhai;

    #[test]
    fn characters_stay_in_their_columns() {
        assert_eq!(text_for_rhai("\u{feff}let a = 1;"), " let a = 1;");
        assert_eq!(text_for_rhai("#!/usr/é\nlet a = 1;"), "        \nlet a = 1;");
        assert_eq!(text_for_rhai("\u{feff}#!x\na"), "    \na");
        assert_eq!(text_for_rhai("a\n#!"), "a\n#!");
    }
}
