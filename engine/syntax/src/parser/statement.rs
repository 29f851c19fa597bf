//! Statements and blocks.

use super::expression::expression;
use super::terminator::{foreign_statement, terminator};
use super::{Parser, control, item, map, recovery, switch};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes statements up to the token that ends them, or to the end of the file.
pub(super) fn statements(parser: &mut Parser<'_>, end: Option<SyntaxKind>) {
    loop {
        let kind = parser.current();
        let ends = kind == SyntaxKind::Eof || Some(kind) == end || (end.is_some() && parser.is_awaited());
        if ends
            || (end == Some(SyntaxKind::RBrace) && parser.at_outermost_function())
            || (end.is_some() && kind == SyntaxKind::InterpolationEnd)
        {
            return;
        }
        let before = parser.here;
        if recovery::closes(kind) {
            unmatched(parser);
        } else {
            statement(parser, true);
        }
        if parser.here == before {
            recovery::unexpected(parser);
        }
    }
}

/// Takes a closing bracket that nothing has opened.
pub(super) fn unmatched(parser: &mut Parser<'_>) {
    let message = format!("this {} closes nothing", parser.current().describe());
    parser.error(SyntaxError::new(ErrorCode::Unmatched, parser.range(), message));
    parser.node(SyntaxKind::Error, Parser::bump);
}

/// Takes a block in braces; the current token is `{`.
pub(super) fn block(parser: &mut Parser<'_>) {
    let in_case = std::mem::take(&mut parser.in_case);
    parser.node(SyntaxKind::Block, |parser| {
        let open = parser.range();
        parser.bump();
        parser.deeper(|parser| {
            statements(parser, Some(SyntaxKind::RBrace));
            Some(())
        });
        recovery::close(parser, SyntaxKind::RBrace, open, "this block");
    });
    parser.in_case = in_case;
}

/// Takes the block that a construct needs, or records that it is missing.
pub(super) fn body(parser: &mut Parser<'_>, purpose: &str) {
    if parser.at(SyntaxKind::LBrace) {
        block(parser);
    } else {
        parser.missing(ErrorCode::ExpectedToken, format!("expected `{{` to start {purpose}"));
    }
}

/// Takes one statement.
///
/// `ends` says whether the statement is one of several and takes its `;`; the body of a closure and the
/// arm of a `switch` are statements that end where their surroundings say.
pub(super) fn statement(parser: &mut Parser<'_>, ends: bool) {
    match parser.current() {
        SyntaxKind::Semicolon if ends => parser.bump(),
        SyntaxKind::FnKw | SyntaxKind::PrivateKw => item::function(parser),
        SyntaxKind::LetKw | SyntaxKind::ConstKw => node(parser, SyntaxKind::LetStmt, ends, variable),
        SyntaxKind::ImportKw => node(parser, SyntaxKind::ImportStmt, ends, item::import),
        SyntaxKind::ExportKw => node(parser, SyntaxKind::ExportStmt, ends, item::export),
        SyntaxKind::ReturnKw => node(parser, SyntaxKind::ReturnStmt, ends, jump),
        SyntaxKind::ThrowKw => node(parser, SyntaxKind::ThrowStmt, ends, jump),
        SyntaxKind::BreakKw => node(parser, SyntaxKind::BreakStmt, ends, jump),
        SyntaxKind::ContinueKw => node(parser, SyntaxKind::ContinueStmt, ends, leave),
        SyntaxKind::TryKw => terminated(parser, SyntaxKind::TryStmt, ends, control::try_catch),
        SyntaxKind::LBrace if !map::at_map_without_hash(parser) => {
            terminated(parser, SyntaxKind::ExprStmt, ends, block);
        }
        SyntaxKind::IfKw => terminated(parser, SyntaxKind::ExprStmt, ends, control::if_expr),
        SyntaxKind::SwitchKw => terminated(parser, SyntaxKind::ExprStmt, ends, switch::switch_expr),
        SyntaxKind::WhileKw => terminated(parser, SyntaxKind::ExprStmt, ends, control::while_loop),
        SyntaxKind::LoopKw => terminated(parser, SyntaxKind::ExprStmt, ends, control::endless_loop),
        SyntaxKind::ForKw => terminated(parser, SyntaxKind::ExprStmt, ends, control::for_loop),
        SyntaxKind::DoKw => node(parser, SyntaxKind::ExprStmt, ends, control::do_loop),
        _ => expression_or_assignment(parser, ends),
    }
}

