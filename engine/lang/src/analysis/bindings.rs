//! Variables in scope, and what is known of their values.

use rustc_hash::FxHashMap;
use tandem_core::FileId;
use tandem_syntax::TextRange;
use tandem_syntax::ast::Expr;

/// What is known of the value of a variable, or of an imported module.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// Nothing.
    Nothing,
    /// A handle of this kind.
    Handle(&'static str),
    /// A list of handles of this kind.
    Handles(&'static str),
    /// A closure.
    Closure,
    /// A list or map that is written out, with the entries assigned to it since.
    Written(Expr, Vec<(TextRange, String, Expr)>),
    /// A module; absent if it could not be had.
    Module(Option<FileId>),
}

#[derive(Debug)]
struct Binding {
    known: Known,
    constant: bool,
}

/// The scopes around one place, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Bindings {
    scopes: Vec<FxHashMap<String, Binding>>,
    /// The first scope that can be seen: a function does not see the variables of its file.
    visible: usize,
}

impl Bindings {
    /// Opens a scope.
    pub(super) fn open(&mut self) {
        self.scopes.push(FxHashMap::default());
    }

    /// Closes the innermost scope.
    pub(super) fn close(&mut self) {
        self.scopes.pop();
    }

    /// Opens the scope of a function, which sees nothing around it; returns what to close it with.
    pub(super) fn open_function(&mut self) -> usize {
        let before = std::mem::replace(&mut self.visible, self.scopes.len());
        self.open();
        before
    }

    /// Closes the scope of a function.
    pub(super) fn close_function(&mut self, before: usize) {
        self.close();
        self.visible = before;
    }

    /// Declares a name in the innermost scope.
    pub(super) fn bind(&mut self, name: String, known: Known) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, Binding { known, constant: false });
        }
    }

    /// Makes a constant of the variable that was declared last under a name.
    pub(super) fn fix(&mut self, name: &str) {
        if let Some(binding) = self.scopes.last_mut().and_then(|scope| scope.get_mut(name)) {
            binding.constant = true;
        }
    }

    /// Returns whether a name that can be seen is a constant.
    pub(super) fn is_constant(&self, name: &str) -> bool {
        self.binding(name).is_some_and(|binding| binding.constant)
    }

    fn binding(&self, name: &str) -> Option<&Binding> {
        self.scopes.get(self.visible..)?.iter().rev().find_map(|scope| scope.get(name))
    }

    /// Returns what is known of a name that can be seen.
    pub(super) fn find(&self, name: &str) -> Option<&Known> {
        self.binding(name).map(|binding| &binding.known)
    }

    /// Returns what is known of a name that can be seen, to change it.
    pub(super) fn find_mut(&mut self, name: &str) -> Option<&mut Known> {
        let mut scopes = self.scopes.get_mut(self.visible..)?.iter_mut().rev();
        scopes.find_map(|scope| scope.get_mut(name)).map(|binding| &mut binding.known)
    }

    /// Returns whether a name stands outside the function at hand, where it cannot be seen.
    pub(super) fn hidden(&self, name: &str) -> bool {
        self.scopes.iter().take(self.visible).any(|scope| scope.contains_key(name))
    }

    /// Returns the names that can be seen, sorted.
    pub(super) fn names(&self) -> Vec<&str> {
        let scopes = self.scopes.iter().skip(self.visible);
        let mut names: Vec<&str> = scopes.flat_map(|scope| scope.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names
    }
}
