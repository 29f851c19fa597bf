//! Typed views of the tree: accessors for what the grammar promises.
//!
//! Every accessor returns an option, because after an error any part may be missing.

mod expression;
mod item;
mod literal;
mod statement;
mod unescape;

pub use self::expression::{
    ArgList, BinaryExpr, CallExpr, Closure, Expr, FieldExpr, IndexExpr, MethodCallExpr, NameRef, ParenExpr,
    PathExpr, PrefixExpr, RangeExpr, ThisExpr, UnitExpr,
};
pub use self::item::{ExportStmt, FnItem, ImportStmt, Name, Param, ParamList};
pub use self::literal::{
    ArrayExpr, Interpolation, Literal, MapEntry, MapExpr, MapKey, TemplatePart, TemplateString,
};
pub use self::statement::{
    AssignStmt, Block, BreakStmt, ContinueStmt, DoStmt, ExprStmt, ForStmt, IfExpr, LetStmt, LoopStmt,
    ReturnStmt, SwitchArm, SwitchExpr, ThrowStmt, TryStmt, WhileStmt,
};

use rowan::TextRange;

use crate::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

/// A typed view of a node.
pub trait AstNode: Sized {
    /// Returns the view if the node is of the right kind.
    fn cast(node: SyntaxNode) -> Option<Self>;

    /// Returns the node.
    fn syntax(&self) -> &SyntaxNode;

    /// Returns where the node is, comments around it not counted.
    fn range(&self) -> TextRange {
        self.syntax().text_range()
    }
}

/// Defines views of one kind of node each.
macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(crate::kind::SyntaxNode);

        impl crate::ast::AstNode for $name {
            fn cast(node: crate::kind::SyntaxNode) -> Option<Self> {
                (node.kind() == crate::kind::SyntaxKind::$name).then_some(Self(node))
            }

            fn syntax(&self) -> &crate::kind::SyntaxNode {
                &self.0
            }
        }
    )*};
}
use nodes;

nodes! {
    /// A whole file.
    File;
}

impl File {
    /// Wraps the root, which is always a file.
    pub(crate) fn new(root: SyntaxNode) -> File {
        File(root)
    }

    /// Returns the functions at the top level.
    pub fn functions(&self) -> impl Iterator<Item = FnItem> + use<> {
        children(&self.0)
    }

    /// Returns the imports at the top level.
    pub fn imports(&self) -> impl Iterator<Item = ImportStmt> + use<> {
        children(&self.0)
    }

    /// Returns the statements at the top level, functions included.
    pub fn statements(&self) -> impl Iterator<Item = SyntaxNode> + use<> {
        self.0.children()
    }

    /// Returns the `//!` comments of the file, without their marks.
    pub fn module_comment(&self) -> Vec<String> {
        let tokens = self.0.children_with_tokens().filter_map(rowan::NodeOrToken::into_token);
        let comments = tokens.filter(|token| token.kind() == SyntaxKind::ModuleComment);
        comments.map(|token| token.text().trim_start_matches("//!").trim().to_owned()).collect()
    }
}

/// Returns the first child of a type.
fn child<N: AstNode>(node: &SyntaxNode) -> Option<N> {
    node.children().find_map(N::cast)
}

/// Returns all children of a type.
fn children<N: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = N> + use<N> {
    node.children().filter_map(N::cast)
}

/// Returns the tokens directly in a node, trivia not counted.
fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    let tokens = node.children_with_tokens().filter_map(rowan::NodeOrToken::into_token);
    tokens.filter(|token| !token.kind().is_trivia())
}

/// Returns the first token of a kind directly in a node.
fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    tokens(node).find(|token| token.kind() == kind)
}
