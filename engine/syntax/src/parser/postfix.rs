//! What follows a primary expression: calls, properties, methods and items.

use rowan::Checkpoint;

use super::expression::Operand;
use super::list::{List, list};
use super::{Parser, expression, literal, recovery};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;
use crate::lexer::is_callable_method;

/// Takes the postfix operators behind a primary expression.
///
/// Only a name or a path can be called; `f()()` is an error in Rhai, and `(` behind anything else starts
/// nothing.
pub(super) fn postfix(parser: &mut Parser<'_>, at: Checkpoint, primary: Operand) -> Operand {
    let mut left = primary;
    loop {
        let kind = parser.current();
        let continues = match kind {
            SyntaxKind::LParen => left != Operand::Other,
            SyntaxKind::Bang => left == Operand::Name && parser.peek(1) == SyntaxKind::LParen,
            SyntaxKind::Dot
            | SyntaxKind::QuestionDot
            | SyntaxKind::LBracket
            | SyntaxKind::QuestionBracket => true,
            _ => false,
        };
        if !continues {
            return left;
        }
        if !parser.grow() {
            return left;
        }
        match kind {
            SyntaxKind::LParen | SyntaxKind::Bang => parser.node_at(at, SyntaxKind::CallExpr, |parser| {
                parser.eat(SyntaxKind::Bang);
                arguments(parser);
            }),
            SyntaxKind::Dot | SyntaxKind::QuestionDot => member(parser, at),
            _ => parser.node_at(at, SyntaxKind::IndexExpr, index),
        }
        left = Operand::Other;
    }
}

/// Takes a property or a method call.
fn member(parser: &mut Parser<'_>, at: Checkpoint) {
    let kind =
        if parser.peek(2) == SyntaxKind::LParen { SyntaxKind::MethodCallExpr } else { SyntaxKind::FieldExpr };
    parser.node_at(at, kind, |parser| {
        parser.bump();
        let called = kind == SyntaxKind::MethodCallExpr;
        member_name(parser, called);
        if called && parser.at(SyntaxKind::LParen) {
            arguments(parser);
        }
    });
}

/// Takes the name behind a dot.
///
/// A keyword at the start of a line begins a statement; elsewhere it is a wrong name.
fn member_name(parser: &mut Parser<'_>, called: bool) {
    let kind = parser.current();
    let word = parser.word();
    match kind {
        SyntaxKind::Ident => return literal::name_ref(parser),
        SyntaxKind::ReservedFn if called && is_callable_method(word) => return literal::name_ref(parser),
        SyntaxKind::BadIdent => return parser.node(SyntaxKind::Error, Parser::bump),
        _ => {}
    }
    let is_word = kind.is_keyword() || matches!(kind, SyntaxKind::ReservedWord | SyntaxKind::ReservedFn);
    if is_word && !parser.after_line_break() {
        let error =
            SyntaxError::new(ErrorCode::ReservedWord, parser.range(), format!("`{word}` is a reserved word"));
        let error = match kind {
            SyntaxKind::ReservedFn if called => error.hint(format!("call it as `{word}(…)`")),
            _ if called => error,
            _ => error.hint(format!("write `[\"{word}\"]`")),
        };
        parser.error(error);
        return parser.node(SyntaxKind::Error, Parser::bump);
    }
    parser.missing(ErrorCode::ExpectedName, "expected the name of a property or a method after `.`");
}

/// Takes an item in brackets.
fn index(parser: &mut Parser<'_>) {
    let open = parser.range();
    parser.bump();
    if parser.at(SyntaxKind::RBracket) {
        let error = SyntaxError::new(ErrorCode::ExpectedExpression, parser.range(), "expected an index");
        parser.error(error);
    } else {
        parser.awaiting(SyntaxKind::RBracket, expression::expression);
    }
    recovery::close(parser, SyntaxKind::RBracket, open, "this index");
}

/// Takes an argument list.
pub(super) fn arguments(parser: &mut Parser<'_>) {
    let form = List { close: SyntaxKind::RParen, what: "this argument list", items: "arguments" };
    parser.node(SyntaxKind::ArgList, |parser| list(parser, &form, argument));
}

/// Takes an argument; a name given to it is reported and set aside, so that it is no variable.
fn argument(parser: &mut Parser<'_>) -> bool {
    if parser.at(SyntaxKind::Ident) && matches!(parser.peek(1), SyntaxKind::Colon | SyntaxKind::Eq) {
        let error = SyntaxError::new(ErrorCode::NamedArgument, parser.range(), "arguments have no names");
        parser.error(error.hint("pass an object map: `#{ name: value }`"));
        parser.node(SyntaxKind::Error, |parser| {
            parser.bump();
            parser.bump();
        });
    }
    expression::expression(parser).is_some()
}
