//! Punctuation and operators, the longest match first.

use super::{Lexer, word};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind;

/// Takes a symbol, or a character that means nothing.
pub(super) fn operator(lexer: &mut Lexer<'_>) {
    if is_not_in(lexer.rest()) {
        lexer.at += "!in".len();
        return lexer.push(SyntaxKind::NotIn);
    }
    if let Some((length, kind)) = symbol(lexer.rest().as_bytes()) {
        lexer.at += length;
        if kind == SyntaxKind::MapStart
            && let Some(open) = lexer.open.last_mut()
        {
            open.braces += 1;
        }
        return lexer.push(kind);
    }
    if lexer.peek().is_some_and(char::is_alphabetic) {
        return word::foreign_name(lexer);
    }
    unknown(lexer);
}

/// Returns the length and kind of the symbol that comes next; a longer one stands before those it starts
/// with.
///
/// Rhai reads some pairs as one symbol that does not exist (`a--b` is not `a - -b`), so they are here too.
fn symbol(rest: &[u8]) -> Option<(usize, SyntaxKind)> {
    Some(match rest {
        [b'*', b'*', b'=', ..] => (3, SyntaxKind::StarStarEq),
        [b'<', b'<', b'=', ..] => (3, SyntaxKind::ShlEq),
        [b'>', b'>', b'=', ..] => (3, SyntaxKind::ShrEq),
        [b'.', b'.', b'=', ..] => (3, SyntaxKind::DotDotEq),
        [b'.', b'.', b'.', ..] | [b'=', b'=', b'=', ..] | [b'!', b'=', b'=', ..] | [b':', b':', b'<', ..] => {
            (3, SyntaxKind::BadSymbol)
        }
        [b'?', b'.', ..] => (2, SyntaxKind::QuestionDot),
        [b'?', b'[', ..] => (2, SyntaxKind::QuestionBracket),
        [b'?', b'?', ..] => (2, SyntaxKind::QuestionQuestion),
        [b':', b':', ..] => (2, SyntaxKind::ColonColon),
        [b'=', b'>', ..] => (2, SyntaxKind::FatArrow),
        [b'=', b'=', ..] => (2, SyntaxKind::EqEq),
        [b'!', b'=', ..] => (2, SyntaxKind::BangEq),
        [b'<', b'=', ..] => (2, SyntaxKind::LtEq),
        [b'>', b'=', ..] => (2, SyntaxKind::GtEq),
        [b'<', b'<', ..] => (2, SyntaxKind::Shl),
        [b'>', b'>', ..] => (2, SyntaxKind::Shr),
        [b'&', b'&', ..] => (2, SyntaxKind::AmpAmp),
        [b'|', b'|', ..] => (2, SyntaxKind::PipePipe),
        [b'.', b'.', ..] => (2, SyntaxKind::DotDot),
        [b'*', b'*', ..] => (2, SyntaxKind::StarStar),
        [b'+', b'=', ..] => (2, SyntaxKind::PlusEq),
        [b'-', b'=', ..] => (2, SyntaxKind::MinusEq),
        [b'*', b'=', ..] => (2, SyntaxKind::StarEq),
        [b'/', b'=', ..] => (2, SyntaxKind::SlashEq),
        [b'%', b'=', ..] => (2, SyntaxKind::PercentEq),
        [b'&', b'=', ..] => (2, SyntaxKind::AmpEq),
        [b'|', b'=', ..] => (2, SyntaxKind::PipeEq),
        [b'^', b'=', ..] => (2, SyntaxKind::CaretEq),
        [b'#', b'{', ..] => (2, SyntaxKind::MapStart),
        [b'+', b'+', ..]
        | [b'-', b'-', ..]
        | [b'-', b'>', ..]
        | [b'<', b'-', ..]
        | [b'<', b'|', ..]
        | [b'|', b'>', ..]
        | [b':', b'=', ..]
        | [b':', b';', ..]
        | [b'!', b'.', ..] => (2, SyntaxKind::BadSymbol),
        [b'(', ..] => (1, SyntaxKind::LParen),
        [b')', ..] => (1, SyntaxKind::RParen),
        [b'[', ..] => (1, SyntaxKind::LBracket),
        [b']', ..] => (1, SyntaxKind::RBracket),
        [b';', ..] => (1, SyntaxKind::Semicolon),
        [b',', ..] => (1, SyntaxKind::Comma),
        [b':', ..] => (1, SyntaxKind::Colon),
        [b'.', ..] => (1, SyntaxKind::Dot),
        [b'=', ..] => (1, SyntaxKind::Eq),
        [b'+', ..] => (1, SyntaxKind::Plus),
        [b'-', ..] => (1, SyntaxKind::Minus),
        [b'*', ..] => (1, SyntaxKind::Star),
        [b'/', ..] => (1, SyntaxKind::Slash),
        [b'%', ..] => (1, SyntaxKind::Percent),
        [b'&', ..] => (1, SyntaxKind::Amp),
        [b'|', ..] => (1, SyntaxKind::Pipe),
        [b'^', ..] => (1, SyntaxKind::Caret),
        [b'!', ..] => (1, SyntaxKind::Bang),
        [b'<', ..] => (1, SyntaxKind::Lt),
        [b'>', ..] => (1, SyntaxKind::Gt),
        [b'?', ..] | [b'#', ..] | [b'~', ..] | [b'@', ..] | [b'$', ..] => (1, SyntaxKind::BadSymbol),
        _ => return None,
    })
}

/// Returns whether `!in` comes next and not `!` with a name such as `!index`.
fn is_not_in(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("!in") else { return false };
    !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

/// Takes a character that stands in no token, with a hint for those that editors slip in.
fn unknown(lexer: &mut Lexer<'_>) {
    let Some(character) = lexer.next() else { return };
    let range = lexer.range_from(lexer.start);
    let message = format!("{} has no meaning here", shown(character));
    match hint(character) {
        Some(hint) => lexer.error_with_hint(ErrorCode::UnknownCharacter, range, message, hint),
        None => lexer.error(ErrorCode::UnknownCharacter, range, message),
    }
    lexer.push(SyntaxKind::Unknown);
}

fn shown(character: char) -> String {
    let visible = !character.is_control() && !character.is_whitespace();
    if visible { format!("`{character}`") } else { format!("U+{:04X}", u32::from(character)) }
}

fn hint(character: char) -> Option<&'static str> {
    match character {
        '“' | '”' | '„' | '«' | '»' => Some("strings take plain double quotes `\"`"),
        '‘' | '’' => Some("write a plain quote"),
        '–' | '—' | '−' => Some("write a plain `-`"),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some("replace the no-break space by a plain one"),
        '\u{200b}' | '\u{200d}' | '\u{feff}' => Some("delete the invisible character"),
        '\\' => Some("lines need no continuation mark"),
        _ => None,
    }
}
