//! Calls of methods.

use tandem_syntax::SyntaxKind;
use tandem_syntax::ast::{AstNode, Expr, MethodCallExpr, NameRef};

use super::bindings::Known;
use super::call::arguments_of;
use super::names::{FORBIDDEN, NATIVE, Signature, elsewhere};
use super::walk::{UNKNOWN, Walk};
use super::{Helper, options};
use crate::{code, lint};

impl Walk<'_> {
    /// Walks over a call of a method.
    pub(super) fn method(&mut self, call: &MethodCallExpr) {
        let (Some(receiver), Some(name)) = (call.receiver(), call.name()) else { return };
        let arguments = arguments_of(call.arguments());
        if name.text() == "for_each" {
            self.diagnostics.extend(lint::for_each::check(self.file, &arguments));
        }
        let exists = self.method_exists(&receiver, &name, &arguments);
        if !exists {
            self.replace(name.range(), UNKNOWN);
        } else {
            self.site(&name, &arguments);
        }
        let traced = exists && self.is_traced(call, &name, arguments.len());
        if traced {
            let id = self.helpers.len();
            self.open_helper(
                call.range(),
                "__call(__at",
                Helper::new(self.span(name.range()), called_name(&receiver, &name)),
            );
            if let Some(edit) = self.edits.last_mut() {
                edit.text = format!("__call(__at({id}),");
            }
        }
        self.expression(&receiver);
        self.arguments(&arguments, self.names.methods.contains_key(name.text().as_str()));
        if traced {
            self.close_helper(call.range());
        }
    }

    /// Returns whether there may be such a method, and reports one that there cannot be.
    fn method_exists(&mut self, receiver: &Expr, name: &NameRef, arguments: &[Expr]) -> bool {
        let text = name.text();
        let at = self.span(name.range());
        if self.file.facts.arities(&text).any(|arity| arity == arguments.len()) {
            return true;
        }
        if let Some((_, reason)) = FORBIDDEN.iter().find(|(forbidden, _)| *forbidden == text) {
            self.report(code::script::forbidden(&text, reason, at));
            return false;
        }
        if let Known::Handle(kind) = self.infer(receiver) {
            return self.handle_method(kind, name, arguments);
        }
        let known = NATIVE.contains(&text.as_str())
            || self.names.global(&text).is_some()
            || self.names.methods.contains_key(text.as_str());
        let known = known || self.is_key(&text);
        if !known {
            let own = self.file.facts.functions.iter().map(|function| function.name.as_str());
            let near = self
                .nearest(&text, self.names.methods.keys().copied().chain(own).chain(NATIVE.iter().copied()));
            let diagnostic = code::name::unknown_method(&text, None, near, at);
            self.report(diagnostic);
        }
        known
    }

    /// Checks a method of a handle whose kind is known.
    fn handle_method(&mut self, kind: &'static str, name: &NameRef, arguments: &[Expr]) -> bool {
        let text = name.text();
        let at = self.span(name.range());
        let names = self.names;
        let Some(form) = names.method(kind, &text) else {
            if matches!(text.as_str(), "to_string" | "to_debug" | "type_of") {
                return true;
            }
            let elsewhere = elsewhere(names.registry, kind, &text);
            self.report(code::name::unknown_handle_method(&text, kind, &elsewhere, at));
            return false;
        };
        let signature = Signature::form(form, names.registry);
        let (least, most) = signature.counts();
        if !(least..=most).contains(&arguments.len()) {
            self.report(code::name::signature(
                &text,
                signature.parameters,
                (least, most),
                arguments.len(),
                at,
            ));
            return false;
        }
        options::check(self, signature, arguments);
        true
    }

    /// Returns whether a call runs code of a script. In a chain with `?.` it cannot be wrapped: what is skipped
    /// there is the rest of the chain.
    fn is_traced(&self, call: &MethodCallExpr, name: &NameRef, count: usize) -> bool {
        let text = name.text();
        let script = text == "call" || self.file.facts.arities(&text).any(|arity| arity == count);
        script && !has_elvis(call)
    }
}

/// Returns the name that a trace shows: the closure's own where it has one.
fn called_name(receiver: &Expr, name: &NameRef) -> String {
    match receiver {
        Expr::NameRef(closure) if name.text() == "call" => closure.text(),
        _ => name.text(),
    }
}

fn has_elvis(call: &MethodCallExpr) -> bool {
    let mut node = Some(call.syntax().clone());
    while let Some(current) = node {
        let elvis = |kind| matches!(kind, SyntaxKind::QuestionDot | SyntaxKind::QuestionBracket);
        if current.children_with_tokens().any(|element| elvis(element.kind())) {
            return true;
        }
        node = current.first_child();
    }
    false
}
