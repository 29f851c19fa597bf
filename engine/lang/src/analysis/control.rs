//! Loops and branches.

use tandem_syntax::SyntaxKind;
use tandem_syntax::TextRange;
use tandem_syntax::ast::{
    AstNode, Closure, DoStmt, Expr, ForStmt, IfExpr, LoopStmt, Name, SwitchExpr, WhileStmt,
};

use super::Helper;
use super::bindings::Known;
use super::redefinition;
use super::walk::{UNKNOWN, Walk};
use crate::code;

impl Walk<'_> {
    pub(super) fn branch(&mut self, branch: &IfExpr) {
        self.maybe(branch.condition(), Walk::condition);
        if let Some(body) = branch.body() {
            self.block(body.statements());
        }
        self.maybe(branch.alternative(), Walk::expression);
    }

    pub(super) fn while_loop(&mut self, statement: &WhileStmt) {
        self.maybe(statement.condition(), Walk::condition);
        if let Some(body) = statement.body() {
            self.block(body.statements());
        }
    }

    pub(super) fn do_loop(&mut self, statement: &DoStmt) {
        if let Some(body) = statement.body() {
            self.block(body.statements());
        }
        self.maybe(statement.condition(), Walk::condition);
    }

    pub(super) fn endless_loop(&mut self, statement: &LoopStmt) {
        if let Some(body) = statement.body() {
            self.block(body.statements());
        }
    }

    pub(super) fn for_loop(&mut self, statement: &ForStmt) {
        let variable = statement.variable();
        let mut known = Known::Nothing;
        if let Some(iterable) = statement.iterable() {
            if let Known::Handles(kind) = self.infer(&iterable) {
                known = Known::Handle(kind);
            }
            let head = TextRange::new(statement.range().start(), iterable.range().end());
            let name = variable.as_ref().map(Name::text).unwrap_or_default();
            let body = statement.body().map(|body| self.span(body.range()));
            let helper = Helper { span: self.span(head), name, body };
            self.open_helper(iterable.range(), "__each", helper);
            self.expression(&iterable);
            self.close_helper(iterable.range());
        }
        self.bindings.open();
        for name in variable.iter().chain(statement.counter().iter()) {
            redefinition::variable(self, name);
            self.bind(name.text(), std::mem::replace(&mut known, Known::Nothing));
        }
        if let Some(body) = statement.body() {
            self.block(body.statements());
        }
        self.bindings.close();
    }

    pub(super) fn closure(&mut self, closure: &Closure) {
        self.functions += 1;
        self.bindings.open();
        for name in closure.params().filter_map(|param| param.name()) {
            redefinition::variable(self, &name);
            self.bindings.bind(name.text(), Known::Nothing);
        }
        if let Some(body) = closure.body() {
            self.statement(&body);
        }
        self.bindings.close();
        self.functions -= 1;
    }

    /// `switch` compares without a word what is known after apply, so it is off; its arms are not looked at.
    pub(super) fn switch(&mut self, switch: &SwitchExpr) {
        let keyword = TextRange::at(switch.range().start(), 6.into());
        self.report(code::script::switch(self.span(keyword)));
        // A branch stands both as a value and as a statement without `;`, as a `switch` does.
        self.replace(switch.range(), &format!("if true {{ {UNKNOWN}() }}"));
    }

    /// Walks over a condition and lets it say when it is known after apply only.
    pub(super) fn condition(&mut self, condition: &Expr) {
        if self.surely_boolean(condition) {
            return self.expression(condition);
        }
        let helper = Helper::new(self.span(condition.range()), String::new());
        self.open_helper(condition.range(), "__condition", helper);
        self.expression(condition);
        self.close_helper(condition.range());
    }

    /// Returns whether an expression is `true` or `false` whatever is in it.
    fn surely_boolean(&self, condition: &Expr) -> bool {
        match condition {
            Expr::Literal(_) => true,
            Expr::BinaryExpr(binary) => binary.operator().is_some_and(|operator| {
                matches!(
                    operator.kind(),
                    SyntaxKind::EqEq
                        | SyntaxKind::BangEq
                        | SyntaxKind::Lt
                        | SyntaxKind::LtEq
                        | SyntaxKind::Gt
                        | SyntaxKind::GtEq
                        | SyntaxKind::AmpAmp
                        | SyntaxKind::PipePipe
                )
            }),
            Expr::ParenExpr(paren) => paren.inner().is_some_and(|inner| self.surely_boolean(&inner)),
            _ => false,
        }
    }
}
