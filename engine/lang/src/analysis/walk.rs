//! The walk over one tree: its state, and the small things every part of it needs.

use rustc_hash::FxHashSet;
use tandem_core::{Diagnostic, Diagnostics, Span};
use tandem_syntax::ast::{AssignStmt, AstNode, Expr, MapKey};
use tandem_syntax::{SyntaxKind, TextRange};

use super::bindings::{Bindings, Known};
use super::names::Names;
use super::{Helper, Site, redefinition};
use crate::project::{File, Project};
use crate::rewrite::Edit;

/// What takes the place of something that does not exist: a value that swallows what follows from it.
pub(crate) const UNKNOWN: &str = "__unknown";

/// The state of a walk over one tree.
pub(super) struct Walk<'a> {
    pub(super) project: &'a Project,
    pub(super) file: &'a File,
    pub(super) names: &'a Names<'a>,
    pub(super) bindings: Bindings,
    /// Names that are assigned somewhere: nothing is inferred about their values.
    pub(super) assigned: FxHashSet<String>,
    /// Keys of maps, which may hold closures that are called like methods.
    pub(super) keys: FxHashSet<String>,
    /// How many functions and closures are open.
    pub(super) functions: u32,
    pub(super) edits: Vec<Edit>,
    /// Sites by the offset of the call's name.
    pub(super) sites: Vec<(u32, Site)>,
    pub(super) helpers: Vec<Helper>,
    pub(super) diagnostics: Diagnostics,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        project: &'a Project,
        file: &'a File,
        names: &'a Names<'a>,
        helpers: Vec<Helper>,
    ) -> Walk<'a> {
        Walk {
            project,
            file,
            names,
            bindings: Bindings::default(),
            assigned: FxHashSet::default(),
            keys: FxHashSet::default(),
            functions: 0,
            edits: Vec::new(),
            sites: Vec::new(),
            helpers,
            diagnostics: Diagnostics::new(),
        }
    }

    /// Walks over the whole file.
    pub(super) fn file(&mut self) {
        self.survey();
        redefinition::functions(self);
        self.bindings.open();
        let root = self.file.root().clone();
        for statement in root.children() {
            self.statement(&statement);
        }
        self.bindings.close();
    }

    /// Notes what is assigned and what keys there are, before the walk in order.
    fn survey(&mut self) {
        let text = self.project.text(self.file.id);
        let mentions_call = text.contains('|');
        for node in self.file.root().descendants() {
            match node.kind() {
                SyntaxKind::AssignStmt => {
                    let target = AssignStmt::cast(node).and_then(|assignment| assignment.target());
                    if let Some(Expr::NameRef(name)) = target {
                        self.assigned.insert(name.text());
                    }
                }
                SyntaxKind::MapKey if mentions_call => {
                    self.keys.extend(MapKey::cast(node).map(|key| key.text()));
                }
                _ => (),
            }
        }
    }

    /// Returns the whole text.
    pub(super) fn source(&self) -> &'a str {
        self.project.text(self.file.id)
    }

    /// Returns the span of a range.
    pub(super) fn span(&self, range: TextRange) -> Span {
        self.file.span(range)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Puts text in before and behind a range, with the number of a new helper: `before` takes it.
    pub(super) fn open_helper(&mut self, range: TextRange, function: &str, helper: Helper) {
        let id = self.helpers.len();
        self.helpers.push(helper);
        self.edits.push(Edit::insert(range.start(), format!("{function}({id},")));
    }

    /// Closes what [`Walk::open_helper`] opened.
    pub(super) fn close_helper(&mut self, range: TextRange) {
        self.edits.push(Edit::insert(range.end(), ")"));
    }

    /// Replaces a range, its line breaks kept.
    pub(super) fn replace(&mut self, range: TextRange, text: &str) {
        let source = self.source();
        self.edits.push(Edit::replace(range, source, text));
    }

    /// Declares a variable that is never assigned again with what is known of it.
    pub(super) fn bind(&mut self, name: String, known: Known) {
        let known = if self.assigned.contains(&name) { Known::Nothing } else { known };
        self.bindings.bind(name, known);
    }
}
