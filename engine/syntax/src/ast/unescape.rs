//! What a string in double quotes stands for.

use crate::kind::SyntaxToken;

/// Returns the value of a string token; escapes that do not exist are kept as they are written.
pub(super) fn unescape(token: &SyntaxToken) -> String {
    let body = token.text().strip_prefix('"').unwrap_or(token.text());
    let mut value = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '\\' => rest = escape(rest, token, &mut value),
            // A doubled quote stands for one, a single one ends the string.
            '"' => match rest.strip_prefix('"') {
                Some(after) => {
                    value.push('"');
                    rest = after;
                }
                None => break,
            },
            other => value.push(other),
        }
    }
    value
}

/// Reads what follows a backslash and returns the rest.
fn escape<'t>(rest: &'t str, token: &SyntaxToken, value: &mut String) -> &'t str {
    let Some(character) = rest.chars().next() else { return rest };
    let after = &rest[character.len_utf8()..];
    let digits = match character {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'n' => return pushed(after, value, '\n'),
        't' => return pushed(after, value, '\t'),
        'r' => return pushed(after, value, '\r'),
        '\\' | '"' => return pushed(after, value, character),
        '\n' => return continued(after, token),
        '\r' if after.starts_with('\n') => return continued(&after[1..], token),
        _ => {
            value.push('\\');
            return rest;
        }
    };
    let code =
        after.get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
    match code {
        Some(code) => pushed(&after[digits..], value, code),
        None => {
            value.push('\\');
            rest
        }
    }
}

fn pushed<'t>(rest: &'t str, value: &mut String, character: char) -> &'t str {
    value.push(character);
    rest
}

/// Drops the indentation of a continued line, up to the column of the opening quote.
fn continued<'t>(rest: &'t str, token: &SyntaxToken) -> &'t str {
    let indentation = rest.chars().take(column(token)).take_while(|c| c.is_whitespace() && *c != '\n');
    &rest[indentation.map(char::len_utf8).sum()..]
}

/// Returns the column of the token, in characters from one.
fn column(token: &SyntaxToken) -> usize {
    let mut column = 1;
    let mut before = token.prev_token();
    while let Some(token) = before {
        match token.text().rsplit_once('\n') {
            Some((_, tail)) => return column + tail.chars().count(),
            None => column += token.text().chars().count(),
        }
        before = token.prev_token();
    }
    column
}
