//! The walk over one tree: its state, and the small things every part of it needs.

use std::cell::{Cell, OnceCell};

use rustc_hash::FxHashSet;
use tandem_core::{Diagnostic, Diagnostics, Span};
use tandem_syntax::ast::{AssignStmt, AstNode, Expr, MapKey};
use tandem_syntax::{SyntaxNode, TextRange};

use super::bindings::{Bindings, Known};
use super::names::Names;
use super::{Helper, Site, redefinition};
use crate::code::{self, nearest};
use crate::project::{File, Project};
use crate::rewrite::Edit;
use crate::settings::{FUNCTIONS, VARIABLES};

/// What takes the place of something that does not exist: a value that swallows what follows from it.
pub(crate) const UNKNOWN: &str = "__unknown";

/// How many names of a file are looked for among all others.
const SUGGESTIONS: u32 = 200;

/// The state of a walk over one tree.
pub(super) struct Walk<'a> {
    pub(super) project: &'a Project,
    pub(super) file: &'a File,
    pub(super) names: &'a Names<'a>,
    pub(super) bindings: Bindings,
    /// Names that are assigned somewhere: nothing is inferred about their values.
    pub(super) assigned: FxHashSet<String>,
    /// Keys of maps, which may hold closures that are called like methods; read when first asked for.
    keys: OnceCell<FxHashSet<String>>,
    /// How many more names may be looked for among all others: a script with a thousand mistakes gets its hints for the
    /// first ones.
    suggestions: Cell<u32>,
    /// How many variables are declared.
    variables: usize,
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
            keys: OnceCell::new(),
            suggestions: Cell::new(SUGGESTIONS),
            variables: 0,
            functions: 0,
            edits: Vec::new(),
            sites: Vec::new(),
            helpers,
            diagnostics: Diagnostics::new(),
        }
    }

    /// Returns what is wrong with the number of things in the file: Rhai's time to read it grows with their square.
    pub(super) fn too_many(&self) -> Option<Diagnostic> {
        let at = Span::new(self.file.id, 0, 0);
        let functions = self.file.facts.functions.len();
        if functions > FUNCTIONS {
            return Some(code::budget::too_many("functions", functions, FUNCTIONS, at));
        }
        let many = self.variables > VARIABLES;
        many.then(|| code::budget::too_many("variables", self.variables, VARIABLES, at))
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

    /// Notes what is assigned, before the walk in order.
    fn survey(&mut self) {
        // Most statements of a long script assign nothing, and the text tells that faster than the tree.
        let assigns = |node: &SyntaxNode| {
            let range = node.text_range();
            let text = self.source().get(usize::from(range.start())..usize::from(range.end()));
            text.is_some_and(|text| text.contains('='))
        };
        let nodes = self.file.root().children().filter(assigns).flat_map(|node| node.descendants());
        let targets = nodes.filter_map(|node| AssignStmt::cast(node)?.target());
        let names = targets.filter_map(|target| match target {
            Expr::NameRef(name) => Some(name.text()),
            _ => None,
        });
        self.assigned = names.collect();
    }

    /// Returns whether some map of the file has a key of this name.
    pub(super) fn is_key(&self, name: &str) -> bool {
        let keys = self.keys.get_or_init(|| {
            self.file.root().descendants().filter_map(MapKey::cast).map(|key| key.text()).collect()
        });
        keys.contains(name)
    }

    /// Returns whether another name may be looked for.
    pub(super) fn suggests(&self) -> bool {
        self.suggestions.get() > 0
    }

    /// Returns the candidate nearest to a name.
    pub(super) fn nearest<'n>(
        &self,
        name: &str,
        candidates: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        let left = self.suggestions.get().checked_sub(1)?;
        self.suggestions.set(left);
        nearest(name, candidates)
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
        self.variables += 1;
        let known = if self.assigned.contains(&name) { Known::Nothing } else { known };
        self.bindings.bind(name, known);
    }
}
