//! What an expression spells out: the ranges of keys and values, by their path.

use tandem_core::form::{Form, Yields};
use tandem_core::path::PathStep;
use tandem_core::topology::AttributeSpans;
use tandem_core::{Path, Span};
use tandem_syntax::SyntaxKind;
use tandem_syntax::ast::{AstNode, CallExpr, Expr, NameRef};

use super::Literal;
use super::bindings::Known;
use super::call::arguments_of;
use super::walk::Walk;

/// The deepest nesting of values that is followed, and of variables defined by variables.
const DEPTH: usize = 16;

/// Returns what an argument spells out.
pub(super) fn literal(walk: &Walk<'_>, argument: &Expr) -> Literal {
    let mut reader = Reader { walk, entries: Vec::new(), variable: None };
    reader.read(argument, &mut Vec::new(), 0);
    Literal { entries: reader.entries, variable: reader.variable }
}

struct Reader<'w, 'a> {
    walk: &'w Walk<'a>,
    entries: Vec<(Path, AttributeSpans)>,
    variable: Option<String>,
}

impl Reader<'_, '_> {
    fn read(&mut self, expr: &Expr, path: &mut Vec<PathStep>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match expr {
            Expr::MapExpr(map) => {
                for entry in map.entries() {
                    let (Some(key), Some(value)) = (entry.key(), entry.value()) else { continue };
                    let key_span = self.walk.span(key.range());
                    self.entry(PathStep::Key(key.text()), key_span, &value, path, depth);
                }
            }
            Expr::ArrayExpr(array) => {
                for (at, item) in array.items().enumerate() {
                    let span = self.walk.span(item.range());
                    self.entry(PathStep::Index(at), span, &item, path, depth);
                }
            }
            Expr::ParenExpr(paren) => {
                if let Some(inner) = paren.inner() {
                    self.read(&inner, path, depth + 1);
                }
            }
            Expr::NameRef(name) => self.variable(name, path, depth),
            // Maps are merged with `+`; of two entries of one key the later one stands.
            Expr::BinaryExpr(binary) if binary.operator().is_some_and(|o| o.kind() == SyntaxKind::Plus) => {
                for side in [binary.left(), binary.right()].into_iter().flatten() {
                    if matches!(
                        side,
                        Expr::MapExpr(_) | Expr::NameRef(_) | Expr::BinaryExpr(_) | Expr::ParenExpr(_)
                    ) {
                        self.read(&side, path, depth + 1);
                    }
                }
            }
            Expr::CallExpr(call) => self.value_call(call, path, depth),
            _ => (),
        }
    }

    fn entry(&mut self, step: PathStep, key: Span, value: &Expr, path: &mut Vec<PathStep>, depth: usize) {
        path.push(step);
        let value_span = self.walk.span(value.range());
        self.entries.push((Path(path.clone()), AttributeSpans { key, value: value_span }));
        self.read(value, path, depth + 1);
        path.pop();
    }

    fn variable(&mut self, name: &NameRef, path: &mut Vec<PathStep>, depth: usize) {
        match self.walk.bindings.find(&name.text()) {
            Some(Known::Written(expr, entries)) => {
                self.read(&expr.clone(), path, depth + 1);
                for (key, text, value) in entries.clone() {
                    let span = self.walk.span(key);
                    self.entry(PathStep::Key(text), span, &value, path, depth);
                }
            }
            _ if path.is_empty() => self.variable = Some(name.text()),
            _ => (),
        }
    }

    /// A call that makes a value, such as `endpoint(web, #{ weight: 128 })`, spells out what the value holds.
    fn value_call(&mut self, call: &CallExpr, path: &mut Vec<PathStep>, depth: usize) {
        let Some(form) = self.walk.form(call).filter(|form| form.yields == Yields::Value) else { return };
        let arguments = arguments_of(call.arguments());
        for (parameter, argument) in form.parameters.iter().zip(&arguments) {
            let span = self.walk.span(argument.range());
            self.entry(PathStep::Key(parameter.name.to_owned()), span, argument, path, depth);
        }
        if let Some(options) = options_of(form, &arguments) {
            self.read(options, path, depth + 1);
        }
    }
}

fn options_of<'e>(form: &Form, arguments: &'e [Expr]) -> Option<&'e Expr> {
    arguments.get(form.parameters.len())
}
