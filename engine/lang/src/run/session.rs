//! What one run shares: the scripts, what is declared so far, what is wrong, and where the run is.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rhai::Position;
use tandem_core::{Address, Diagnostic, FileId, Registry, Span, Topology, Tracepoint};
use tandem_syntax::ast::{AstNode, FieldExpr, IndexExpr};
use tandem_syntax::{SyntaxNode, SyntaxToken, TextSize};

use super::moved::Renaming;
use super::sink::Sink;
use super::trace::Trace;
use crate::Budget;
use crate::analysis::{Analysis, Helper, Site, key};
use crate::project::{File, Project};

/// What one run shares.
pub(crate) struct Session {
    pub(crate) registry: Registry,
    pub(crate) project: Project,
    pub(crate) analysis: Analysis,
    pub(crate) vars: BTreeMap<String, String>,
    pub(crate) budget: Budget,
    pub(crate) topology: RefCell<Topology>,
    /// The declarations in which something was found wrong: what else seems wrong about them may follow from it.
    pub(crate) suspects: RefCell<BTreeSet<Address>>,
    pub(crate) renamings: RefCell<Vec<Renaming>>,
    /// The scopes that are open, the outermost first.
    pub(crate) scope: RefCell<Vec<String>>,
    pub(crate) trace: Trace,
    sink: RefCell<Sink>,
}

impl Session {
    pub(crate) fn new(
        project: Project,
        analysis: Analysis,
        registry: Registry,
        vars: BTreeMap<String, String>,
        budget: Budget,
        sink: Sink,
    ) -> Session {
        Session {
            registry,
            project,
            analysis,
            vars,
            budget,
            topology: RefCell::default(),
            suspects: RefCell::default(),
            renamings: RefCell::default(),
            scope: RefCell::default(),
            trace: Trace::default(),
            sink: RefCell::new(sink),
        }
    }

    /// Adds a diagnostic with how the run came there.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.traced(&self.tracepoints());
        self.sink.borrow_mut().push(diagnostic);
    }

    /// Adds a diagnostic of an error that ended a statement, with the calls that the error went through.
    pub(crate) fn report_unwound(&self, diagnostic: Diagnostic, calls: &[Span]) {
        let place = diagnostic.labels.first().map(|label| label.span).unwrap_or_default();
        let mut trace = self.trace.unwound(&self.analysis.helpers, place, calls);
        trace.extend(self.tracepoints());
        self.sink.borrow_mut().push(diagnostic.traced(&trace));
    }

    /// Adds a diagnostic that has nothing to do with how the run came there.
    pub(crate) fn report_plain(&self, diagnostic: Diagnostic) {
        self.sink.borrow_mut().push(diagnostic);
    }

    /// Returns whether an error was found, in this run or before it.
    pub(crate) fn has_errors(&self) -> bool {
        self.sink.borrow().has_errors()
    }

    /// Takes out what was found.
    pub(crate) fn take_sink(&self) -> Sink {
        self.sink.take()
    }

    /// Returns the calls and loops around the place where the run is, innermost first.
    pub(crate) fn tracepoints(&self) -> Vec<Tracepoint> {
        self.trace.tracepoints(&self.analysis.helpers)
    }

    /// Returns what a call that was put in stands for.
    pub(crate) fn helper(&self, id: i64) -> Option<&Helper> {
        usize::try_from(id).ok().and_then(|id| self.analysis.helpers.get(id))
    }

    /// Returns where the arguments of the call at a position are written.
    pub(crate) fn site(&self, position: Position) -> Option<&Site> {
        let (line, column) = (position.line()?, position.position()?);
        self.analysis.sites.get(&key(line as u32, column as u32))
    }

    /// Returns the file and offset of a position, and whether the offset is exact.
    pub(crate) fn locate(&self, position: Position) -> Option<(&File, u32, bool)> {
        let line = position.line()? as u32;
        let column = position.position().unwrap_or(1) as u32;
        let files = &self.project.files;
        let after = files.partition_point(|file| file.first_line < line);
        let file = files.get(after.checked_sub(1)?)?;
        let placed = self.analysis.placed.get(file.id.0 as usize)?;
        let (offset, exact) = placed.offset(line, column, self.project.text(file.id));
        Some((file, offset, exact))
    }

    /// Returns the span of the token at a position; the start of the entry if there is none.
    pub(crate) fn token(&self, position: Position) -> Span {
        match self.find_token(position) {
            Some((file, token)) => file.span(token.text_range()),
            None => self.locate(position).map_or(Span::new(FileId(0), 0, 0), |(file, offset, _)| {
                Span::new(file.id, offset as usize, offset as usize)
            }),
        }
    }

    /// Returns the span of the name of a property, or of the index, whose dot or bracket is at a position.
    pub(crate) fn property(&self, position: Position) -> Span {
        let found = self.find_token(position).and_then(|(file, token)| {
            let parent = token.parent()?;
            let range = match FieldExpr::cast(parent.clone()) {
                Some(field) => field.name()?.range(),
                None => IndexExpr::cast(parent)?.index()?.range(),
            };
            Some(file.span(range))
        });
        found.unwrap_or_else(|| self.token(position))
    }

    /// Returns the keyword of the innermost loop around a position; the token there if there is none.
    pub(crate) fn around(&self, position: Position) -> Span {
        let is_loop = |node: &SyntaxNode| {
            use tandem_syntax::SyntaxKind::{DoStmt, ForStmt, LoopStmt, WhileStmt};
            matches!(node.kind(), LoopStmt | WhileStmt | DoStmt | ForStmt)
        };
        let found = self.find_token(position).and_then(|(file, token)| {
            let keyword = token.parent_ancestors().find(is_loop)?.first_token()?;
            Some(file.span(keyword.text_range()))
        });
        found.unwrap_or_else(|| self.token(position))
    }

    /// Returns the token at a position with its file.
    pub(crate) fn find_token(&self, position: Position) -> Option<(&File, SyntaxToken)> {
        let (file, offset, _) = self.locate(position)?;
        let root: &SyntaxNode = file.root();
        let offset = TextSize::from(offset);
        if !root.text_range().contains_inclusive(offset) {
            return None;
        }
        let token = root.token_at_offset(offset).right_biased()?;
        Some((file, token))
    }
}
