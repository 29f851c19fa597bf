//! Checks on the finished tree: what Rhai's parser refuses although the grammar allows it.

mod assignment;
mod comment;
mod condition;
mod duplicate;
mod placement;

use crate::error::SyntaxError;
use crate::kind::{SyntaxKind, SyntaxNode};
use crate::lexer::Token;

/// Runs every check over a tree and its tokens.
pub(crate) fn validate(root: &SyntaxNode, tokens: &[Token]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    comment::documentation(tokens, &mut errors);
    duplicate::functions(root, &mut errors);
    for node in root.descendants() {
        node_checks(node, &mut errors);
    }
    errors
}

fn node_checks(node: SyntaxNode, errors: &mut Vec<SyntaxError>) {
    match node.kind() {
        SyntaxKind::MapExpr => duplicate::keys(node, errors),
        SyntaxKind::ParamList => duplicate::parameters(&node, errors),
        SyntaxKind::ForStmt => {
            duplicate::parameters(&node, errors);
            condition::iterable(node, errors);
        }
        SyntaxKind::AssignStmt => assignment::target(node, errors),
        SyntaxKind::IfExpr
        | SyntaxKind::WhileStmt
        | SyntaxKind::DoStmt
        | SyntaxKind::BinaryExpr
        | SyntaxKind::SwitchArm => condition::booleans(node, errors),
        SyntaxKind::BreakStmt | SyntaxKind::ContinueStmt => placement::in_loop(&node, errors),
        SyntaxKind::ThisExpr => placement::in_function(&node, errors),
        SyntaxKind::FnItem | SyntaxKind::ExportStmt => placement::at_top_level(&node, errors),
        _ => {}
    }
}
