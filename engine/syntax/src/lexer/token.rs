//! A token of the lexer.

use rowan::TextRange;

use crate::kind::SyntaxKind;

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: SyntaxKind,
    /// Its bytes.
    pub range: TextRange,
    /// Whether its end is missing, so that what follows is likely to be misread.
    pub broken: bool,
}
