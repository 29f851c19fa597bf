//! The one escaper: text of scripts, state and clouds shows what is in it and commands no terminal.
//!
//! Fields go through [`clean`] before anything is laid out around them. What is written goes through [`guard`] as a
//! whole, which lets through only the commands that this program gives itself: whoever forgets the first is caught by
//! the second.

use std::borrow::Cow;
use std::fmt::Write;

/// The commands that this program gives a terminal, beside colours: go to the start of the line, clear it, clear the
/// screen.
const OURS: [&str; 3] = ["\u{1b}[2K", "\u{1b}[2J", "\u{1b}[H"];

/// Returns the text with everything written out that a terminal would obey or that hides what it says: control
/// characters, marks that turn the direction of writing, and characters of no width. Line breaks stay.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(dangerous) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => cleaned.push_str("    "),
            c if dangerous(c) => drop(write!(cleaned, "\\u{{{:x}}}", c as u32)),
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}

/// Returns laid-out text with everything written out that a terminal would obey, but for colours and the few commands
/// of this program.
pub(crate) fn guard(text: &str) -> Cow<'_, str> {
    if !text.chars().any(dangerous) {
        return Cow::Borrowed(text);
    }
    let mut guarded = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(dangerous) {
        let (before, from) = rest.split_at(at);
        guarded.push_str(before);
        let command = command(from);
        if command > 0 {
            guarded.push_str(&from[..command]);
            rest = &from[command..];
        } else {
            let width = from.chars().next().map_or(1, char::len_utf8);
            guarded.push_str(&clean(&from[..width]));
            rest = &from[width..];
        }
    }
    guarded.push_str(rest);
    Cow::Owned(guarded)
}

/// Returns lines of JSON with the same characters written as JSON escapes; they can only stand inside its texts.
pub(crate) fn guard_json(text: &str) -> Cow<'_, str> {
    if !text.chars().any(dangerous) {
        return Cow::Borrowed(text);
    }
    let mut guarded = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if dangerous(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(guarded, "\\u{unit:04x}");
            }
        } else {
            guarded.push(c);
        }
    }
    Cow::Owned(guarded)
}

/// Returns the length of the command of this program at the start of a text; 0 if there is none.
fn command(text: &str) -> usize {
    if text.starts_with('\r') {
        return 1;
    }
    if let Some(ours) = OURS.iter().find(|ours| text.starts_with(*ours)) {
        return ours.len();
    }
    let Some(colour) = text.strip_prefix("\u{1b}[") else { return 0 };
    let digits = colour.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if colour[digits..].starts_with('m') { digits + 3 } else { 0 }
}

fn dangerous(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            // Direction.
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // No width, or not to be seen.
            | '\u{00ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
            // Line breaks that only some programs take for such.
            | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{clean, guard, guard_json};

    #[test]
    fn a_terminal_is_not_commanded() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c"), "a\\u{1b}[2Jb\\u{202e}c");
        assert_eq!(clean("naïve → ünïcode\n"), "naïve → ünïcode\n");
    }

    /// C0, C1, DEL, direction, no width: each is written out by every one of the three.
    #[test]
    fn nothing_dangerous_comes_through() {
        let c0 = (0..0x20).chain(0x7f..0xa0).filter(|code| ![9, 10, 13].contains(code));
        let marks = [0x061c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069];
        for code in c0.chain(marks).chain([0xfeff, 0x180e, 0x2028, 0xe0041]) {
            let c = char::from_u32(code).expect("it is a character");
            let text = format!("a{c}b");
            assert_eq!(clean(&text), format!("a\\u{{{code:x}}}b"));
            assert_eq!(guard(&text), format!("a\\u{{{code:x}}}b"));
            let json = guard_json(&text);
            let read: String = serde_json::from_str(&format!("\"{json}\"")).expect("it is JSON");
            assert_eq!(read, text);
            assert!(json.is_ascii());
        }
    }

    #[test]
    fn our_own_commands_come_through() {
        for ours in ["\u{1b}[1;31mred\u{1b}[0m", "\r\u{1b}[2Kline", "\u{1b}[2J\u{1b}[H"] {
            assert_eq!(guard(ours), ours);
        }
        assert_eq!(guard("\u{1b}]0;title\u{7}"), "\\u{1b}]0;title\\u{7}");
        assert_eq!(guard("\u{1b}[6n\u{9b}2J"), "\\u{1b}[6n\\u{9b}2J");
    }
}
