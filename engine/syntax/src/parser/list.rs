//! Comma-separated lists in brackets: arguments, items, entries, parameters.

use super::{Parser, recovery};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// How a list is written.
pub(super) struct List {
    /// The bracket that ends it.
    pub(super) close: SyntaxKind,
    /// What it is, for messages: "this argument list".
    pub(super) what: &'static str,
    /// What is separated, for messages: "arguments".
    pub(super) items: &'static str,
}

/// Takes a list whose opening bracket is the current token.
///
/// `item` takes one item and returns whether it took anything.
pub(super) fn list(parser: &mut Parser<'_>, list: &List, item: impl FnMut(&mut Parser<'_>) -> bool) {
    let open = parser.range();
    parser.bump();
    parser.awaiting(list.close, |parser| items(parser, list, item));
    recovery::close(parser, list.close, open, list.what);
}

fn items(parser: &mut Parser<'_>, list: &List, mut item: impl FnMut(&mut Parser<'_>) -> bool) {
    while !parser.at(list.close) && !is_abandoned(parser) {
        let before = parser.here;
        if !item(parser) && parser.here == before {
            // The missing item has been told.
            if parser.eat(SyntaxKind::Comma) {
                continue;
            }
            if recovery::closes(parser.current()) || parser.at(SyntaxKind::Semicolon) {
                break;
            }
            recovery::unexpected(parser);
        }
        if parser.eat(SyntaxKind::Comma) || parser.at(list.close) {
            continue;
        }
        if is_semicolon_between_entries(parser, list) {
            let error =
                SyntaxError::new(ErrorCode::MissingComma, parser.range(), "expected `,` between entries");
            parser.error(error);
            parser.node(SyntaxKind::Error, Parser::bump);
            continue;
        }
        if is_abandoned(parser) || !missing_comma(parser, list) {
            break;
        }
    }
}

/// Returns whether the list cannot go on: its end was forgotten, or lies inside a string without one.
fn is_abandoned(parser: &Parser<'_>) -> bool {
    let kind = parser.current();
    recovery::closes(kind)
        || kind == SyntaxKind::Semicolon
        || (recovery::starts_statement(kind) && parser.peek(1) != SyntaxKind::Colon)
        || parser.last.is_some_and(|token| token.broken)
}

/// Records a missing comma; returns whether another item may follow.
///
/// On a new line it is as likely that the bracket was forgotten: a name at the start of a line that is
/// then called or assigned to begins a statement.
fn missing_comma(parser: &mut Parser<'_>, list: &List) -> bool {
    if parser.after_line_break() && list.close == SyntaxKind::RParen && starts_call(parser) {
        return false;
    }
    match parser.current() {
        SyntaxKind::BadSymbol
        | SyntaxKind::FatArrow
        | SyntaxKind::Eq
        | SyntaxKind::Colon
        | SyntaxKind::Pipe => {
            recovery::unexpected(parser);
            return true;
        }
        _ => {}
    }
    let message = format!("expected `,` between {}", list.items);
    let range = rowan::TextRange::empty(parser.end());
    parser.error(SyntaxError::new(ErrorCode::MissingComma, range, message));
    true
}

/// Returns whether a `;` stands where the entries of an object map are separated.
fn is_semicolon_between_entries(parser: &Parser<'_>, list: &List) -> bool {
    let key = matches!(parser.peek(1), SyntaxKind::Ident | SyntaxKind::Str);
    list.close == SyntaxKind::RBrace
        && parser.at(SyntaxKind::Semicolon)
        && (parser.peek(1) == SyntaxKind::RBrace || (key && parser.peek(2) == SyntaxKind::Colon))
}

fn starts_call(parser: &Parser<'_>) -> bool {
    let follows = parser.peek(1);
    let is_name = matches!(parser.current(), SyntaxKind::Ident | SyntaxKind::ReservedFn);
    is_name
        && (follows.is_assignment()
            || matches!(follows, SyntaxKind::LParen | SyntaxKind::Dot | SyntaxKind::ColonColon))
}
