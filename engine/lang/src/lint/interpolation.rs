//! `"${x}"` in double quotes: the text stays as it is.

use tandem_core::Diagnostics;
use tandem_syntax::SyntaxKind;
use tandem_syntax::ast::{AstNode, Literal};

use crate::code;
use crate::project::File;

/// Warns of `${` in a string in double quotes.
pub(crate) fn check(file: &File, literal: &Literal, diagnostics: &mut Diagnostics) {
    let Some(token) = literal.token().filter(|token| token.kind() == SyntaxKind::Str) else { return };
    if token.text().contains("${") {
        diagnostics.push(code::lint::interpolation(file.span(literal.range())));
    }
}
