//! `"a" == 1`: values of two types are never equal, and Rhai does not say so.

use tandem_core::{Diagnostic, Span};
use tandem_syntax::SyntaxKind;
use tandem_syntax::ast::Expr;

use crate::code;

/// Warns of a comparison of literals of two types.
pub(crate) fn check(left: &Expr, right: &Expr, operator: &str, at: Span) -> Option<Diagnostic> {
    let (left, right) = (noun(left)?, noun(right)?);
    (left != right).then(|| code::lint::comparison(left, right, operator, at))
}

fn noun(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::Literal(literal) => match literal.kind()? {
            SyntaxKind::Str | SyntaxKind::RawStr | SyntaxKind::Char => Some("a string"),
            SyntaxKind::Int | SyntaxKind::Float => Some("a number"),
            SyntaxKind::TrueKw | SyntaxKind::FalseKw => Some("a boolean"),
            _ => None,
        },
        Expr::TemplateString(_) => Some("a string"),
        Expr::ArrayExpr(_) => Some("a list"),
        Expr::MapExpr(_) => Some("an object map"),
        Expr::UnitExpr(_) => Some("nothing"),
        Expr::ParenExpr(paren) => paren.inner().and_then(|inner| noun(&inner)),
        _ => None,
    }
}
