//! Every call of a file with the places of its name, its arguments and their attributes.
//!
//! Rhai tells a native function the line and column of the name it was called by; the site found there
//! turns that point into ranges.

use rowan::{TextRange, WalkEvent};

use crate::Parse;
use crate::ast::{ArgList, AstNode, CallExpr, Closure, FnItem, MethodCallExpr, NameRef};
use crate::kind::{SyntaxKind, SyntaxNode};
use crate::line_index::{LineColumn, LineIndex};
use crate::value::Value;

/// A function or method call; operators are not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSite {
    /// The name of the function.
    pub name: String,
    /// Where the name is.
    pub name_range: TextRange,
    /// Where Rhai says that the call is: the start of the name.
    pub position: LineColumn,
    /// The whole call, receiver and modules included.
    pub range: TextRange,
    /// The modules before the name, outermost first, as in `app::inner::zone(…)`.
    pub modules: Vec<(String, TextRange)>,
    /// What a method is called on.
    pub receiver: Option<Value>,
    /// The arguments, the receiver not counted.
    pub arguments: Vec<Value>,
    /// The parentheses of the argument list and what is between them.
    pub arguments_range: Option<TextRange>,
    /// The functions and closures around the call, outermost first.
    pub enclosing: Vec<Enclosing>,
    /// Whether the function runs in the scope of its caller, as in `f!(x)`.
    pub in_caller_scope: bool,
}

impl CallSite {
    /// Returns the innermost named function around the call.
    pub fn function(&self) -> Option<&str> {
        self.enclosing.iter().rev().find_map(|enclosing| enclosing.name.as_deref())
    }
}

/// A function or closure around a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosing {
    /// The name of a function; a closure has none.
    pub name: Option<String>,
    /// The parameters.
    pub parameters: Vec<String>,
    /// The whole function or closure.
    pub range: TextRange,
}

/// Returns every call in the order in which the calls begin.
pub fn call_sites(parse: &Parse, index: &LineIndex) -> Vec<CallSite> {
    let mut sites = Vec::new();
    let mut enclosing: Vec<Enclosing> = Vec::new();
    for event in parse.root().preorder() {
        match event {
            WalkEvent::Enter(node) => match node.kind() {
                SyntaxKind::FnItem => enclosing.extend(FnItem::cast(node).as_ref().map(function)),
                SyntaxKind::Closure => enclosing.extend(Closure::cast(node).as_ref().map(closure)),
                SyntaxKind::CallExpr => sites.extend(call(node, index, &enclosing)),
                SyntaxKind::MethodCallExpr => sites.extend(method(node, index, &enclosing)),
                _ => {}
            },
            WalkEvent::Leave(node) if matches!(node.kind(), SyntaxKind::FnItem | SyntaxKind::Closure) => {
                enclosing.pop();
            }
            WalkEvent::Leave(_) => {}
        }
    }
    sites
}

fn call(node: SyntaxNode, index: &LineIndex, enclosing: &[Enclosing]) -> Option<CallSite> {
    let call = CallExpr::cast(node)?;
    let mut site = site(&call.name()?, call.range(), call.arguments(), index, enclosing)?;
    site.modules = call.modules().iter().map(|module| (module.text(), module.range())).collect();
    site.in_caller_scope = call.in_caller_scope();
    Some(site)
}

fn method(node: SyntaxNode, index: &LineIndex, enclosing: &[Enclosing]) -> Option<CallSite> {
    let call = MethodCallExpr::cast(node)?;
    let mut site = site(&call.name()?, call.range(), call.arguments(), index, enclosing)?;
    site.receiver = call.receiver().map(|receiver| Value::of(&receiver));
    Some(site)
}

/// Describes what function and method calls have in common.
fn site(
    name: &NameRef,
    range: TextRange,
    arguments: Option<ArgList>,
    index: &LineIndex,
    enclosing: &[Enclosing],
) -> Option<CallSite> {
    let token = name.token()?;
    let values = arguments.iter().flat_map(ArgList::arguments).map(|argument| Value::of(&argument));
    Some(CallSite {
        name: token.text().to_owned(),
        name_range: token.text_range(),
        position: index.line_column(token.text_range().start()),
        range,
        modules: Vec::new(),
        receiver: None,
        arguments: values.collect(),
        arguments_range: arguments.as_ref().map(AstNode::range),
        enclosing: enclosing.to_vec(),
        in_caller_scope: false,
    })
}

fn function(function: &FnItem) -> Enclosing {
    let parameters = function.params().filter_map(|param| param.name()).map(|name| name.text());
    let name = function.name().map(|name| name.text()).unwrap_or_default();
    Enclosing { name: Some(name), parameters: parameters.collect(), range: function.range() }
}

fn closure(closure: &Closure) -> Enclosing {
    let parameters = closure.params().filter_map(|param| param.name()).map(|name| name.text());
    Enclosing { name: None, parameters: parameters.collect(), range: closure.range() }
}
