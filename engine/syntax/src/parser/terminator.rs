//! The `;` between statements, and what was meant where it is missing.

use super::{Parser, recovery, statement};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Reports a statement that begins with a word of another language; returns whether it was one.
///
/// A reserved word has been reported where it stands.
pub(super) fn foreign_statement(parser: &mut Parser<'_>, (kind, first): (SyntaxKind, &str)) -> bool {
    let reserved = kind == SyntaxKind::ReservedWord;
    let hint = match first {
        "function" | "func" | "def" => "functions start with `fn`",
        "elif" | "elseif" | "elsif" => "write `else if`",
        "class" | "struct" | "enum" | "type" => {
            "types are not declared; an object map holds values under names"
        }
        "not" => "the operators are `&&`, `||` and `!`",
        _ if reserved => "",
        _ => return false,
    };
    let follows = matches!(parser.current(), SyntaxKind::Ident | SyntaxKind::Str | SyntaxKind::LBrace);
    if !follows || parser.after_line_break() {
        return false;
    }
    let range = parser.last.map_or_else(|| parser.range(), |token| token.range);
    let error = SyntaxError::new(ErrorCode::UnexpectedToken, range, format!("did not expect `{first}` here"));
    if !reserved {
        parser.error(error.hint(hint));
    }
    recovery::skip_statement(parser);
    parser.eat(SyntaxKind::Semicolon);
    true
}

/// Takes the `;` of a statement, or records that it is missing and skips what cannot follow.
pub(super) fn terminator(parser: &mut Parser<'_>) {
    let kind = parser.current();
    if parser.eat(SyntaxKind::Semicolon)
        || matches!(kind, SyntaxKind::RBrace | SyntaxKind::Eof | SyntaxKind::InterpolationEnd)
        || parser.is_awaited()
    {
        return;
    }
    if recovery::closes(kind) {
        statement::unmatched(parser);
        parser.eat(SyntaxKind::Semicolon);
        return;
    }
    missing_semicolon(parser);
    if !starts_value(parser.current()) {
        recovery::skip_statement(parser);
        parser.eat(SyntaxKind::Semicolon);
    }
}

/// Records that the statement does not end, with a hint for what follows it.
fn missing_semicolon(parser: &mut Parser<'_>) {
    let here = parser.range();
    let kind = parser.current();
    let unexpected = |message: String| SyntaxError::new(ErrorCode::UnexpectedToken, here, message);
    let error =
        match (kind, parser.word()) {
            (SyntaxKind::BadSymbol, _) => recovery::unknown_operator(parser),
            (SyntaxKind::Comma, _) => unexpected("did not expect `,` after a statement".to_owned())
                .hint("declare each variable with its own `let`"),
            (SyntaxKind::ElseKw, _) => unexpected("did not expect `else` here".to_owned())
                .hint("`else` follows the `}` of an `if` directly"),
            (SyntaxKind::LParen, _) => unexpected("this value cannot be called".to_owned())
                .hint("a closure is called with `.call(…)`"),
            (SyntaxKind::FatArrow, _) => {
                unexpected("did not expect `=>` here".to_owned()).hint("a closure is written `|x| …`")
            }
            (_, word @ ("and" | "or" | "not")) => unexpected(format!("did not expect `{word}` here"))
                .hint("the operators are `&&`, `||` and `!`"),
            (_, "from") => {
                unexpected("did not expect `from` here".to_owned()).hint("write `import \"path\" as name`")
            }
            _ if kind.is_assignment() => unexpected(format!("did not expect {} here", kind.describe()))
                .hint("an assignment is a statement and has no value"),
            (SyntaxKind::Bang, _) => unexpected("did not expect `!` here".to_owned()),
            (SyntaxKind::Colon, _) => unexpected("did not expect `:` here".to_owned()),
            _ => {
                let range = rowan::TextRange::empty(parser.end());
                SyntaxError::new(ErrorCode::MissingSemicolon, range, "expected `;` after this statement")
            }
        };
    let skips = error.code != ErrorCode::MissingSemicolon;
    parser.error(error);
    if skips {
        recovery::skip_statement(parser);
        parser.eat(SyntaxKind::Semicolon);
    }
}

/// Returns whether a token can start the next statement, so that only the `;` before it is missing.
fn starts_value(kind: SyntaxKind) -> bool {
    recovery::starts_statement(kind)
        || statement::is_self_terminated(kind)
        || matches!(
            kind,
            SyntaxKind::Ident
                | SyntaxKind::ReservedFn
                | SyntaxKind::ThisKw
                | SyntaxKind::Int
                | SyntaxKind::Float
                | SyntaxKind::Str
                | SyntaxKind::RawStr
                | SyntaxKind::Char
                | SyntaxKind::TemplateStart
                | SyntaxKind::MapStart
                | SyntaxKind::DoKw
                | SyntaxKind::TrueKw
                | SyntaxKind::FalseKw
                | SyntaxKind::Semicolon
                | SyntaxKind::Eof
        )
        || recovery::closes(kind)
}
