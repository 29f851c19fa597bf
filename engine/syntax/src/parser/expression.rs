//! Expressions: operators and their precedence.

use rowan::Checkpoint;

use super::{Parser, literal, postfix, recovery, statement};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Whether `(` behind an operand makes a call: only a name or a path can be called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
    /// A plain name.
    Name,
    /// A path of names.
    Path,
    /// Anything else.
    Other,
}

/// Takes an expression; records an error and takes nothing where there is none.
pub(super) fn expression(parser: &mut Parser<'_>) -> Option<Operand> {
    operand(parser, 0)
}

/// Returns the precedence of a binary operator.
fn precedence(kind: SyntaxKind) -> Option<u8> {
    Some(match kind {
        SyntaxKind::PipePipe | SyntaxKind::Caret | SyntaxKind::Pipe => 30,
        SyntaxKind::AmpAmp | SyntaxKind::Amp => 60,
        SyntaxKind::EqEq | SyntaxKind::BangEq => 90,
        SyntaxKind::InKw | SyntaxKind::NotIn => 110,
        SyntaxKind::Lt | SyntaxKind::LtEq | SyntaxKind::Gt | SyntaxKind::GtEq => 130,
        SyntaxKind::QuestionQuestion => 135,
        SyntaxKind::DotDot | SyntaxKind::DotDotEq => RANGE,
        SyntaxKind::Plus | SyntaxKind::Minus => 150,
        SyntaxKind::Star | SyntaxKind::Slash | SyntaxKind::Percent => 180,
        SyntaxKind::StarStar => 190,
        SyntaxKind::Shl | SyntaxKind::Shr => 210,
        _ => return None,
    })
}

/// Precedence of `..` and `..=`.
const RANGE: u8 = 140;

/// Returns the precedence of the operator at hand, one that does not exist included: reading `===` as
/// `==` gives one error instead of several.
fn operator(parser: &Parser<'_>) -> Option<u8> {
    match (parser.current(), parser.word()) {
        (SyntaxKind::Pipe, _) if parser.in_case => None,
        (SyntaxKind::BadSymbol, "===" | "!==") => precedence(SyntaxKind::EqEq),
        (SyntaxKind::BadSymbol, "<-") => precedence(SyntaxKind::Lt),
        (SyntaxKind::BadSymbol, "--" | "++") if continues(parser.peek(1)) => precedence(SyntaxKind::Minus),
        (SyntaxKind::BadSymbol, "|>" | "<|" | "...") => precedence(SyntaxKind::DotDot),
        (SyntaxKind::BadSymbol, "?") => Some(1),
        (kind, _) => precedence(kind),
    }
}

/// Returns whether a token can start an operand.
fn continues(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::Ident | SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::LParen | SyntaxKind::Str
    )
}

/// Takes the operators behind an operand that bind more tightly than `parent`.
fn binary(parser: &mut Parser<'_>, at: Checkpoint, left: Operand, parent: u8) -> Operand {
    let mut left = left;
    loop {
        let Some(strength) = operator(parser) else { return left };
        let binds_right = parser.at(SyntaxKind::StarStar);
        if strength < parent || (strength == parent && !binds_right) {
            return left;
        }
        if !parser.grow() {
            return left;
        }
        let kind = match parser.current() {
            SyntaxKind::DotDot | SyntaxKind::DotDotEq => SyntaxKind::RangeExpr,
            _ => SyntaxKind::BinaryExpr,
        };
        parser.node_at(at, kind, |parser| right_side(parser, strength));
        left = Operand::Other;
    }
}

/// Takes an operator and the operand behind it.
fn right_side(parser: &mut Parser<'_>, strength: u8) -> Option<Operand> {
    let operator = parser.current();
    if operator == SyntaxKind::BadSymbol {
        let ternary = parser.word() == "?";
        let error = recovery::unknown_operator(parser);
        parser.error(error);
        parser.bump();
        return if ternary { branches(parser) } else { operand(parser, strength) };
    }
    parser.bump();
    let jumps = matches!(
        parser.current(),
        SyntaxKind::BreakKw | SyntaxKind::ContinueKw | SyntaxKind::ReturnKw | SyntaxKind::ThrowKw
    );
    match operator {
        SyntaxKind::QuestionQuestion if jumps => {
            statement::statement(parser, false);
            None
        }
        SyntaxKind::DotDot | SyntaxKind::DotDotEq if ends_range(parser.current()) => None,
        _ => operand(parser, strength),
    }
}

/// Takes an operand with the operators that bind more tightly.
fn operand(parser: &mut Parser<'_>, strength: u8) -> Option<Operand> {
    parser.deeper(|parser| {
        let outside = std::mem::take(&mut parser.height);
        let at = parser.checkpoint();
        let result = unary(parser).map(|left| binary(parser, at, left, strength));
        parser.height = parser.height.max(outside);
        result
    })
}

/// Takes the two branches of a ternary, after the error about it.
fn branches(parser: &mut Parser<'_>) -> Option<Operand> {
    let first = expression(parser)?;
    if parser.eat(SyntaxKind::Colon) {
        expression(parser);
    }
    Some(first)
}

/// Returns whether a range may end before the token, without an upper bound.
fn ends_range(kind: SyntaxKind) -> bool {
    let closes = recovery::closes(kind) && kind != SyntaxKind::Eof;
    closes || matches!(kind, SyntaxKind::Comma | SyntaxKind::Semicolon | SyntaxKind::FatArrow)
}

/// Takes prefix operators and the operand behind them.
fn unary(parser: &mut Parser<'_>) -> Option<Operand> {
    match parser.current() {
        SyntaxKind::Minus | SyntaxKind::Plus | SyntaxKind::Bang => {
            parser.node(SyntaxKind::PrefixExpr, |parser| {
                parser.bump();
                parser.deeper(unary);
                Some(Operand::Other)
            })
        }
        SyntaxKind::DotDot | SyntaxKind::DotDotEq => parser.node(SyntaxKind::RangeExpr, |parser| {
            parser.bump();
            if !ends_range(parser.current()) {
                operand(parser, RANGE);
            }
            Some(Operand::Other)
        }),
        _ => {
            let at = parser.checkpoint();
            let primary = literal::primary(parser)?;
            Some(postfix::postfix(parser, at, primary))
        }
    }
}

/// Records that a value is missing, with a hint for what other languages write here.
pub(super) fn expected(parser: &mut Parser<'_>) {
    let kind = parser.current();
    if kind == SyntaxKind::BadSymbol {
        let error = recovery::unknown_operator(parser);
        return parser.error(error);
    }
    let message = match kind {
        SyntaxKind::Eof => "expected a value before the end of the file".to_owned(),
        _ => format!("expected a value, found {}", recovery::shown(parser)),
    };
    let error = SyntaxError::new(ErrorCode::ExpectedExpression, parser.range(), message);
    parser.error(error);
}
