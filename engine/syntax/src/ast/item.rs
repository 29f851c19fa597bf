//! Views of functions, imports, exports and declared names.

use super::expression::Expr;
use super::statement::{Block, LetStmt};
use super::{NameRef, child, children, nodes, token, tokens};
use crate::kind::{SyntaxKind, SyntaxToken};

nodes! {
    /// A function.
    FnItem;
    /// Parameters of a function or a closure.
    ParamList;
    /// One parameter.
    Param;
    /// A name where it is declared.
    Name;
    /// `import "path" as name`.
    ImportStmt;
    /// `export name as other` or `export let …`.
    ExportStmt;
}

impl Name {
    /// Returns the name itself.
    pub fn token(&self) -> Option<SyntaxToken> {
        tokens(&self.0).next()
    }

    /// Returns the text of the name.
    pub fn text(&self) -> String {
        self.token().map(|token| token.text().to_owned()).unwrap_or_default()
    }
}

impl FnItem {
    /// Returns the name.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Returns the parameters in order.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        child::<ParamList>(&self.0).into_iter().flat_map(|list| list.params())
    }

    /// Returns the body.
    pub fn body(&self) -> Option<Block> {
        child(&self.0)
    }

    /// Returns whether other modules cannot see the function.
    pub fn is_private(&self) -> bool {
        token(&self.0, SyntaxKind::PrivateKw).is_some()
    }

    /// Returns the type of `this` that the function is a method of, without quotes.
    pub fn this_type(&self) -> Option<String> {
        let node = self.0.children().find(|node| node.kind() == SyntaxKind::TypeName)?;
        Some(node.text().to_string().trim_matches(['"', '`', '#']).to_owned())
    }

    /// Returns the lines of the documentation comments before the function, without their marks.
    pub fn documentation(&self) -> Vec<String> {
        let mut before = Vec::new();
        let mut element = self.0.prev_sibling_or_token();
        while let Some(rowan::NodeOrToken::Token(token)) = element {
            if !token.kind().is_trivia() {
                break;
            }
            if token.kind() == SyntaxKind::DocComment {
                before.push(token.clone());
            }
            element = token.prev_sibling_or_token();
        }
        before.iter().rev().flat_map(|token| lines(token.text())).collect()
    }
}

/// Returns the lines of a documentation comment without its marks.
fn lines(comment: &str) -> Vec<String> {
    match comment.strip_prefix("///") {
        Some(line) => vec![line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()],
        None => {
            let inside = comment.trim_start_matches("/**").trim_end_matches("*/").trim();
            inside.lines().map(|line| line.trim().trim_start_matches("* ").to_owned()).collect()
        }
    }
}

impl ParamList {
    /// Returns the parameters in order.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        children(&self.0)
    }
}

impl Param {
    /// Returns the name.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }
}

impl ImportStmt {
    /// Returns the expression that names the module, usually a string.
    pub fn path(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the name that the module gets, if any.
    pub fn alias(&self) -> Option<Name> {
        child(&self.0)
    }
}

impl ExportStmt {
    /// Returns the variable that is exported, unless it is declared in place.
    pub fn source(&self) -> Option<NameRef> {
        child(&self.0)
    }

    /// Returns the name under which it is exported, where one is given.
    pub fn alias(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Returns the declaration in place.
    pub fn declaration(&self) -> Option<LetStmt> {
        child(&self.0)
    }
}
