//! Numbers: decimal, `0x`, `0o`, `0b`, fractions and exponents, with `_` between digits.

use super::{Lexer, word};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind;

/// Takes a number.
pub(super) fn number(lexer: &mut Lexer<'_>) {
    let radix = match (lexer.peek(), lexer.peek_at(1)) {
        (Some('0'), Some('x' | 'X')) => Some(16),
        (Some('0'), Some('o' | 'O')) => Some(8),
        (Some('0'), Some('b' | 'B')) => Some(2),
        _ => None,
    };
    let start = lexer.at;
    let kind = match radix {
        Some(radix) => prefixed(lexer, radix),
        None => decimal(lexer),
    };
    suffix(lexer, start);
    lexer.push(kind);
}

/// Takes letters that are stuck to a number and belong to no keyword, as in `12abc`.
fn suffix(lexer: &mut Lexer<'_>, start: usize) {
    let rest = lexer.rest();
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let word = &rest[..end];
    if !word.is_empty() && !word::classify(word).is_keyword() {
        lexer.at += end;
        let message = format!("`{}` is not a number", &lexer.text[start..lexer.at]);
        let range = lexer.range_from(start);
        lexer.error(ErrorCode::BadNumber, range, message);
    }
}

/// Takes a number with a prefix, which must fit 64 bits.
fn prefixed(lexer: &mut Lexer<'_>, radix: u32) -> SyntaxKind {
    let start = lexer.at;
    lexer.at += "0x".len();
    let digits = lexer.at;
    lexer.eat_while(|c| c.is_digit(radix) || c == '_');
    let digits: String = lexer.text[digits..lexer.at].chars().filter(|c| *c != '_').collect();
    // A letter behind the digits is told about below.
    let stuck = lexer.peek().is_some_and(|c| c.is_ascii_alphanumeric());
    if !stuck && u64::from_str_radix(&digits, radix).is_err() {
        let range = lexer.range_from(start);
        let message =
            if digits.is_empty() { "digits are missing here" } else { "this number exceeds 64 bits" };
        lexer.error(ErrorCode::BadNumber, range, message);
    }
    SyntaxKind::Int
}

/// Takes a decimal number.
fn decimal(lexer: &mut Lexer<'_>) -> SyntaxKind {
    let start = lexer.at;
    let mut kind = SyntaxKind::Int;
    digits(lexer);
    if lexer.peek() == Some('.') && is_fraction(lexer.peek_at(1)) {
        lexer.at += 1;
        kind = SyntaxKind::Float;
        if lexer.peek().is_some_and(|c| c.is_ascii_digit()) {
            digits(lexer);
        }
    }
    if matches!(lexer.peek(), Some('e' | 'E')) && matches!(lexer.peek_at(1), Some('0'..='9' | '+' | '-')) {
        lexer.at += 2;
        kind = SyntaxKind::Float;
        digits(lexer);
        if !lexer.text[start..lexer.at].ends_with(|c: char| c.is_ascii_digit() || c == '_') {
            let range = lexer.range_from(start);
            lexer.error(ErrorCode::BadNumber, range, "the exponent has no digits");
        }
    }
    kind
}

fn digits(lexer: &mut Lexer<'_>) {
    lexer.eat_while(|c| c.is_ascii_digit() || c == '_');
}

/// Returns whether a point belongs to the number, given what follows the point.
///
/// `1.` is a number, `1.len` a property, `1..2` a range.
fn is_fraction(next: Option<char>) -> bool {
    next.is_some_and(|c| c != '_' && c != '.' && !c.is_ascii_alphabetic())
}
