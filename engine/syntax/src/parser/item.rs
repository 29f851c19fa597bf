//! Functions, imports and exports, and the names that declarations introduce.

use super::expression::expression;
use super::list::{List, list};
use super::{Parser, recovery, statement};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes a name that is declared here, or records that it is missing.
pub(super) fn name(parser: &mut Parser<'_>, what: &str) -> bool {
    let kind = parser.current();
    let word = parser.word();
    if matches!(kind, SyntaxKind::Ident | SyntaxKind::BadIdent) {
        parser.node(SyntaxKind::Name, Parser::bump);
        return true;
    }
    let separates = matches!(kind, SyntaxKind::InKw | SyntaxKind::AsKw);
    let reserved = matches!(kind, SyntaxKind::ReservedWord | SyntaxKind::ReservedFn);
    if reserved || (kind.is_keyword() && !separates && !parser.after_line_break()) {
        let message = format!("`{word}` is a reserved word and cannot name {what}");
        let error = SyntaxError::new(ErrorCode::ReservedWord, parser.range(), message);
        parser.error(error.hint("choose another name"));
        parser.node(SyntaxKind::Error, Parser::bump);
        return true;
    }
    let message = match kind {
        SyntaxKind::Eof => format!("expected a name for {what}"),
        _ => format!("expected a name for {what}, found {}", recovery::shown(parser)),
    };
    let range =
        if parser.after_line_break() { rowan::TextRange::empty(parser.end()) } else { parser.range() };
    parser.error(SyntaxError::new(ErrorCode::ExpectedName, range, message));
    if matches!(kind, SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::Str | SyntaxKind::Underscore) {
        parser.node(SyntaxKind::Error, Parser::bump);
        return true;
    }
    false
}

/// Takes a function.
pub(super) fn function(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::FnItem, |parser| {
        parser.eat(SyntaxKind::PrivateKw);
        if !parser.expect(SyntaxKind::FnKw, "after `private`") {
            return;
        }
        if parser.peek(1) == SyntaxKind::Dot || parser.at(SyntaxKind::TemplateStart) {
            type_name(parser);
        }
        name(parser, "the function");
        if parser.at(SyntaxKind::LParen) {
            let form = List { close: SyntaxKind::RParen, what: "these parameters", items: "parameters" };
            parser.node(SyntaxKind::ParamList, |parser| list(parser, &form, parameter));
        } else {
            parser.missing(ErrorCode::ExpectedToken, "expected `(` and the parameters of the function");
        }
        declared_result(parser);
        statement::body(parser, "the body of the function");
    });
}

/// Takes the type of `this` and the dot behind it.
fn type_name(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::TypeName, |parser| {
        if parser.at(SyntaxKind::TemplateStart) {
            while !matches!(parser.current(), SyntaxKind::Dot | SyntaxKind::LParen | SyntaxKind::Eof) {
                parser.bump();
            }
        } else {
            parser.bump();
        }
    });
    parser.expect(SyntaxKind::Dot, "after the type of `this`");
}

/// Reports and skips a declared result such as `-> int`.
fn declared_result(parser: &mut Parser<'_>) {
    let arrow = matches!(parser.word(), "->" | ":");
    if !arrow {
        return;
    }
    let error =
        SyntaxError::new(ErrorCode::TypeAnnotation, parser.range(), "functions have no declared result");
    parser.error(error.hint("delete the type"));
    parser.node(SyntaxKind::Error, |parser| {
        parser.bump();
        while matches!(parser.current(), SyntaxKind::Ident | SyntaxKind::ReservedWord | SyntaxKind::Dot) {
            parser.bump();
        }
    });
}

/// Takes a parameter, with the type or default value that it cannot have.
pub(super) fn parameter(parser: &mut Parser<'_>) -> bool {
    parser.node(SyntaxKind::Param, |parser| {
        let found = name(parser, "a parameter");
        if found && parser.at(SyntaxKind::Colon) {
            let error = SyntaxError::new(
                ErrorCode::TypeAnnotation,
                parser.range(),
                "parameters have no declared types",
            );
            parser.error(error.hint("delete the type"));
            parser.node(SyntaxKind::Error, |parser| {
                parser.bump();
                while matches!(parser.current(), SyntaxKind::Ident | SyntaxKind::Dot) {
                    parser.bump();
                }
            });
        }
        if found && parser.at(SyntaxKind::Eq) {
            let error = SyntaxError::new(
                ErrorCode::DefaultParameter,
                parser.range(),
                "parameters have no default values",
            );
            parser.error(error.hint("write a second function with fewer parameters"));
            parser.node(SyntaxKind::Error, |parser| {
                parser.bump();
                expression(parser)
            });
        }
        found
    })
}

/// Takes `import` with its path and name, without the `;`.
pub(super) fn import(parser: &mut Parser<'_>) {
    parser.bump();
    expression(parser);
    if parser.eat(SyntaxKind::AsKw) {
        name(parser, "the module");
    }
}

/// Takes `export` with a declaration or a name, without the `;`.
pub(super) fn export(parser: &mut Parser<'_>) {
    parser.bump();
    match parser.current() {
        SyntaxKind::LetKw | SyntaxKind::ConstKw => parser.node(SyntaxKind::LetStmt, statement::variable),
        SyntaxKind::Ident | SyntaxKind::BadIdent => {
            parser.node(SyntaxKind::NameRef, Parser::bump);
            if parser.eat(SyntaxKind::AsKw) {
                name(parser, "the export");
            }
        }
        SyntaxKind::FnKw | SyntaxKind::PrivateKw => {
            let error =
                SyntaxError::new(ErrorCode::UnexpectedToken, parser.range(), "did not expect `fn` here");
            parser.error(error.hint("functions are exported unless they are `private`; delete `export`"));
            function(parser);
        }
        _ => {
            name(parser, "the export");
        }
    }
}
