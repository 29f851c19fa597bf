//! Control structures: `if`, loops, `try`.

use super::expression::expression;
use super::{Parser, item, statement};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes `if` with its branches.
pub(super) fn if_expr(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::IfExpr, |parser| {
        parser.bump();
        condition(parser, "`if`");
        statement::body(parser, "the body of `if`");
        if !parser.eat(SyntaxKind::ElseKw) {
            return;
        }
        if parser.at(SyntaxKind::IfKw) {
            parser.deeper(|parser| {
                if_expr(parser);
                Some(())
            });
        } else {
            statement::body(parser, "the body of `else`");
        }
    });
}

/// Takes a condition; an assignment in its place is a mistyped comparison.
pub(super) fn condition(parser: &mut Parser<'_>, of: &str) {
    if parser.at(SyntaxKind::LBrace) {
        return parser.missing(ErrorCode::ExpectedExpression, format!("expected a condition after {of}"));
    }
    expression(parser);
    if parser.at(SyntaxKind::Eq) {
        let error =
            SyntaxError::new(ErrorCode::UnexpectedToken, parser.range(), "an assignment is no condition");
        parser.error(error.hint("to compare, write `==`"));
        parser.node(SyntaxKind::Error, |parser| {
            parser.bump();
            expression(parser)
        });
    }
}

/// Takes a `while` loop.
pub(super) fn while_loop(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::WhileStmt, |parser| {
        parser.bump();
        condition(parser, "`while`");
        statement::body(parser, "the body of the loop");
    });
}

/// Takes a `loop`.
pub(super) fn endless_loop(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::LoopStmt, |parser| {
        parser.bump();
        statement::body(parser, "the body of the loop");
    });
}

/// Takes a `do` loop up to its condition.
pub(super) fn do_loop(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::DoStmt, |parser| {
        parser.bump();
        statement::body(parser, "the body of the loop");
        if parser.at(SyntaxKind::WhileKw) || parser.at(SyntaxKind::UntilKw) {
            parser.bump();
            condition(parser, "the loop");
        } else {
            parser.missing(ErrorCode::ExpectedToken, "expected `while` or `until` after the body of `do`");
        }
    });
}

/// Takes a `for` loop with one variable, or two in parentheses.
pub(super) fn for_loop(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::ForStmt, |parser| {
        parser.bump();
        if parser.at(SyntaxKind::LParen) && parser.peek(1) == SyntaxKind::LetKw {
            return counted_loop(parser);
        }
        if parser.eat(SyntaxKind::LParen) {
            item::name(parser, "the loop variable");
            parser.expect(SyntaxKind::Comma, "between the loop variable and its counter");
            item::name(parser, "the counter");
            parser.expect(SyntaxKind::RParen, "after the counter");
        } else {
            item::name(parser, "the loop variable");
        }
        parser.expect(SyntaxKind::InKw, "after the loop variable");
        if parser.at(SyntaxKind::LBrace) {
            parser.missing(ErrorCode::ExpectedExpression, "expected what to iterate over after `in`");
        } else {
            expression(parser);
        }
        statement::body(parser, "the body of the loop");
    });
}

/// Reports and takes the loop of other languages, `for (let i = 0; …)`.
fn counted_loop(parser: &mut Parser<'_>) {
    let range = parser.range();
    let error = SyntaxError::new(ErrorCode::UnexpectedToken, range, "a loop iterates over a range or a list");
    parser.error(error.hint("write `for i in 0..10 { … }`"));
    parser.node(SyntaxKind::Error, |parser| {
        let stops = [SyntaxKind::LBrace, SyntaxKind::RBrace, SyntaxKind::Eof];
        while !stops.contains(&parser.current()) {
            parser.bump();
        }
    });
    statement::body(parser, "the body of the loop");
}

/// Takes `try` with its `catch`.
pub(super) fn try_catch(parser: &mut Parser<'_>) {
    parser.bump();
    statement::body(parser, "the body of `try`");
    if !parser.expect(SyntaxKind::CatchKw, "after the body of `try`") {
        return;
    }
    if parser.eat(SyntaxKind::LParen) {
        item::name(parser, "the error variable");
        parser.expect(SyntaxKind::RParen, "after the error variable");
    }
    statement::body(parser, "the body of `catch`");
}
