//! Object maps, also those written without their `#`.

use super::expression::expression;
use super::list::{List, list};
use super::{Parser, recovery, template};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes an object map.
pub(super) fn map(parser: &mut Parser<'_>) {
    let form = List { close: SyntaxKind::RBrace, what: "this object map", items: "entries" };
    parser.node(SyntaxKind::MapExpr, |parser| list(parser, &form, entry));
}

/// Reports and takes an object map whose `#` was forgotten.
pub(super) fn map_without_hash(parser: &mut Parser<'_>) {
    let error =
        SyntaxError::new(ErrorCode::MapWithoutHash, parser.range(), "`{` starts a block, not an object map");
    parser.error(error.hint("write `#{` for an object map"));
    map(parser);
}

/// Returns whether the current `{` is an object map written without `#`.
pub(super) fn at_map_without_hash(parser: &Parser<'_>) -> bool {
    parser.at(SyntaxKind::LBrace)
        && matches!(parser.peek(1), SyntaxKind::Ident | SyntaxKind::Str)
        && parser.peek(2) == SyntaxKind::Colon
}

/// Takes an entry of an object map.
fn entry(parser: &mut Parser<'_>) -> bool {
    if !key_follows(parser) {
        return false;
    }
    parser.node(SyntaxKind::MapEntry, |parser| {
        parser.node(SyntaxKind::MapKey, key);
        match parser.current() {
            SyntaxKind::Colon => parser.bump(),
            SyntaxKind::Eq | SyntaxKind::FatArrow | SyntaxKind::BadSymbol => {
                let message = format!("expected `:` after the key, found `{}`", parser.word());
                let error = SyntaxError::new(ErrorCode::ExpectedToken, parser.range(), message);
                parser.error(error.hint("entries are written `key: value`"));
                parser.node(SyntaxKind::Error, Parser::bump);
            }
            SyntaxKind::Comma | SyntaxKind::RBrace => {
                let message = "expected `:` and a value after the key";
                return parser.missing(ErrorCode::ExpectedToken, message);
            }
            _ => {
                parser.expect(SyntaxKind::Colon, "after the key");
            }
        }
        if !recovery::starts_statement(parser.current()) {
            expression(parser);
        }
    });
    true
}

/// Returns whether a key comes next, or a word that its writer took for one.
fn key_follows(parser: &mut Parser<'_>) -> bool {
    let kind = parser.current();
    let word = kind.is_keyword() || matches!(kind, SyntaxKind::ReservedWord | SyntaxKind::ReservedFn);
    match kind {
        SyntaxKind::Ident | SyntaxKind::BadIdent | SyntaxKind::Str | SyntaxKind::RawStr => true,
        SyntaxKind::TemplateStart => true,
        SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::Char => parser.peek(1) == SyntaxKind::Colon,
        _ if word => parser.peek(1) == SyntaxKind::Colon || !recovery::starts_statement(kind),
        _ => {
            let message = format!("expected a key, found {}", recovery::shown(parser));
            let error = SyntaxError::new(ErrorCode::ExpectedName, parser.range(), message);
            let error = match kind {
                SyntaxKind::DotDot | SyntaxKind::BadSymbol => error.hint("maps are merged with `+`"),
                _ => error,
            };
            parser.error(error);
            false
        }
    }
}

/// Takes a key.
fn key(parser: &mut Parser<'_>) {
    let word = parser.word();
    match parser.current() {
        SyntaxKind::Ident | SyntaxKind::BadIdent | SyntaxKind::Str | SyntaxKind::RawStr => parser.bump(),
        SyntaxKind::TemplateStart => {
            if parser.peek(1) == SyntaxKind::InterpolationStart
                || parser.peek(2) == SyntaxKind::InterpolationStart
            {
                let error =
                    SyntaxError::new(ErrorCode::ExpectedName, parser.range(), "a key has no interpolations");
                parser.error(error.hint("build the map first, then assign `map[key] = value`"));
            }
            template::template(parser);
        }
        SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::Char => {
            let message = "a key is a name or a string";
            let error = SyntaxError::new(ErrorCode::ExpectedName, parser.range(), message);
            parser.error(error.hint(format!("put the key in quotes: `\"{}\"`", word.trim_matches('\''))));
            parser.bump();
        }
        _ => {
            let message = format!("`{word}` is a reserved word");
            let error = SyntaxError::new(ErrorCode::ReservedWord, parser.range(), message);
            parser.error(error.hint(format!("put the key in quotes: `\"{word}\"`")));
            parser.bump();
        }
    }
}
