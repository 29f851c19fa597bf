//! Views of statements and control structures.

use super::expression::Expr;
use super::item::Name;
use super::{child, children, nodes, token, tokens};
use crate::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

nodes! {
    /// `let` or `const`.
    LetStmt;
    /// An assignment.
    AssignStmt;
    /// `return`.
    ReturnStmt;
    /// `throw`.
    ThrowStmt;
    /// `break`.
    BreakStmt;
    /// `continue`.
    ContinueStmt;
    /// An expression as a statement.
    ExprStmt;
    /// Statements in braces.
    Block;
    /// `if`.
    IfExpr;
    /// `switch`.
    SwitchExpr;
    /// One arm of a `switch`.
    SwitchArm;
    /// `while`.
    WhileStmt;
    /// `loop`.
    LoopStmt;
    /// `do … while` or `do … until`.
    DoStmt;
    /// `for`.
    ForStmt;
    /// `try … catch`.
    TryStmt;
}

impl LetStmt {
    /// Returns the name.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Returns the first value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns whether the variable is a constant.
    pub fn is_const(&self) -> bool {
        token(&self.0, SyntaxKind::ConstKw).is_some()
    }
}

impl AssignStmt {
    /// Returns what is assigned to.
    pub fn target(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the operator, `=` or one such as `+=`.
    pub fn operator(&self) -> Option<SyntaxToken> {
        tokens(&self.0).find(|token| token.kind().is_assignment())
    }

    /// Returns what is assigned.
    pub fn value(&self) -> Option<Expr> {
        children(&self.0).nth(1)
    }
}

/// Defines the accessor of statements that have at most one value.
macro_rules! with_value {
    ($($name:ident)*) => {$(
        impl $name {
            /// Returns the value, if there is one.
            pub fn value(&self) -> Option<Expr> {
                child(&self.0)
            }
        }
    )*};
}
with_value!(ReturnStmt ThrowStmt BreakStmt ExprStmt);

/// Defines the accessors of loops and branches with a condition and a block.
macro_rules! with_condition {
    ($($name:ident)*) => {$(
        impl $name {
            /// Returns the condition.
            pub fn condition(&self) -> Option<Expr> {
                self.0.children().filter(|node| node.kind() != SyntaxKind::Block).find_map(Expr::cast_node)
            }

            /// Returns the block that runs under the condition.
            pub fn body(&self) -> Option<Block> {
                child(&self.0)
            }
        }
    )*};
}
with_condition!(WhileStmt DoStmt);

impl Block {
    /// Returns the statements.
    pub fn statements(&self) -> impl Iterator<Item = SyntaxNode> + use<> {
        self.0.children()
    }
}

impl IfExpr {
    /// Returns the condition.
    pub fn condition(&self) -> Option<Expr> {
        let condition = self.0.children().next().filter(|node| node.kind() != SyntaxKind::Block)?;
        Expr::cast_node(condition)
    }

    /// Returns the block that runs when the condition holds.
    pub fn body(&self) -> Option<Block> {
        child(&self.0)
    }

    /// Returns the block or the `if` behind `else`.
    pub fn alternative(&self) -> Option<Expr> {
        let mut elements =
            self.0.children_with_tokens().skip_while(|element| element.kind() != SyntaxKind::ElseKw);
        elements.find_map(|element| element.into_node().and_then(Expr::cast_node))
    }
}

impl SwitchExpr {
    /// Returns the value that is looked at.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the arms.
    pub fn arms(&self) -> impl Iterator<Item = SwitchArm> + use<> {
        children(&self.0)
    }
}

impl SwitchArm {
    /// Returns the condition behind `if`.
    pub fn guard(&self) -> Option<Expr> {
        let mut elements = self.0.children_with_tokens();
        elements.find(|element| element.kind() == SyntaxKind::IfKw)?;
        elements.find_map(|element| element.into_node().and_then(Expr::cast_node))
    }
}

impl LoopStmt {
    /// Returns the block that is repeated.
    pub fn body(&self) -> Option<Block> {
        child(&self.0)
    }
}

impl ForStmt {
    /// Returns the loop variable.
    pub fn variable(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Returns the counter, where there is one.
    pub fn counter(&self) -> Option<Name> {
        children(&self.0).nth(1)
    }

    /// Returns what is iterated over.
    pub fn iterable(&self) -> Option<Expr> {
        let mut elements = self.0.children_with_tokens();
        elements.find(|element| element.kind() == SyntaxKind::InKw)?;
        elements.find_map(|element| element.into_node().and_then(Expr::cast_node))
    }

    /// Returns the block that is repeated.
    pub fn body(&self) -> Option<Block> {
        children(&self.0).last()
    }
}

impl TryStmt {
    /// Returns the block that may fail.
    pub fn body(&self) -> Option<Block> {
        child(&self.0)
    }

    /// Returns the variable that holds the error.
    pub fn variable(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Returns the block that runs after an error.
    pub fn handler(&self) -> Option<Block> {
        children(&self.0).nth(1)
    }
}
