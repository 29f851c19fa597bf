//! Names that belong to the host: a script may not take them.

use tandem_syntax::TextRange;
use tandem_syntax::ast::{AstNode, Name};

use super::names::{NATIVE, Signature};
use super::walk::Walk;
use crate::code;

/// Reports functions that take the place of one of the host's.
pub(super) fn functions(walk: &mut Walk<'_>) {
    let found: Vec<_> = walk
        .file
        .facts
        .functions
        .iter()
        .filter_map(|function| {
            let at = walk.span(function.range);
            taken(walk, &function.name, function.arity)
                .map(|what| code::name::redefined(&function.name, &what, at))
        })
        .collect();
    found.into_iter().for_each(|diagnostic| walk.report(diagnostic));
}

/// Reports a variable that bears the name of a service's module.
pub(super) fn variable(walk: &mut Walk<'_>, name: &Name) {
    let text = name.text();
    if walk.names.modules.contains(text.as_str()) || text == "global" {
        redefined(walk, &text, name.range(), "the module of a service");
    }
}

/// Reports an imported module that bears the name of a service's module.
pub(super) fn module(walk: &mut Walk<'_>, name: &Name) {
    variable(walk, name);
}

fn redefined(walk: &mut Walk<'_>, name: &str, range: TextRange, what: &str) {
    let at = walk.span(range);
    walk.report(code::name::redefined(name, what, at));
}

/// Returns what a function of this name and number of parameters would take the place of.
///
/// A method call finds a script's function with as many parameters as it has arguments, so `fn alias(a, b, c)` would
/// hide `zone.alias(a, b, c)`.
fn taken(walk: &Walk<'_>, name: &str, arity: usize) -> Option<String> {
    if walk.names.global(name).is_some() {
        return Some("a function of the language".to_owned());
    }
    if name.starts_with("__") {
        return Some("a name of the evaluator".to_owned());
    }
    if matches!(name, "print" | "debug" | "call" | "curry" | "type_of" | "Fn" | "is_shared")
        && NATIVE.contains(&name)
    {
        return Some("a function of the language".to_owned());
    }
    let forms = walk.names.methods.get(name)?;
    let hidden = forms.iter().find(|form| {
        let (least, most) = Signature::form(form, walk.names.registry).counts();
        (least..=most).contains(&arity)
    })?;
    match hidden.receiver {
        tandem_core::form::Receiver::Handle(kind) => Some(format!("a method of `{kind}`")),
        _ => None,
    }
}
