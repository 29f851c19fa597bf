//! `list.for_each(|x| …)`: the parameter is the index.

use tandem_core::Diagnostic;
use tandem_syntax::ast::{AstNode, Expr};

use crate::code;
use crate::project::File;

/// Warns of a closure with a parameter that is not named like an index.
pub(crate) fn check(file: &File, arguments: &[Expr]) -> Option<Diagnostic> {
    let Some(Expr::Closure(closure)) = arguments.first() else { return None };
    let name = closure.params().next()?.name()?;
    let text = name.text();
    let index = matches!(text.as_str(), "i" | "j" | "n" | "at" | "idx" | "index") || text.starts_with('_');
    (!index).then(|| code::lint::for_each(&text, file.span(name.range())))
}
