//! Keys of an object map that is written out in a call whose form is known: the unknown ones are found even where
//! the call is never made.

use tandem_core::{Attribute, Path, Type};
use tandem_syntax::ast::{AstNode, Expr, MapExpr};

use super::names::Signature;
use super::walk::Walk;
use crate::code;
use crate::value::{AFTER, ALLOW, PROTECT};

/// Reports the keys that a call's object map cannot have.
pub(super) fn check(walk: &mut Walk<'_>, signature: Signature<'_>, arguments: &[Expr]) {
    let Some(Expr::MapExpr(map)) = arguments.get(signature.parameters.len()) else { return };
    let extra: &[&str] = if signature.managed { &[AFTER, ALLOW, PROTECT] } else { &[] };
    entries(walk, map, signature.options, extra, &Path::default());
}

fn entries(walk: &mut Walk<'_>, map: &MapExpr, attributes: &[Attribute], extra: &[&str], path: &Path) {
    for entry in map.entries() {
        let Some(key) = entry.key() else { continue };
        let text = key.text();
        let attribute = attributes.iter().find(|attribute| attribute.name == text && attribute.is_argument());
        match attribute {
            Some(attribute) => {
                if let (Type::Struct(inner), Some(Expr::MapExpr(map))) = (&attribute.ty, entry.value()) {
                    entries(walk, &map, inner, &[], &path.key(&text));
                }
            }
            None if extra.contains(&text.as_str()) => (),
            None => {
                let at = walk.span(key.range());
                walk.report(code::attribute::unknown(&text, attributes, extra, at));
            }
        }
    }
}