/// Returns whether a statement of the kind that starts here ends without a `;`.
pub(super) fn is_self_terminated(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::LBrace
            | SyntaxKind::IfKw
            | SyntaxKind::SwitchKw
            | SyntaxKind::WhileKw
            | SyntaxKind::LoopKw
            | SyntaxKind::ForKw
            | SyntaxKind::TryKw
    )
}

/// Builds a statement that ends with `;`.
fn node(parser: &mut Parser<'_>, kind: SyntaxKind, ends: bool, body: impl FnOnce(&mut Parser<'_>)) {
    parser.node(kind, |parser| {
        body(parser);
        if ends {
            terminator(parser);
        }
    });
}

/// Builds a statement that ends with its own block; a `;` behind it is allowed.
fn terminated(parser: &mut Parser<'_>, kind: SyntaxKind, ends: bool, body: impl FnOnce(&mut Parser<'_>)) {
    parser.node(kind, |parser| {
        body(parser);
        if ends {
            parser.eat(SyntaxKind::Semicolon);
        }
    });
}

/// Takes an expression and, if there is one, the assignment to it.
fn expression_or_assignment(parser: &mut Parser<'_>, ends: bool) {
    let at = parser.checkpoint();
    let first = (parser.current(), parser.word());
    let found = expression(parser);
    let assigns = parser.current().is_assignment() || parser.word() == ":=";
    if assigns && found.is_some() {
        return parser.node_at(at, SyntaxKind::AssignStmt, |parser| {
            if parser.at(SyntaxKind::BadSymbol) {
                let error = recovery::unknown_operator(parser);
                parser.error(error);
            }
            parser.bump();
            expression(parser);
            if ends {
                terminator(parser);
            }
        });
    }
    if found.is_none() {
        if ends {
            recovery::skip_statement(parser);
            parser.eat(SyntaxKind::Semicolon);
        }
        return;
    }
    parser.node_at(at, SyntaxKind::ExprStmt, |parser| {
        if ends && !foreign_statement(parser, first) {
            terminator(parser);
        }
    });
}

/// Takes `let` or `const` with its name and value, without the `;`.
pub(super) fn variable(parser: &mut Parser<'_>) {
    parser.bump();
    item::name(parser, "a variable");
    if parser.at(SyntaxKind::Colon) {
        let error =
            SyntaxError::new(ErrorCode::TypeAnnotation, parser.range(), "variables have no declared types");
        parser.error(error.hint("delete the type"));
        parser.node(SyntaxKind::Error, |parser| {
            parser.bump();
            while parser.at(SyntaxKind::Ident) && !parser.after_line_break() {
                parser.bump();
            }
        });
    }
    if parser.word() == ":=" {
        let error = recovery::unknown_operator(parser);
        parser.error(error);
        parser.node(SyntaxKind::Error, Parser::bump);
        expression(parser);
    } else if parser.eat(SyntaxKind::Eq) {
        expression(parser);
    }
}

/// Takes `continue`.
fn leave(parser: &mut Parser<'_>) {
    parser.bump();
}

/// Takes `return`, `throw` or `break` with an optional value.
fn jump(parser: &mut Parser<'_>) {
    parser.bump();
    let kind = parser.current();
    let ends = recovery::closes(kind) || matches!(kind, SyntaxKind::Semicolon | SyntaxKind::Comma);
    let forgotten = parser.after_line_break() && recovery::starts_statement(kind);
    if !ends && !forgotten {
        expression(parser);
    }
}
