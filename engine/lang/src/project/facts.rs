//! What a file defines at the top level, for its own code and for those who import it.

use std::collections::BTreeSet;

use tandem_syntax::ast::{AstNode, ExportStmt, FnItem, LetStmt};
use tandem_syntax::{Parse, TextRange};

/// What a file defines at the top level.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The functions, in the order of the text.
    pub(crate) functions: Vec<Function>,
    /// The constants, visible to the file's own functions as `global::NAME`.
    pub(crate) constants: BTreeSet<String>,
    /// The variables and constants, whether exported or not.
    pub(crate) variables: BTreeSet<String>,
    /// What importers see as `module::NAME`.
    pub(crate) exports: BTreeSet<String>,
}

/// A function of a script.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// Where the name is.
    pub(crate) range: TextRange,
    /// How many parameters it has.
    pub(crate) arity: usize,
    /// Whether importers cannot see it.
    pub(crate) private: bool,
}

impl Facts {
    /// Reads the top level of a tree.
    pub(crate) fn new(parse: &Parse) -> Facts {
        let mut facts = Facts::default();
        for node in parse.root().children() {
            if let Some(function) = FnItem::cast(node.clone()) {
                facts.add_function(&function);
            } else if let Some(statement) = LetStmt::cast(node.clone()) {
                facts.add_variable(&statement);
            } else if let Some(statement) = ExportStmt::cast(node) {
                facts.add_export(&statement);
            }
        }
        facts
    }

    /// Iterates over the numbers of parameters that functions of a name take.
    pub(crate) fn arities<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.functions.iter().filter(move |function| function.name == name).map(|function| function.arity)
    }

    /// Returns the function of a name and number of parameters.
    pub(crate) fn function(&self, name: &str, arity: usize) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name && function.arity == arity)
    }

    fn add_function(&mut self, function: &FnItem) {
        if let Some(name) = function.name() {
            self.functions.push(Function {
                name: name.text(),
                range: name.range(),
                arity: function.params().count(),
                private: function.is_private(),
            });
        }
    }

    fn add_variable(&mut self, statement: &LetStmt) {
        if let Some(name) = statement.name() {
            if statement.is_const() {
                self.constants.insert(name.text());
            }
            self.variables.insert(name.text());
        }
    }

    fn add_export(&mut self, statement: &ExportStmt) {
        if let Some(declaration) = statement.declaration() {
            self.add_variable(&declaration);
            self.exports.extend(declaration.name().map(|name| name.text()));
        } else {
            let source = statement.source().map(|name| name.text());
            self.exports.extend(statement.alias().map(|name| name.text()).or(source));
        }
    }
}
