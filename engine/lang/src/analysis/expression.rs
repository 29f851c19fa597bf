//! Expressions: names, operators, literals, and what can be inferred about values.

use tandem_core::form::Yields;
use tandem_syntax::SyntaxKind;
use tandem_syntax::ast::{ArrayExpr, AstNode, BinaryExpr, Expr, FieldExpr, MapExpr, NameRef};

use super::Helper;
use super::bindings::Known;
use super::walk::Walk;
use crate::{code, lint};

impl Walk<'_> {
    /// Walks over one expression.
    pub(super) fn expression(&mut self, expr: &Expr) {
        match expr {
            Expr::Literal(literal) => lint::interpolation::check(self.file, literal, &mut self.diagnostics),
            Expr::UnitExpr(_) | Expr::ThisExpr(_) => (),
            Expr::TemplateString(template) => self.template(template),
            Expr::ArrayExpr(_) | Expr::MapExpr(_) => self.measured(expr),
            Expr::Closure(closure) => self.closure(closure),
            Expr::ParenExpr(paren) => self.maybe(paren.inner(), Walk::expression),
            Expr::NameRef(name) => self.variable(name),
            Expr::PathExpr(path) => self.path(path),
            Expr::CallExpr(call) => self.call(call),
            Expr::MethodCallExpr(call) => self.method(call),
            Expr::FieldExpr(field) => self.field(field),
            Expr::IndexExpr(item) => {
                self.maybe(item.receiver(), Walk::expression);
                self.maybe(item.index(), Walk::index);
            }
            Expr::PrefixExpr(prefix) => self.maybe(prefix.operand(), Walk::expression),
            Expr::BinaryExpr(binary) => self.binary(binary),
            Expr::RangeExpr(range) => {
                self.maybe(range.start(), Walk::expression);
                self.maybe(range.end(), Walk::expression);
            }
            Expr::Block(block) => self.block(block.statements()),
            Expr::IfExpr(branch) => self.branch(branch),
            Expr::SwitchExpr(switch) => self.switch(switch),
            Expr::WhileStmt(statement) => self.while_loop(statement),
            Expr::LoopStmt(statement) => self.endless_loop(statement),
            Expr::DoStmt(statement) => self.do_loop(statement),
            Expr::ForStmt(statement) => self.for_loop(statement),
        }
    }

    /// Walks over an index and lets it say when it is known after apply only.
    pub(super) fn index(&mut self, index: &Expr) {
        if matches!(index, Expr::Literal(_) | Expr::RangeExpr(_)) {
            return self.expression(index);
        }
        let helper = Helper::new(self.span(index.range()), String::new());
        self.open_helper(index.range(), "__index", helper);
        self.expression(index);
        self.close_helper(index.range());
    }

    /// Walks over a value that goes into a list or map, or is one, and has its size taken. Values double in few
    /// steps where they go into themselves, and nothing but a measure of what is copied anyway stops that.
    pub(super) fn measured(&mut self, expr: &Expr) {
        if is_flat(expr) {
            return self.contents(expr);
        }
        let helper = Helper::new(self.span(expr.range()), String::new());
        self.open_helper(expr.range(), "__measure", helper);
        self.contents(expr);
        self.close_helper(expr.range());
    }

    /// Walks over what a list or map holds, lists and maps inside it included.
    pub(super) fn contents(&mut self, expr: &Expr) {
        match expr {
            Expr::ArrayExpr(array) => array.items().for_each(|item| self.contents(&item)),
            Expr::MapExpr(map) => {
                map.entries().filter_map(|entry| entry.value()).for_each(|value| self.contents(&value));
            }
            other => self.expression(other),
        }
    }

    fn variable(&mut self, name: &NameRef) {
        if self.bindings.find(&name.text()).is_none() {
            self.unknown_variable(name);
            self.swallow(name.range());
        }
    }

    /// Reports a variable that does not exist.
    pub(super) fn unknown_variable(&mut self, name: &NameRef) {
        let text = name.text();
        let at = self.span(name.range());
        let facts = &self.file.facts;
        let diagnostic = if facts.constants.contains(&text) && self.functions > 0 {
            code::name::constant_in_function(&text, at)
        } else if self.bindings.hidden(&text) || (self.functions > 0 && facts.variables.contains(&text)) {
            code::name::variable_in_function(&text, at)
        } else if self.is_function(&text) {
            code::name::function_as_variable(&text, at)
        } else {
            let names = if self.suggests() { self.bindings.names() } else { Vec::new() };
            code::name::unknown_variable(&text, self.nearest(&text, names), at)
        };
        self.report(diagnostic);
    }

    fn is_function(&self, name: &str) -> bool {
        self.names.modules.contains(name)
            || self.names.global(name).is_some()
            || self.file.facts.arities(name).next().is_some()
    }

    fn field(&mut self, field: &FieldExpr) {
        let Some(receiver) = field.receiver() else { return };
        if let (Known::Handle(kind), Some(name)) = (self.infer(&receiver), field.name()) {
            self.attribute(kind, &name);
        }
        self.expression(&receiver);
    }

    /// Checks an attribute that is read from a handle; the run says nothing else of it.
    fn attribute(&mut self, kind: &'static str, name: &NameRef) {
        let Some(kind) = self.names.registry.kind(kind) else { return };
        if let Some(diagnostic) =
            code::reference::check_attribute(kind, self.names.registry, &name.text(), self.span(name.range()))
        {
            self.report(diagnostic);
        }
    }

    fn binary(&mut self, binary: &BinaryExpr) {
        let kind = binary.operator().map(|operator| operator.kind());
        let (left, right) = (binary.left(), binary.right());
        match kind {
            Some(SyntaxKind::AmpAmp | SyntaxKind::PipePipe) => {
                self.maybe(left, Walk::condition);
                return self.maybe(right, Walk::condition);
            }
            Some(SyntaxKind::EqEq | SyntaxKind::BangEq) => self.comparison(binary),
            Some(SyntaxKind::QuestionQuestion) if right.is_none() => {
                let operands: Vec<_> = binary.syntax().children().collect();
                return operands.iter().for_each(|operand| self.statement(operand));
            }
            _ => (),
        }
        self.maybe(left, Walk::expression);
        self.maybe(right, Walk::expression);
    }

    fn comparison(&mut self, binary: &BinaryExpr) {
        let (Some(left), Some(right), Some(operator)) = (binary.left(), binary.right(), binary.operator())
        else {
            return;
        };
        let at = self.span(operator.text_range());
        for side in [&left, &right] {
            if let Known::Handle(kind) = self.infer(side) {
                return self.report(code::lint::handle_comparison(operator.text(), kind, at));
            }
        }
        self.diagnostics.extend(lint::comparison::check(&left, &right, operator.text(), at));
    }

    /// Returns what is known about the value of an expression without running it.
    pub(super) fn infer(&self, expr: &Expr) -> Known {
        let yielded = |yields: Yields| match yields {
            Yields::Resource(kind) => Known::Handle(kind),
            Yields::Resources(kind) => Known::Handles(kind),
            Yields::Value => Known::Nothing,
        };
        match expr {
            Expr::NameRef(name) => self.bindings.find(&name.text()).cloned().unwrap_or(Known::Nothing),
            Expr::ParenExpr(paren) => paren.inner().map_or(Known::Nothing, |inner| self.infer(&inner)),
            Expr::CallExpr(call) => self.form(call).map_or(Known::Nothing, |form| yielded(form.yields)),
            Expr::MethodCallExpr(call) => {
                let receiver = call.receiver().map_or(Known::Nothing, |receiver| self.infer(&receiver));
                let (Known::Handle(kind), Some(name)) = (receiver, call.name()) else {
                    return Known::Nothing;
                };
                self.names.method(kind, &name.text()).map_or(Known::Nothing, |form| yielded(form.yields))
            }
            Expr::Closure(_) => Known::Closure,
            Expr::ArrayExpr(_) | Expr::MapExpr(_) => Known::Written(expr.clone(), Vec::new()),
            _ => Known::Nothing,
        }
    }
}

/// Returns whether nothing of unknown size goes into a value.
fn is_flat(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(_) | Expr::UnitExpr(_) | Expr::TemplateString(_) | Expr::Closure(_) => true,
        Expr::ArrayExpr(array) => items(array).iter().all(is_flat),
        Expr::MapExpr(map) => values(map).iter().all(is_flat),
        _ => false,
    }
}

fn items(array: &ArrayExpr) -> Vec<Expr> {
    array.items().collect()
}

fn values(map: &MapExpr) -> Vec<Expr> {
    map.entries().filter_map(|entry| entry.value()).collect()
}
