//! Statements that belong into a loop, into a function, or to the top level.

use rowan::TextRange;

use crate::error::{ErrorCode, SyntaxError};
use crate::kind::{SyntaxKind, SyntaxNode};

/// Reports `break` and `continue` outside the body of a loop.
pub(super) fn in_loop(node: &SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let mut inner = node.clone();
    while let Some(outer) = inner.parent() {
        match outer.kind() {
            SyntaxKind::FnItem | SyntaxKind::Closure => break,
            SyntaxKind::WhileStmt | SyntaxKind::LoopStmt | SyntaxKind::DoStmt | SyntaxKind::ForStmt
                if inner.kind() == SyntaxKind::Block =>
            {
                return;
            }
            _ => inner = outer,
        }
    }
    let range = keyword(node);
    let word = if node.kind() == SyntaxKind::BreakStmt { "break" } else { "continue" };
    let message = format!("`{word}` stands outside of a loop");
    errors.push(SyntaxError::new(ErrorCode::OutsideLoop, range, message));
}

/// Reports `this` outside functions and closures.
pub(super) fn in_function(node: &SyntaxNode, errors: &mut Vec<SyntaxError>) {
    if !node.ancestors().any(|node| matches!(node.kind(), SyntaxKind::FnItem | SyntaxKind::Closure)) {
        let message = "`this` exists in functions and closures only";
        errors.push(SyntaxError::new(ErrorCode::OutsideFunction, node.text_range(), message));
    }
}

/// Reports functions and exports inside blocks.
pub(super) fn at_top_level(node: &SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let nested = node
        .parent()
        .is_some_and(|parent| !matches!(parent.kind(), SyntaxKind::File | SyntaxKind::ExportStmt));
    if nested {
        let (what, hint) = match node.kind() {
            SyntaxKind::FnItem => ("a function", "move it out, or keep a closure `|x| …` in a variable"),
            _ => ("an export", "export the variable at the end of the file"),
        };
        let message = format!("{what} stands at the top level of a file");
        errors.push(SyntaxError::new(ErrorCode::NotAtTopLevel, keyword(node), message).hint(hint));
    }
}

/// Returns where the first word of a node is.
fn keyword(node: &SyntaxNode) -> TextRange {
    node.first_token().map_or_else(|| node.text_range(), |token| token.text_range())
}
