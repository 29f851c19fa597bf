//! Documentation comments stand directly before a function.

use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;
use crate::lexer::Token;

/// Reports documentation comments that document nothing, once for each run of them.
///
/// Rhai refuses them, even at the end of a file.
pub(super) fn documentation(tokens: &[Token], errors: &mut Vec<SyntaxError>) {
    let mut first: Option<Token> = None;
    let counted =
        tokens.iter().filter(|token| token.kind == SyntaxKind::DocComment || !token.kind.is_trivia());
    for token in counted {
        match token.kind {
            SyntaxKind::DocComment => first = first.or(Some(*token)),
            SyntaxKind::FnKw | SyntaxKind::PrivateKw => first = None,
            _ => errors.extend(first.take().and_then(misplaced)),
        }
    }
    errors.extend(first.and_then(misplaced));
}

/// Returns the error about a comment, unless it has no end, which has been told.
fn misplaced(comment: Token) -> Option<SyntaxError> {
    let message = "a documentation comment must stand directly before a function";
    let error = SyntaxError::new(ErrorCode::DocComment, comment.range, message);
    (!comment.broken).then(|| error.hint("write `//` for an ordinary comment"))
}
