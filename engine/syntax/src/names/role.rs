//! What part a name plays in the construct around it.

use crate::kind::{SyntaxKind, SyntaxNode};

/// Returns whether a name stands for a variable: neither a segment of a path, nor a member, nor called.
pub(super) fn is_variable(node: &SyntaxNode) -> bool {
    let Some(parent) = node.parent() else { return false };
    match parent.kind() {
        SyntaxKind::PathExpr => false,
        SyntaxKind::FieldExpr | SyntaxKind::MethodCallExpr => node.prev_sibling().is_none(),
        _ => !is_callee(node),
    }
}

/// Returns whether a name or path is what a call calls, parentheses around it included.
pub(super) fn is_callee(node: &SyntaxNode) -> bool {
    let mut inner = node.clone();
    while let Some(outer) = inner.parent() {
        match outer.kind() {
            SyntaxKind::ParenExpr => inner = outer,
            SyntaxKind::CallExpr => return inner.prev_sibling().is_none(),
            _ => return false,
        }
    }
    false
}
