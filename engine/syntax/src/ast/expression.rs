//! Views of expressions.

use rowan::TextRange;

use super::item::{Param, ParamList};
use super::literal::{ArrayExpr, Literal, MapExpr, TemplateString};
use super::statement::{Block, DoStmt, ForStmt, IfExpr, LoopStmt, SwitchExpr, WhileStmt};
use super::{AstNode, child, children, nodes, token, tokens};
use crate::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

nodes! {
    /// A variable, or one segment of a path.
    NameRef;
    /// A path such as `a::b::c`.
    PathExpr;
    /// `this`.
    ThisExpr;
    /// `()`.
    UnitExpr;
    /// An expression in parentheses.
    ParenExpr;
    /// A function call.
    CallExpr;
    /// A method call.
    MethodCallExpr;
    /// Arguments in parentheses.
    ArgList;
    /// A property.
    FieldExpr;
    /// An item in brackets.
    IndexExpr;
    /// A unary operator with its operand.
    PrefixExpr;
    /// A binary operator with its operands.
    BinaryExpr;
    /// A range, either side of which may be missing.
    RangeExpr;
    /// A closure.
    Closure;
}

/// Defines the enumeration of all expressions.
macro_rules! expressions {
    ($($name:ident)*) => {
        /// Any expression.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Expr { $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name),)* }

        impl AstNode for Expr {
            fn cast(node: SyntaxNode) -> Option<Self> {
                match node.kind() {
                    $(SyntaxKind::$name => $name::cast(node).map(Expr::$name),)*
                    _ => None,
                }
            }

            fn syntax(&self) -> &SyntaxNode {
                match self { $(Expr::$name(inner) => inner.syntax(),)* }
            }
        }
    };
}

expressions! {
    Literal UnitExpr TemplateString ArrayExpr MapExpr Closure ParenExpr NameRef PathExpr ThisExpr CallExpr
    MethodCallExpr FieldExpr IndexExpr PrefixExpr BinaryExpr RangeExpr Block IfExpr SwitchExpr WhileStmt LoopStmt
    DoStmt ForStmt
}

impl Expr {
    /// Returns the view of a node; for use as a function value.
    pub(crate) fn cast_node(node: SyntaxNode) -> Option<Expr> {
        Expr::cast(node)
    }

    /// Returns the expression inside any parentheses around it.
    pub fn unparenthesized(self) -> Expr {
        let mut expr = self;
        loop {
            match &expr {
                Expr::ParenExpr(paren) => match paren.inner() {
                    Some(inner) => expr = inner,
                    None => return expr,
                },
                _ => return expr,
            }
        }
    }
}

impl NameRef {
    /// Returns the name.
    pub fn token(&self) -> Option<SyntaxToken> {
        tokens(&self.0).next()
    }

    /// Returns the text of the name.
    pub fn text(&self) -> String {
        self.token().map(|token| token.text().to_owned()).unwrap_or_default()
    }
}

impl PathExpr {
    /// Returns all segments, the name at the end included.
    pub fn segments(&self) -> impl Iterator<Item = NameRef> + use<> {
        children(&self.0)
    }

    /// Returns the name at the end, if there is one behind the last `::`.
    pub fn name(&self) -> Option<NameRef> {
        let last = self.0.children_with_tokens().filter(|element| !element.kind().is_trivia()).last();
        last.and_then(rowan::NodeOrToken::into_node).and_then(NameRef::cast)
    }

    /// Returns the modules, outermost first.
    pub fn modules(&self) -> Vec<NameRef> {
        let mut segments: Vec<NameRef> = self.segments().collect();
        if self.name().is_some() {
            segments.pop();
        }
        segments
    }
}

