//! The literal shape of a value: enough of its tree to find the place of an attribute in it.

use rowan::TextRange;

use crate::ast::{AstNode, BinaryExpr, Expr};
use crate::kind::{SyntaxKind, SyntaxNode};

/// A value as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Where it is.
    pub range: TextRange,
    /// What can be seen of it without running the script.
    pub shape: Shape,
}

/// What can be seen of a value without running the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// An object map, entries in the order of the text.
    Map(Vec<Entry>),
    /// An array.
    Array(Vec<Value>),
    /// A variable.
    Variable(String),
    /// A sum such as `defaults + #{ … }`; for maps, later operands win.
    Sum(Vec<Value>),
    /// A string literal, unescaped.
    Text(String),
    /// Anything else.
    Other,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key as the program sees it.
    pub key: String,
    /// Where the key is, quotes included.
    pub key_range: TextRange,
    /// The value.
    pub value: Value,
}

/// One step of the way to an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into an object map.
    Key(String),
    /// Into an array.
    Index(usize),
}

/// The smallest places that a way to an attribute leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The key of the last entry that was reached.
    pub key: Option<TextRange>,
    /// The value that was reached.
    pub value: TextRange,
    /// How many steps could be followed.
    pub depth: usize,
    /// The variable that the rest of the way leads through, where that is what stopped it.
    pub variable: Option<String>,
}

/// Reads a way such as `replicas[1].region`; keys are separated by dots and indices stand in brackets.
pub fn steps(path: &str) -> Vec<Step> {
    let parts = path.split(['.', '[']).filter(|part| !part.is_empty());
    let step = |part: &str| match part.strip_suffix(']').map(str::parse) {
        Some(Ok(index)) => Step::Index(index),
        _ => Step::Key(part.to_owned()),
    };
    parts.map(step).collect()
}

impl Value {
    /// Describes an expression.
    pub fn of(expr: &Expr) -> Value {
        let shape = match expr.clone().unparenthesized() {
            Expr::MapExpr(map) => Shape::Map(map.entries().filter_map(|entry| Entry::of(&entry)).collect()),
            Expr::ArrayExpr(array) => Shape::Array(array.items().map(|item| Value::of(&item)).collect()),
            Expr::NameRef(name) => Shape::Variable(name.text()),
            Expr::Literal(literal) => literal.string_value().map_or(Shape::Other, Shape::Text),
            Expr::TemplateString(template) => template.plain_value().map_or(Shape::Other, Shape::Text),
            Expr::BinaryExpr(binary) => sum(binary),
            _ => Shape::Other,
        };
        Value { range: expr.range(), shape }
    }

    /// Follows the way as far as the text shows it.
    pub fn locate(&self, steps: &[Step]) -> Located {
        let mut located = Located { key: None, value: self.range, depth: 0, variable: None };
        let mut value = self;
        for step in steps {
            let next = match (&value.shape, step) {
                (Shape::Array(items), Step::Index(index)) => items.get(*index).map(|item| (None, item)),
                (_, Step::Key(key)) => value.entry(key).map(|entry| (Some(entry.key_range), &entry.value)),
                _ => None,
            };
            let Some((key, inner)) = next else { break };
            located = Located { key: key.or(located.key), value: inner.range, ..located };
            located.depth += 1;
            value = inner;
        }
        if located.depth < steps.len() {
            located.variable = value.variable().map(str::to_owned);
        }
        located
    }

    /// Returns the entry that decides a key; the last one of a sum wins.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.shape {
            Shape::Map(entries) => entries.iter().rev().find(|entry| entry.key == key),
            Shape::Sum(operands) => operands.iter().rev().find_map(|operand| operand.entry(key)),
            _ => None,
        }
    }

    /// Returns the variable that the value is, or the last one of a sum.
    pub fn variable(&self) -> Option<&str> {
        match &self.shape {
            Shape::Variable(name) => Some(name),
            Shape::Sum(operands) => operands.iter().rev().find_map(Value::variable),
            _ => None,
        }
    }

    /// Describes the expression that covers exactly this range, if there is one.
    pub fn at(root: &SyntaxNode, range: TextRange) -> Option<Value> {
        if !root.text_range().contains_range(range) {
            return None;
        }
        let element = root.covering_element(range);
        let mut ancestors = element.ancestors().take_while(|node| node.text_range() == range);
        ancestors.find_map(Expr::cast).map(|expr| Value::of(&expr))
    }
}

impl Entry {
    /// Describes an entry of an object map, if it is complete.
    fn of(entry: &crate::ast::MapEntry) -> Option<Entry> {
        let key = entry.key()?;
        let value = Value::of(&entry.value()?);
        Some(Entry { key: key.text(), key_range: key.range(), value })
    }
}

/// Describes a chain of `+`, or nothing for other operators; a chain may be long, so it is not recursed into.
fn sum(binary: BinaryExpr) -> Shape {
    let mut operands = Vec::new();
    let mut rest = Expr::BinaryExpr(binary);
    loop {
        match rest {
            Expr::BinaryExpr(binary) if is_plus(&binary) => {
                let (Some(left), Some(right)) = (binary.left(), binary.right()) else { return Shape::Other };
                operands.push(Value::of(&right));
                rest = left.unparenthesized();
            }
            Expr::BinaryExpr(_) if operands.is_empty() => return Shape::Other,
            first => {
                operands.push(Value { range: first.range(), shape: first_shape(first) });
                operands.reverse();
                return Shape::Sum(operands);
            }
        }
    }
}

/// Describes the first operand of a chain, which is no sum.
fn first_shape(first: Expr) -> Shape {
    match first {
        Expr::BinaryExpr(_) => Shape::Other,
        other => Value::of(&other).shape,
    }
}

fn is_plus(binary: &BinaryExpr) -> bool {
    binary.operator().is_some_and(|token| token.kind() == SyntaxKind::Plus)
}

#[cfg(test)]
mod tests {
    use super::{Step, steps};

    #[test]
    fn a_way_is_read_from_text() {
        let key = |key: &str| Step::Key(key.to_owned());
        assert_eq!(steps("replicas[1].region"), [key("replicas"), Step::Index(1), key("region")]);
        assert_eq!(steps("health.path"), [key("health"), key("path")]);
        assert_eq!(steps("grid[0][12]"), [key("grid"), Step::Index(0), Step::Index(12)]);
        assert_eq!(steps(""), []);
    }
}
