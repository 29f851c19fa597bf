//! Values that can never be a truth value, or never be iterated over.

use crate::ast::{AstNode, BinaryExpr, DoStmt, Expr, ForStmt, IfExpr, SwitchArm, WhileStmt};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::{SyntaxKind, SyntaxNode};

/// Reports conditions and operands of `&&` and `||` that cannot be truth values.
pub(super) fn booleans(node: SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let operands = match node.kind() {
        SyntaxKind::IfExpr => [IfExpr::cast(node).and_then(|node| node.condition()), None],
        SyntaxKind::WhileStmt => [WhileStmt::cast(node).and_then(|node| node.condition()), None],
        SyntaxKind::DoStmt => [DoStmt::cast(node).and_then(|node| node.condition()), None],
        SyntaxKind::SwitchArm => [SwitchArm::cast(node).and_then(|node| node.guard()), None],
        _ => {
            BinaryExpr::cast(node).filter(is_logical).map_or([None, None], |node| [node.left(), node.right()])
        }
    };
    for operand in operands.into_iter().flatten() {
        if let Some(what) = never_boolean(operand.clone().unparenthesized()) {
            let message = format!("{what} is neither `true` nor `false`");
            errors.push(SyntaxError::new(ErrorCode::NotBoolean, operand.range(), message));
        }
    }
}

fn is_logical(node: &BinaryExpr) -> bool {
    node.operator().is_some_and(|token| matches!(token.kind(), SyntaxKind::AmpAmp | SyntaxKind::PipePipe))
}

/// Names a value that can never be a truth value.
fn never_boolean(expr: Expr) -> Option<&'static str> {
    match expr {
        Expr::UnitExpr(_) => Some("the empty value"),
        Expr::ArrayExpr(_) => Some("an array"),
        Expr::MapExpr(_) => Some("an object map"),
        Expr::TemplateString(_) => Some("a string"),
        Expr::PrefixExpr(prefix) if is_number(prefix.operand()) => {
            prefix.operator().filter(|token| token.kind() != SyntaxKind::Bang).map(|_| "a number")
        }
        Expr::Literal(literal) => match literal.kind()? {
            SyntaxKind::TrueKw | SyntaxKind::FalseKw => None,
            SyntaxKind::Int | SyntaxKind::Float => Some("a number"),
            SyntaxKind::Char => Some("a character"),
            _ => Some("a string"),
        },
        _ => None,
    }
}

fn is_number(operand: Option<Expr>) -> bool {
    let Some(Expr::Literal(literal)) = operand else { return false };
    matches!(literal.kind(), Some(SyntaxKind::Int | SyntaxKind::Float))
}

/// Reports a value behind `in` that cannot be iterated over.
pub(super) fn iterable(node: SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let Some(expr) = ForStmt::cast(node).and_then(|node| node.iterable()) else { return };
    let range = expr.range();
    let (what, hint) = match expr.unparenthesized() {
        Expr::UnitExpr(_) => ("the empty value", None),
        Expr::MapExpr(_) => ("an object map", Some("iterate over its `keys()` or `values()`")),
        Expr::Literal(literal) => match literal.kind() {
            Some(SyntaxKind::TrueKw | SyntaxKind::FalseKw) => ("a truth value", None),
            Some(SyntaxKind::Int | SyntaxKind::Float) => ("a number", Some("a range is written `0..10`")),
            Some(SyntaxKind::Char) => ("a character", None),
            _ => return,
        },
        _ => return,
    };
    let error = SyntaxError::new(ErrorCode::NotIterable, range, format!("{what} cannot be iterated over"));
    errors.push(match hint {
        Some(hint) => error.hint(hint),
        None => error,
    });
}
