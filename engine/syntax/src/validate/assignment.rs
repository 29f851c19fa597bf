//! What can stand on the left of an assignment.

use crate::ast::{AssignStmt, AstNode, Expr};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxNode;

/// Reports a target that is neither a variable nor a property or item of one.
pub(super) fn target(node: SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let Some(target) = AssignStmt::cast(node).and_then(|assignment| assignment.target()) else { return };
    if let Some(culprit) = culprit(target) {
        let error =
            SyntaxError::new(ErrorCode::AssignmentTarget, culprit.range(), "this cannot be assigned to");
        let hint = match culprit {
            Expr::CallExpr(_) | Expr::MethodCallExpr(_) => "keep the result in a variable first",
            _ => "assign to a variable, or to a property or an item of one",
        };
        errors.push(error.hint(hint));
    }
}

/// Returns the part of a target that makes it unfit.
fn culprit(target: Expr) -> Option<Expr> {
    let mut expr = target.unparenthesized();
    loop {
        let receiver = match &expr {
            Expr::NameRef(_) | Expr::PathExpr(_) | Expr::ThisExpr(_) => return None,
            Expr::FieldExpr(field) => field.receiver(),
            Expr::IndexExpr(index) => index.receiver(),
            _ => return Some(expr),
        };
        expr = receiver?.unparenthesized();
    }
}