impl ParenExpr {
    /// Returns the expression inside.
    pub fn inner(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl CallExpr {
    /// Returns what is called: a name or a path, possibly in parentheses.
    pub fn callee(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the name of the function, which is where Rhai places the call.
    pub fn name(&self) -> Option<NameRef> {
        match self.callee()?.unparenthesized() {
            Expr::NameRef(name) => Some(name),
            Expr::PathExpr(path) => path.name(),
            _ => None,
        }
    }

    /// Returns the modules before the name, outermost first.
    pub fn modules(&self) -> Vec<NameRef> {
        match self.callee().map(Expr::unparenthesized) {
            Some(Expr::PathExpr(path)) => path.modules(),
            _ => Vec::new(),
        }
    }

    /// Returns whether the function runs in the scope of its caller, as in `f!(x)`.
    pub fn in_caller_scope(&self) -> bool {
        token(&self.0, SyntaxKind::Bang).is_some()
    }

    /// Returns the arguments.
    pub fn arguments(&self) -> Option<ArgList> {
        child(&self.0)
    }
}

impl MethodCallExpr {
    /// Returns what the method is called on.
    pub fn receiver(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the name of the method, which is where Rhai places the call.
    pub fn name(&self) -> Option<NameRef> {
        member_name(&self.0)
    }

    /// Returns the arguments, the receiver not counted.
    pub fn arguments(&self) -> Option<ArgList> {
        child(&self.0)
    }
}

impl FieldExpr {
    /// Returns what the property is read from.
    pub fn receiver(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the name of the property.
    pub fn name(&self) -> Option<NameRef> {
        member_name(&self.0)
    }

    /// Returns the dot, which is where Rhai places errors about the property.
    pub fn dot(&self) -> Option<SyntaxToken> {
        tokens(&self.0).find(|token| matches!(token.kind(), SyntaxKind::Dot | SyntaxKind::QuestionDot))
    }
}

/// Returns the name behind the dot.
fn member_name(node: &SyntaxNode) -> Option<NameRef> {
    let is_dot = |kind| matches!(kind, SyntaxKind::Dot | SyntaxKind::QuestionDot);
    let mut elements = node.children_with_tokens().skip_while(|element| !is_dot(element.kind()));
    elements.find_map(|element| element.into_node().and_then(NameRef::cast))
}

impl ArgList {
    /// Returns the arguments in order.
    pub fn arguments(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
}

impl IndexExpr {
    /// Returns what the item is taken from.
    pub fn receiver(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the expression in brackets.
    pub fn index(&self) -> Option<Expr> {
        children(&self.0).nth(1)
    }
}

impl PrefixExpr {
    /// Returns the operator.
    pub fn operator(&self) -> Option<SyntaxToken> {
        tokens(&self.0).next()
    }

    /// Returns the operand.
    pub fn operand(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl BinaryExpr {
    /// Returns the left operand.
    pub fn left(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Returns the operator.
    pub fn operator(&self) -> Option<SyntaxToken> {
        tokens(&self.0).next()
    }

    /// Returns the right operand; `a ?? return` has none.
    pub fn right(&self) -> Option<Expr> {
        children(&self.0).nth(1)
    }
}

impl RangeExpr {
    /// Returns `..` or `..=`.
    pub fn operator(&self) -> Option<SyntaxToken> {
        tokens(&self.0).next()
    }

    /// Returns the lower bound.
    pub fn start(&self) -> Option<Expr> {
        let operator = self.operator()?.text_range();
        children::<Expr>(&self.0).find(|expr| precedes(expr.range(), operator))
    }

    /// Returns the upper bound.
    pub fn end(&self) -> Option<Expr> {
        let operator = self.operator()?.text_range();
        children::<Expr>(&self.0).find(|expr| precedes(operator, expr.range()))
    }
}

fn precedes(first: TextRange, second: TextRange) -> bool {
    first.end() <= second.start()
}

impl Closure {
    /// Returns the parameters in order.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        child::<ParamList>(&self.0).into_iter().flat_map(|list| list.params())
    }

    /// Returns the statement that is the body.
    pub fn body(&self) -> Option<SyntaxNode> {
        self.0.children().find(|node| node.kind() != SyntaxKind::ParamList)
    }
}
