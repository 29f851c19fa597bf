//! Everything that an entry script leads to: its text, its tree, and what its modules offer.
//!
//! Imports name their files in so many words, so all of it is known before anything runs.

mod facts;
mod import;
mod load;
mod text;

use std::cell::OnceCell;

use tandem_core::{FileId, Sources, Span};
use tandem_syntax::{Parse, SyntaxNode, TextRange};

pub(crate) use facts::Facts;
pub(crate) use load::load;

/// The scripts of one evaluation, the entry first, with the sources they were read from.
pub(crate) struct Project {
    /// The texts; a file that could not be read is an empty one.
    pub(crate) sources: Sources,
    /// The scripts, at the index of their id.
    pub(crate) files: Vec<File>,
}

/// One script.
pub(crate) struct File {
    /// Its id among the sources.
    pub(crate) id: FileId,
    /// Its tree.
    pub(crate) parse: Parse,
    root: OnceCell<SyntaxNode>,
    /// What it defines at the top level.
    pub(crate) facts: Facts,
    /// What it imports, in the order of the text.
    pub(crate) imports: Vec<Import>,
    /// How many lines of other files come before it in the common numbering.
    pub(crate) first_line: u32,
    /// Whether it could be read at all.
    pub(crate) readable: bool,
}

/// One `import` statement.
pub(crate) struct Import {
    /// Where its path is written.
    pub(crate) path: TextRange,
    /// The file; absent if it cannot be had, which has been reported.
    pub(crate) target: Option<FileId>,
    /// The name the module gets.
    pub(crate) alias: Option<String>,
    /// Whether the statement stands at the top level.
    pub(crate) global: bool,
}

impl Project {
    /// Returns the script of an id.
    pub(crate) fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// Returns the text of a script.
    pub(crate) fn text(&self, id: FileId) -> &str {
        self.sources.get(id).map_or("", tandem_core::Source::text)
    }

    /// Returns whether every script is free of syntax errors.
    pub(crate) fn parses(&self) -> bool {
        self.files.iter().all(|file| file.readable && file.parse.errors.is_empty())
    }
}

impl File {
    /// Returns the root of the tree.
    pub(crate) fn root(&self) -> &SyntaxNode {
        self.root.get_or_init(|| self.parse.root())
    }

    /// Returns the span of a range of this file.
    pub(crate) fn span(&self, range: TextRange) -> Span {
        Span { file: self.id, start: range.start().into(), end: range.end().into() }
    }
}
