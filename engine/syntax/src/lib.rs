//! Lossless syntax tree of Rhai, with error recovery.
//!
//! Rhai's own parser gives points instead of ranges, stops at the first error and drops what does not
//! matter to it. This one keeps every byte, gives every token and every construct its exact range, and
//! goes on after an error. It knows the grammar only: what a name stands for and what a call may take is
//! decided elsewhere. Custom syntax does not exist here; `switch` and `eval` are read although the
//! scripts may not use them.

pub mod ast;
mod error;
mod kind;
mod lexer;
mod line_index;
mod names;
mod parser;
mod prologue;
mod sites;
mod validate;
mod value;

pub use rowan::{TextRange, TextSize};

pub use crate::error::{ErrorCode, Related, SyntaxError};
pub use crate::kind::{RhaiLanguage, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
pub use crate::lexer::{Lexed, Token, lex};
pub use crate::line_index::{LineColumn, LineIndex};
pub use crate::names::{
    Assignment, Definition, DefinitionKind, Export, Function, Import, Names, Reference, Resolution, Usage,
    resolve,
};
pub use crate::prologue::text_for_rhai;
pub use crate::sites::{CallSite, Enclosing, call_sites};
pub use crate::value::{Entry, Located, Shape, Step, Value, steps};

/// The tree of a file and what is wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parse {
    green: rowan::GreenNode,
    /// All errors in the order of the text.
    pub errors: Vec<SyntaxError>,
}

impl Parse {
    /// Returns the root of the tree; its text is the text that was read.
    pub fn root(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    /// Returns the root as a typed view.
    pub fn file(&self) -> ast::File {
        ast::File::new(self.root())
    }

    /// Returns the tree without parents and offsets, which can be shared between threads.
    pub fn green(&self) -> &rowan::GreenNode {
        &self.green
    }
}

/// Reads a file; never fails and never panics.
///
/// The time is linear in the length of the text. A text that does not fit 32-bit offsets gives an empty
/// tree and one error.
pub fn parse(text: &str) -> Parse {
    if u32::try_from(text.len()).is_err() {
        let error = SyntaxError::new(ErrorCode::TooLong, TextRange::default(), "this file exceeds 4 GiB");
        let (green, _) = parser::file("", &[]);
        return Parse { green, errors: vec![error] };
    }
    let lexed = lex(text);
    let (green, errors) = parser::file(text, &lexed.tokens);
    let root = SyntaxNode::new_root(green.clone());
    let mut errors = [lexed.errors, errors, validate::validate(&root, &lexed.tokens)].concat();
    errors.sort_by_key(|error| (error.range.start(), error.range.end()));
    Parse { green, errors }
}
