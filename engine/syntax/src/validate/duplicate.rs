//! Names that may be given once only: keys, parameters, functions.

use std::collections::BTreeMap;

use rowan::TextRange;

use crate::ast::{AstNode, FnItem, MapExpr, Name};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxNode;

/// Reports keys that an object map has twice.
pub(super) fn keys(node: SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let keys = MapExpr::cast(node).into_iter().flat_map(|map| map.entries()).filter_map(|entry| entry.key());
    let mut seen: BTreeMap<String, TextRange> = BTreeMap::new();
    for key in keys {
        let (text, range) = (key.text(), key.range());
        match seen.get(&text) {
            Some(first) => {
                let message = format!("the key `{text}` is given twice");
                let error = SyntaxError::new(ErrorCode::DuplicateKey, range, message);
                errors.push(error.related(*first, "first given here"));
            }
            None => {
                seen.insert(text, range);
            }
        }
    }
}

/// Reports parameters, or the two variables of a loop, that share a name.
pub(super) fn parameters(node: &SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let direct = node.children().filter_map(Name::cast);
    let nested = node.children().flat_map(|param| param.children()).filter_map(Name::cast);
    let names = direct.chain(nested.filter(|name| name.syntax().parent().is_some_and(|p| is_param(&p))));
    let mut seen: BTreeMap<String, TextRange> = BTreeMap::new();
    for name in names {
        let (text, range) = (name.text(), name.range());
        match seen.get(&text) {
            Some(first) => {
                let message = format!("the name `{text}` is given twice");
                let error = SyntaxError::new(ErrorCode::DuplicateParameter, range, message);
                errors.push(error.related(*first, "first given here"));
            }
            None => {
                seen.insert(text, range);
            }
        }
    }
}

fn is_param(node: &SyntaxNode) -> bool {
    node.kind() == crate::kind::SyntaxKind::Param
}

/// Reports functions of the same name, number of parameters and type of `this`.
pub(super) fn functions(root: &SyntaxNode, errors: &mut Vec<SyntaxError>) {
    let mut seen: BTreeMap<(String, usize, Option<String>), TextRange> = BTreeMap::new();
    for function in root.children().filter_map(FnItem::cast) {
        let Some(name) = function.name() else { continue };
        let arity = function.params().count();
        let key = (name.text(), arity, function.this_type());
        match seen.get(&key) {
            Some(first) => {
                let what = if arity == 1 { "parameter" } else { "parameters" };
                let message = format!("the function `{}` with {arity} {what} is defined twice", name.text());
                let error = SyntaxError::new(ErrorCode::DuplicateFunction, name.range(), message);
                errors.push(error.related(*first, "first defined here"));
            }
            None => {
                seen.insert(key, name.range());
            }
        }
    }
}
