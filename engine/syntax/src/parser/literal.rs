//! Primary expressions: literals, names, paths, parentheses, arrays, closures.

use super::expression::{Operand, expected, expression};
use super::list::{List, list};
use super::{Parser, control, item, map, recovery, statement, switch, template};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes a primary expression; records an error where there is none.
pub(super) fn primary(parser: &mut Parser<'_>) -> Option<Operand> {
    match parser.current() {
        SyntaxKind::Int
        | SyntaxKind::Float
        | SyntaxKind::Char
        | SyntaxKind::Str
        | SyntaxKind::RawStr
        | SyntaxKind::TrueKw
        | SyntaxKind::FalseKw => parser.node(SyntaxKind::Literal, Parser::bump),
        SyntaxKind::ThisKw => parser.node(SyntaxKind::ThisExpr, Parser::bump),
        SyntaxKind::TemplateStart => template::template(parser),
        SyntaxKind::Ident | SyntaxKind::BadIdent | SyntaxKind::ReservedFn => {
            return Some(name_or_path(parser));
        }
        SyntaxKind::ReservedWord => return reserved(parser),
        SyntaxKind::LParen => return Some(parentheses(parser)),
        SyntaxKind::LBracket => array(parser),
        SyntaxKind::MapStart => map::map(parser),
        SyntaxKind::LBrace if map::at_map_without_hash(parser) => map::map_without_hash(parser),
        SyntaxKind::LBrace => statement::block(parser),
        SyntaxKind::IfKw => control::if_expr(parser),
        SyntaxKind::SwitchKw => switch::switch_expr(parser),
        SyntaxKind::WhileKw => control::while_loop(parser),
        SyntaxKind::LoopKw => control::endless_loop(parser),
        SyntaxKind::DoKw => control::do_loop(parser),
        SyntaxKind::ForKw => control::for_loop(parser),
        SyntaxKind::Pipe | SyntaxKind::PipePipe => closure(parser),
        _ => {
            expected(parser);
            return None;
        }
    }
    Some(Operand::Other)
}

/// Takes a name as a reference.
pub(super) fn name_ref(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::NameRef, Parser::bump);
}

/// Takes a name or a path such as `a::b::c`.
fn name_or_path(parser: &mut Parser<'_>) -> Operand {
    let at = parser.checkpoint();
    if parser.at(SyntaxKind::ReservedFn) && !matches!(parser.peek(1), SyntaxKind::LParen | SyntaxKind::Bang) {
        let word = parser.word();
        let error =
            SyntaxError::new(ErrorCode::ReservedWord, parser.range(), format!("`{word}` is a reserved word"));
        parser.error(error.hint(format!("call it as `{word}(…)`, or choose another name")));
        name_ref(parser);
        parser.blamed = Some(parser.here);
        return Operand::Other;
    }
    name_ref(parser);
    if !parser.at(SyntaxKind::ColonColon) {
        return Operand::Name;
    }
    parser.node_at(at, SyntaxKind::PathExpr, |parser| {
        while parser.eat(SyntaxKind::ColonColon) {
            if matches!(parser.current(), SyntaxKind::Ident | SyntaxKind::BadIdent) {
                name_ref(parser);
            } else {
                path_name_missing(parser);
            }
        }
    });
    Operand::Path
}

fn path_name_missing(parser: &mut Parser<'_>) {
    let word = parser.word();
    if matches!(parser.current(), SyntaxKind::ReservedWord | SyntaxKind::ReservedFn) {
        let message = format!("`{word}` is a reserved word");
        parser.error(SyntaxError::new(ErrorCode::ReservedWord, parser.range(), message));
        return parser.node(SyntaxKind::Error, Parser::bump);
    }
    parser.missing(ErrorCode::ExpectedName, "expected a name after `::`");
}

/// Takes a reserved word where a value should be.
fn reserved(parser: &mut Parser<'_>) -> Option<Operand> {
    let word = parser.word();
    let error =
        SyntaxError::new(ErrorCode::ReservedWord, parser.range(), format!("`{word}` is a reserved word"));
    let error = match word {
        "null" | "nil" | "void" => error.hint("the empty value is written `()`"),
        "var" => error.hint("variables are declared with `let`"),
        "new" => error.hint("call the function that makes the value"),
        "match" | "case" => error.hint("write `if … { … } else if … { … }`"),
        _ => error.hint("choose another name"),
    };
    parser.error(error);
    parser.node(SyntaxKind::Error, Parser::bump);
    if parser.at(SyntaxKind::Ident) && !parser.after_line_break() {
        return Some(name_or_path(parser));
    }
    Some(Operand::Name)
}

/// Takes the unit value or an expression in parentheses.
fn parentheses(parser: &mut Parser<'_>) -> Operand {
    let at = parser.checkpoint();
    let open = parser.range();
    parser.bump();
    if parser.at(SyntaxKind::RParen) {
        if !parser.joint() {
            let range = open.cover(parser.range());
            let error =
                SyntaxError::new(ErrorCode::ExpectedExpression, range, "expected a value in the parentheses");
            parser.error(error.hint("the empty value is written `()`, without a space"));
        }
        parser.node_at(at, SyntaxKind::UnitExpr, Parser::bump);
        return Operand::Other;
    }
    parser.node_at(at, SyntaxKind::ParenExpr, |parser| {
        let inner = parser.awaiting(SyntaxKind::RParen, |parser| {
            let inner = expression(parser);
            if inner.is_none() && !recovery::closes(parser.current()) {
                recovery::skip_nested(parser);
            }
            while parser.at(SyntaxKind::Comma) {
                let error = SyntaxError::new(
                    ErrorCode::UnexpectedToken,
                    parser.range(),
                    "parentheses hold one value",
                );
                parser.error(error.hint("a list is written `[…]`, the parameters of a closure `|a, b|`"));
                parser.bump();
                recovery::skip_nested(parser);
            }
            inner
        });
        recovery::close(parser, SyntaxKind::RParen, open, "these parentheses");
        inner.unwrap_or(Operand::Other)
    })
}

fn array(parser: &mut Parser<'_>) {
    let form = List { close: SyntaxKind::RBracket, what: "this array", items: "items" };
    parser.node(SyntaxKind::ArrayExpr, |parser| list(parser, &form, |parser| expression(parser).is_some()));
}

/// Takes a closure; its body is a statement without the `;`.
fn closure(parser: &mut Parser<'_>) {
    let in_case = std::mem::take(&mut parser.in_case);
    parser.node(SyntaxKind::Closure, |parser| {
        parser.node(SyntaxKind::ParamList, |parser| {
            if !parser.eat(SyntaxKind::PipePipe) {
                let form = List { close: SyntaxKind::Pipe, what: "these parameters", items: "parameters" };
                list(parser, &form, item::parameter);
            }
        });
        parser.deeper(|parser| {
            statement::statement(parser, false);
            Some(())
        });
    });
    parser.in_case = in_case;
}
