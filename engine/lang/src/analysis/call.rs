//! Calls of functions: which one it is, how many arguments it takes, where they are written.

use tandem_core::form::{Form, Receiver};
use tandem_syntax::ast::{ArgList, AstNode, CallExpr, Expr, NameRef};

use super::bindings::Known;
use super::names::{FORBIDDEN, NATIVE, Signature};
use super::path::ModuleOf;
use super::walk::{UNKNOWN, Walk};
use super::{Helper, Site, SiteArgument, literal, options};
use crate::code;

/// Returns the arguments of a list.
pub(super) fn arguments_of(list: Option<ArgList>) -> Vec<Expr> {
    list.iter().flat_map(ArgList::arguments).collect()
}

/// What a call leads to.
enum Target<'a> {
    /// A form or one of the language's own functions: its arguments are noted.
    Host(Signature<'a>),
    /// A function of a script: the call is part of the trace.
    Script,
    /// A function of Rhai.
    Native,
    /// Nothing, which has been reported.
    Nowhere,
}

impl<'a> Walk<'a> {
    /// Walks over a call of a function.
    pub(super) fn call(&mut self, call: &CallExpr) {
        let Some(name) = call.name() else { return };
        let arguments = arguments_of(call.arguments());
        let modules = call.modules();
        let target = if modules.is_empty() {
            self.plain_target(&name, arguments.len())
        } else {
            self.module_target(&modules, &name, arguments.len())
        };
        match target {
            Target::Host(signature) => {
                self.site(&name, &arguments);
                options::check(self, signature, &arguments);
                self.arguments(&arguments, true);
            }
            // `f!(x)` runs in the scope of its caller, which a call around it would hide.
            Target::Script if call.in_caller_scope() => self.arguments(&arguments, false),
            Target::Script => {
                let helper = Helper::new(self.span(name.range()), name.text());
                let id = self.helpers.len();
                self.open_helper(call.range(), "__call(__at", helper);
                // The guard is an argument of its own, so that it is dropped however the call ends.
                if let Some(edit) = self.edits.last_mut() {
                    edit.text = format!("__call(__at({id}),");
                }
                self.arguments(&arguments, false);
                self.close_helper(call.range());
            }
            Target::Native => {
                self.site(&name, &arguments);
                self.arguments(&arguments, false);
            }
            Target::Nowhere => {
                let callee = call.callee().map_or(name.range(), |callee| callee.range());
                self.replace(callee, UNKNOWN);
                self.arguments(&arguments, false);
            }
        }
    }

    /// Returns the form that a call leads to, without a word about one that leads nowhere.
    pub(super) fn form(&self, call: &CallExpr) -> Option<&'a Form> {
        let name = call.name()?.text();
        match call.modules().as_slice() {
            [] => self.names.registry.form(Receiver::Global, &name),
            [module] if self.bindings.find(&module.text()).is_none() => {
                self.names.function(&module.text(), &name)
            }
            _ => None,
        }
    }

    /// Walks over arguments; lists and maps that are written out for the host are not measured, it takes them apart.
    pub(super) fn arguments(&mut self, arguments: &[Expr], host: bool) {
        for argument in arguments {
            if host { self.contents(argument) } else { self.expression(argument) }
        }
    }

    /// Notes where the arguments of a call are written.
    pub(super) fn site(&mut self, name: &NameRef, arguments: &[Expr]) {
        let arguments = arguments.iter().map(|argument| SiteArgument {
            span: self.span(argument.range()),
            literal: literal::literal(self, argument).into(),
        });
        let site = Site { name: self.span(name.range()), arguments: arguments.collect() };
        self.sites.push((name.range().start().into(), site));
    }

    fn plain_target(&mut self, name: &NameRef, count: usize) -> Target<'a> {
        let text = name.text();
        let at = self.span(name.range());
        let arities: Vec<usize> = self.file.facts.arities(&text).collect();
        if arities.contains(&count) {
            return Target::Script;
        }
        if let Some((_, reason)) = FORBIDDEN.iter().find(|(name, _)| *name == text) {
            self.report(code::script::forbidden(&text, reason, at));
            return Target::Nowhere;
        }
        let names = self.names;
        if let Some(signature) = names.global(&text) {
            return self.counted(signature, &text, count, at);
        }
        if NATIVE.contains(&text.as_str()) {
            return Target::Native;
        }
        if names.methods.contains_key(text.as_str()) && count > 0 {
            // A method written as a function; its receiver is the first argument, so its site would be shifted.
            return Target::Native;
        }
        if !arities.is_empty() {
            self.report(code::name::arity(&text, &arities, count, at));
            return Target::Nowhere;
        }
        let diagnostic = match self.bindings.find(&text) {
            Some(Known::Module(_)) | None => {
                let mut all: Vec<&str> = self.file.facts.functions.iter().map(|f| f.name.as_str()).collect();
                self.names.globals().for_each(|name| all.push(name));
                let near = self.nearest(&text, all);
                let elsewhere = self.modules_with(&text);
                code::name::unknown_function(&text, near, &elsewhere, at)
            }
            Some(_) => code::lint::closure_call(&text, at),
        };
        self.report(diagnostic);
        Target::Nowhere
    }

    fn module_target(&mut self, modules: &[NameRef], name: &NameRef, count: usize) -> Target<'a> {
        let text = name.text();
        let at = self.span(name.range());
        let module = modules.last().map(NameRef::text).unwrap_or_default();
        let diagnostic = match self.module(modules) {
            None | Some(ModuleOf::Lost) => return Target::Nowhere,
            Some(ModuleOf::Global) => code::name::unknown_in_module(&text, "global", None, at),
            Some(ModuleOf::Service(service)) => {
                let names = self.names;
                if let Some(form) = names.function(service, &text) {
                    let signature = Signature::form(form, names.registry);
                    return self.counted(signature, &format!("{service}::{text}"), count, at);
                }
                let near = self.nearest(&text, self.names.functions(service));
                code::name::unknown_in_module(&text, service, near, at)
            }
            Some(ModuleOf::File(file)) => {
                let Some(facts) = self.project.file(file).map(|file| &file.facts) else {
                    return Target::Nowhere;
                };
                let arities: Vec<usize> = facts.arities(&text).collect();
                match facts.function(&text, count) {
                    Some(function) if function.private => {
                        let defined = self.project.file(file).map(|file| file.span(function.range));
                        code::name::private(&text, &module, at, defined)
                    }
                    Some(_) => return Target::Script,
                    None if arities.is_empty() => {
                        let public = facts.functions.iter().filter(|function| !function.private);
                        let near = self.nearest(&text, public.map(|function| function.name.as_str()));
                        code::name::unknown_in_module(&text, &module, near, at)
                    }
                    None => code::name::arity(&format!("{module}::{text}"), &arities, count, at),
                }
            }
        };
        self.report(diagnostic);
        Target::Nowhere
    }

    /// Returns the target if the number of arguments is right, and reports one that is not.
    fn counted(
        &mut self,
        signature: Signature<'a>,
        name: &str,
        count: usize,
        at: tandem_core::Span,
    ) -> Target<'a> {
        let (least, most) = signature.counts();
        if (least..=most).contains(&count) {
            return Target::Host(signature);
        }
        self.report(code::name::signature(name, signature.parameters, (least, most), count, at));
        Target::Nowhere
    }

    /// Returns the services whose modules have a function of a name.
    fn modules_with(&self, name: &str) -> Vec<&'static str> {
        self.names
            .modules
            .iter()
            .copied()
            .filter(|module| self.names.function(module, name).is_some())
            .collect()
    }
}
