//! Assignments, taken apart into the variable and the way into it.

use rowan::TextRange;

use crate::ast::{AssignStmt, AstNode, Expr, NameRef};
use crate::value::Step;

/// An assignment to a variable or into one, such as `options.tags["team"] = "web"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable; `this` is one here.
    pub name: String,
    /// Where the variable is.
    pub name_range: TextRange,
    /// The definition of the variable, by its index in [`super::Names::definitions`].
    pub definition: Option<usize>,
    /// The way into the variable; it ends early where a key is computed.
    pub path: Vec<Step>,
    /// Where the last property or item of the target is, or the variable itself.
    pub key_range: TextRange,
    /// Where the value is.
    pub value: Option<TextRange>,
    /// Whether the way is complete, that is, has no computed keys.
    pub is_exact: bool,
}

/// Takes an assignment apart; its definition is looked up by the caller.
pub(super) fn assignment(statement: &AssignStmt) -> Option<Assignment> {
    let target = statement.target()?.unparenthesized();
    let mut path = Vec::new();
    let mut key_range = None;
    let mut rest = target;
    let mut is_exact = true;
    loop {
        let (step, range, receiver) = match &rest {
            Expr::FieldExpr(field) => {
                let name = field.name()?;
                (Some(Step::Key(name.text())), name.range(), field.receiver()?)
            }
            Expr::IndexExpr(index) => {
                let inside = index.index()?;
                (literal_step(&inside), inside.range(), index.receiver()?)
            }
            _ => break,
        };
        key_range = key_range.or(Some(range));
        match step {
            Some(step) => path.push(step),
            None => {
                path.clear();
                is_exact = false;
            }
        }
        rest = receiver.unparenthesized();
    }
    path.reverse();
    let (name, name_range) = match &rest {
        Expr::NameRef(name) => (NameRef::text(name), name.range()),
        Expr::ThisExpr(this) => ("this".to_owned(), this.range()),
        _ => return None,
    };
    let value = statement.value().map(|value| value.range());
    let key_range = key_range.unwrap_or(name_range);
    Some(Assignment { name, name_range, definition: None, path, key_range, value, is_exact })
}

/// Returns the step that a literal in brackets stands for.
fn literal_step(index: &Expr) -> Option<Step> {
    let Expr::Literal(literal) = index else { return None };
    match literal.string_value() {
        Some(key) => Some(Step::Key(key)),
        None => usize::try_from(literal.int_value()?).ok().map(Step::Index),
    }
}
