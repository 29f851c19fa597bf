//! `switch`, read in full so that a caller can say politely that it is not available.

use super::expression::expression;
use super::{Parser, control, recovery, statement};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes a `switch` with its arms.
pub(super) fn switch_expr(parser: &mut Parser<'_>) {
    let in_case = std::mem::take(&mut parser.in_case);
    parser.node(SyntaxKind::SwitchExpr, |parser| {
        parser.bump();
        expression(parser);
        let open = parser.range();
        if !parser.expect(SyntaxKind::LBrace, "to start the arms of `switch`") {
            return;
        }
        parser.deeper(|parser| {
            arms(parser);
            Some(())
        });
        recovery::close(parser, SyntaxKind::RBrace, open, "this `switch`");
    });
    parser.in_case = in_case;
}

fn arms(parser: &mut Parser<'_>) {
    while !recovery::closes(parser.current()) && !parser.last.is_some_and(|token| token.broken) {
        let before = parser.here;
        let terminated = parser.node(SyntaxKind::SwitchArm, arm);
        if parser.here == before {
            recovery::unexpected(parser);
        }
        if !parser.eat(SyntaxKind::Comma) && !terminated && !recovery::closes(parser.current()) {
            parser.missing(ErrorCode::MissingComma, "expected `,` between the arms of `switch`");
            if parser.at(SyntaxKind::Semicolon) {
                parser.node(SyntaxKind::Error, Parser::bump);
            }
        }
    }
}

/// Takes one arm; returns whether it ends without a comma.
fn arm(parser: &mut Parser<'_>) -> bool {
    if !parser.eat(SyntaxKind::Underscore) {
        parser.in_case = true;
        expression(parser);
        while parser.eat(SyntaxKind::Pipe) {
            expression(parser);
        }
        parser.in_case = false;
    } else if parser.at(SyntaxKind::IfKw) {
        let message = "the arm `_` takes no condition";
        parser.error(SyntaxError::new(ErrorCode::UnexpectedToken, parser.range(), message));
    }
    if parser.eat(SyntaxKind::IfKw) {
        control::condition(parser, "`if`");
    }
    if !parser.expect(SyntaxKind::FatArrow, "in this arm of `switch`") {
        return false;
    }
    let terminated = statement::is_self_terminated(parser.current());
    statement::statement(parser, false);
    terminated
}
