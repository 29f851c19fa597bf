//! Statements: declarations, assignments, imports, functions.

use tandem_syntax::ast::{
    AssignStmt, AstNode, ExportStmt, Expr, FnItem, ImportStmt, LetStmt, ReturnStmt, TryStmt,
};
use tandem_syntax::{SyntaxKind, SyntaxNode, TextRange};

use super::bindings::Known;
use super::redefinition;
use super::walk::{UNKNOWN, Walk};
use crate::code;
use crate::rewrite::Edit;

impl Walk<'_> {
    /// Walks over one statement.
    pub(super) fn statement(&mut self, node: &SyntaxNode) {
        let node = node.clone();
        match node.kind() {
            SyntaxKind::LetStmt => self.maybe(LetStmt::cast(node), Walk::declaration),
            SyntaxKind::AssignStmt => self.maybe(AssignStmt::cast(node), Walk::assignment),
            SyntaxKind::ImportStmt => self.maybe(ImportStmt::cast(node), Walk::import),
            SyntaxKind::ExportStmt => self.maybe(ExportStmt::cast(node), Walk::export),
            SyntaxKind::FnItem => self.maybe(FnItem::cast(node), Walk::function),
            SyntaxKind::TryStmt => self.maybe(TryStmt::cast(node), Walk::attempt),
            SyntaxKind::ExprStmt | SyntaxKind::ThrowStmt | SyntaxKind::BreakStmt => {
                let value = node.children().find_map(Expr::cast);
                self.maybe(value, Walk::expression);
            }
            SyntaxKind::ReturnStmt => self.maybe(ReturnStmt::cast(node), Walk::give_back),
            _ => self.maybe(Expr::cast(node), Walk::expression),
        }
    }

    pub(super) fn maybe<T>(&mut self, node: Option<T>, walk: fn(&mut Self, &T)) {
        if let Some(node) = node {
            walk(self, &node);
        }
    }

    /// Walks over statements in a scope of their own.
    pub(super) fn block(&mut self, statements: impl Iterator<Item = SyntaxNode>) {
        self.bindings.open();
        for statement in statements {
            self.statement(&statement);
        }
        self.bindings.close();
    }

    fn declaration(&mut self, statement: &LetStmt) {
        let known = statement.value().map_or(Known::Nothing, |value| {
            let known = self.infer(&value);
            self.expression(&value);
            known
        });
        if let Some(name) = statement.name() {
            redefinition::variable(self, &name);
            self.bind(name.text(), known);
            if statement.is_const() {
                self.bindings.fix(&name.text());
            }
        }
    }

    fn assignment(&mut self, statement: &AssignStmt) {
        let (Some(target), Some(value)) = (statement.target(), statement.value()) else { return };
        if let Some(name) = root_name(&target) {
            let constant = self.bindings.is_constant(&name.text());
            if constant || self.bindings.find(&name.text()).is_none() {
                if constant {
                    let at = self.span(name.range());
                    self.report(code::script::constant(&name.text(), at));
                } else {
                    self.unknown_variable(&name);
                }
                self.expression(&value);
                // What is assigned is still evaluated; where it would go does not exist.
                let whole = statement.range();
                let before = TextRange::new(whole.start(), value.range().start());
                return self.replace(before, "");
            }
            self.note_entry(&name.text(), &target, &value);
        }
        self.place(&target);
        let stored = matches!(target, Expr::FieldExpr(_) | Expr::IndexExpr(_));
        if stored { self.measured(&value) } else { self.expression(&value) }
    }

    /// Remembers `options.key = value`, so that the place of the entry is known.
    fn note_entry(&mut self, name: &str, target: &Expr, value: &Expr) {
        let Expr::FieldExpr(field) = target else { return };
        let (Some(Expr::NameRef(_)), Some(key)) = (field.receiver(), field.name()) else { return };
        if let Some(Known::Written(_, entries)) = self.bindings.find_mut(name) {
            entries.push((key.range(), key.text(), value.clone()));
        }
    }

    /// Walks over the target of an assignment, whose root is known.
    fn place(&mut self, target: &Expr) {
        match target {
            Expr::FieldExpr(field) => self.maybe(field.receiver(), Walk::place),
            Expr::IndexExpr(item) => {
                self.maybe(item.receiver(), Walk::place);
                self.maybe(item.index(), Walk::index);
            }
            Expr::NameRef(_) | Expr::ThisExpr(_) => (),
            other => self.expression(other),
        }
    }

    fn import(&mut self, statement: &ImportStmt) {
        let Some(path) = statement.path() else { return };
        let import = self.file.imports.iter().find(|import| import.path == path.range());
        let Some(import) = import else { return };
        // The resolver gets the number of the file, or a name that leads to an empty module.
        let number = import.target.map_or_else(|| "\"-\"".to_owned(), |file| format!("\"{}\"", file.0));
        self.replace(path.range(), &number);
        let target = import.target;
        if let Some(alias) = statement.alias() {
            redefinition::module(self, &alias);
            self.bindings.bind(alias.text(), Known::Module(target));
        }
    }

    fn export(&mut self, statement: &ExportStmt) {
        if let Some(declaration) = statement.declaration() {
            return self.declaration(&declaration);
        }
        if let Some(name) = statement.source()
            && self.bindings.find(&name.text()).is_none()
        {
            self.unknown_variable(&name);
            self.replace(statement.range(), "();");
        }
    }

    fn function(&mut self, function: &FnItem) {
        let before = self.bindings.open_function();
        self.functions += 1;
        for import in self.file.imports.iter().filter(|import| import.global) {
            if let Some(alias) = &import.alias {
                self.bindings.bind(alias.clone(), Known::Module(import.target));
            }
        }
        for name in function.params().filter_map(|param| param.name()) {
            redefinition::variable(self, &name);
            self.bindings.bind(name.text(), Known::Nothing);
        }
        if let Some(body) = function.body() {
            self.block(body.statements());
        }
        self.functions -= 1;
        self.bindings.close_function(before);
    }

    fn attempt(&mut self, statement: &TryStmt) {
        if let Some(body) = statement.body() {
            self.block(body.statements());
        }
        self.bindings.open();
        if let Some(name) = statement.variable() {
            self.bindings.bind(name.text(), Known::Nothing);
        }
        if let Some(handler) = statement.handler() {
            self.block(handler.statements());
        }
        self.bindings.close();
    }

    /// A run goes statement by statement at the top of the entry, so a `return` there must say that it ends all.
    fn give_back(&mut self, statement: &ReturnStmt) {
        self.maybe(statement.value(), Walk::expression);
        if self.functions == 0 && self.file.id.0 == 0 {
            let keyword = TextRange::at(statement.range().start(), 6.into());
            let end = statement.value().map_or(keyword.end(), |value| value.range().end());
            self.replace(keyword, "__stop(");
            self.edits.push(Edit::insert(end, ")"));
        }
    }

    /// Replaces a name that does not exist by a value that swallows what follows from it.
    pub(super) fn swallow(&mut self, range: TextRange) {
        self.replace(range, &format!("{UNKNOWN}()"));
    }
}

/// Returns the variable at the root of the target of an assignment.
fn root_name(target: &Expr) -> Option<tandem_syntax::ast::NameRef> {
    let mut target = target.clone();
    loop {
        target = match target {
            Expr::NameRef(name) => return Some(name),
            Expr::FieldExpr(field) => field.receiver()?,
            Expr::IndexExpr(item) => item.receiver()?,
            Expr::ParenExpr(paren) => paren.inner()?,
            _ => return None,
        };
    }
}
