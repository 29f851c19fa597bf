//! Strings in double quotes, characters and raw strings.

use rowan::TextRange;

use super::{Lexer, size};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind;

/// How a scan of a quoted literal ended.
enum End {
    /// At the closing quote.
    Closed,
    /// At a line break or the end of the file.
    Missing,
}

/// Takes a string in double quotes; it may go on after a backslash at the end of a line.
pub(super) fn quoted(lexer: &mut Lexer<'_>) {
    let start = lexer.start;
    lexer.at += 1;
    match scan(lexer, '"', true) {
        End::Closed => lexer.push(SyntaxKind::Str),
        End::Missing => {
            let range = lexer.range_from(start);
            let hint = "add `\"`, or use backticks for text over several lines";
            lexer.error_with_hint(ErrorCode::UnterminatedString, range, "this string has no end", hint);
            lexer.push_with(SyntaxKind::Str, true);
        }
    }
}

/// Takes a character in single quotes.
pub(super) fn character(lexer: &mut Lexer<'_>) {
    let start = lexer.start;
    lexer.at += 1;
    if lexer.eat("'") {
        let range = lexer.range_from(start);
        lexer.error(ErrorCode::BadCharacter, range, "this character literal is empty");
        return lexer.push(SyntaxKind::Char);
    }
    let end = scan(lexer, '\'', false);
    let range = lexer.range_from(start);
    let hint = "strings take double quotes";
    match end {
        End::Missing => {
            lexer.error_with_hint(ErrorCode::BadCharacter, range, "this character literal has no end", hint);
            lexer.push_with(SyntaxKind::Char, true);
        }
        End::Closed => {
            let inside = lexer.text.get(start + 1..lexer.at - 1).unwrap_or_default();
            if count(inside) != 1 {
                let message = "a character literal holds exactly one character";
                lexer.error_with_hint(ErrorCode::BadCharacter, range, message, hint);
            }
            lexer.push(SyntaxKind::Char);
        }
    }
}

/// Counts the characters that a literal stands for.
fn count(inside: &str) -> usize {
    let mut characters = inside.chars();
    let mut count = 0;
    while let Some(character) = characters.next() {
        count += 1;
        let skip = match character {
            '\\' => match characters.next() {
                Some('x') => 2,
                Some('u') => 4,
                Some('U') => 8,
                _ => 0,
            },
            // A doubled quote stands for one.
            '\'' => 1,
            _ => 0,
        };
        for _ in 0..skip {
            characters.next();
        }
    }
    count
}

/// Takes everything up to the closing quote and checks the escapes on the way.
fn scan(lexer: &mut Lexer<'_>, quote: char, continues: bool) -> End {
    loop {
        let before = lexer.at;
        match lexer.peek() {
            None | Some('\n') => return End::Missing,
            Some('\r') if lexer.peek_at(1) == Some('\n') => return End::Missing,
            Some('\\') => {
                lexer.at += 1;
                escape(lexer, quote, continues, before);
            }
            Some(character) => {
                lexer.at += character.len_utf8();
                if character == quote && !lexer.rest().starts_with(quote) {
                    return End::Closed;
                }
                if character == quote {
                    lexer.at += 1;
                }
                private_use(lexer, character, before);
            }
        }
    }
}

/// Takes what follows a backslash.
fn escape(lexer: &mut Lexer<'_>, quote: char, continues: bool, start: usize) {
    let digits = match lexer.peek() {
        Some('\\' | 't' | 'n' | 'r') => {
            lexer.at += 1;
            return;
        }
        Some(character) if character == quote => {
            lexer.at += 1;
            return;
        }
        Some('\r') if continues && lexer.peek_at(1) == Some('\n') => {
            lexer.at += 2;
            return;
        }
        Some('\n') if continues => {
            lexer.at += 1;
            return;
        }
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        // The line ends here: the missing quote is the error.
        Some('\n') | None => return,
        Some('\r') if lexer.peek_at(1) == Some('\n') => return,
        Some(other) => {
            lexer.at += other.len_utf8();
            let range = lexer.range_from(start);
            let hint = "the escapes are `\\\\`, `\\n`, `\\r`, `\\t`, `\\x41`, `\\u0041`, `\\U00000041` and the quote";
            lexer.error_with_hint(ErrorCode::BadEscape, range, format!("`\\{other}` is not an escape"), hint);
            return;
        }
    };
    lexer.at += 1;
    code_point(lexer, digits, start);
}

/// Takes the digits of a numeric escape.
fn code_point(lexer: &mut Lexer<'_>, digits: usize, start: usize) {
    let from = lexer.at;
    for _ in 0..digits {
        match lexer.peek() {
            Some(character) if character.is_ascii_hexdigit() => lexer.at += 1,
            _ => break,
        }
    }
    let text = &lexer.text[from..lexer.at];
    let value = u32::from_str_radix(text, 16).ok().and_then(char::from_u32);
    match value {
        _ if text.len() < digits => {
            let range = lexer.range_from(start);
            lexer.error(
                ErrorCode::BadEscape,
                range,
                format!("this escape takes {digits} hexadecimal digits"),
            );
        }
        None => {
            let range = lexer.range_from(start);
            lexer.error(ErrorCode::BadEscape, range, "this escape is not a character");
        }
        Some(character) => private_use(lexer, character, start),
    }
}

/// Refuses the two characters that mark values known after apply.
pub(super) fn private_use(lexer: &mut Lexer<'_>, character: char, start: usize) {
    if matches!(character, '\u{e000}' | '\u{e001}') {
        let range = lexer.range_from(start);
        let message = format!("U+{:04X} may not stand in a string", u32::from(character));
        lexer.error(ErrorCode::PrivateUse, range, message);
    }
}

/// Takes a raw string, which ends at a quote with as many `#` as it began with.
pub(super) fn raw(lexer: &mut Lexer<'_>) {
    let start = lexer.start;
    lexer.eat_while(|c| c == '#');
    let hashes = lexer.text[start..lexer.at].to_owned();
    if !lexer.eat("\"") {
        return lexer.push(SyntaxKind::BadSymbol);
    }
    let opening = lexer.range_from(start);
    let body = lexer.at;
    let closing = format!("\"{hashes}");
    let found = lexer.rest().find(&closing);
    lexer.at = found.map_or(lexer.text.len(), |found| body + found + closing.len());
    let inside = &lexer.text[body..found.map_or(lexer.at, |found| body + found)];
    for (offset, character) in inside.char_indices().filter(|(_, c)| matches!(c, '\u{e000}' | '\u{e001}')) {
        let range = TextRange::at(size(body + offset), size(character.len_utf8()));
        let message = format!("U+{:04X} may not stand in a string", u32::from(character));
        lexer.error(ErrorCode::PrivateUse, range, message);
    }
    if found.is_none() {
        let hint = format!("add `{closing}`");
        lexer.error_with_hint(ErrorCode::UnterminatedString, opening, "this raw string has no end", hint);
    }
    lexer.push_with(SyntaxKind::RawStr, found.is_none());
}
