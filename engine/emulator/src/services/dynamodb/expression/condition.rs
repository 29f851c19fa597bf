//! Conditions: comparisons and functions, joined by AND, OR and NOT.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::names::Names;
use super::parse::{self, Cursor};
use super::path::Path;
use crate::fault::Fault;
use crate::services::dynamodb::attribute;

/// A condition on an item.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::services::dynamodb) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Comparator, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    Missing(Path),
    Type(Path, Operand),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::services::dynamodb) enum Operand {
    Path(Path),
    Value(Value),
    Size(Path),
}

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::services::dynamodb) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Reads a condition; `member` is the input's name for it.
pub(in crate::services::dynamodb) fn parse(member: &str, text: &str, names: &Names<'_>) -> Result<Condition, Fault> {
    parse::whole(member, text, names, any)
}

/// Reads conditions joined by OR, which binds least.
fn any(cursor: &mut Cursor<'_, '_>) -> Result<Condition, String> {
    let mut left = all(cursor)?;
    while cursor.keyword("OR") {
        left = Condition::Or(Box::new(left), Box::new(all(cursor)?));
    }
    Ok(left)
}

fn all(cursor: &mut Cursor<'_, '_>) -> Result<Condition, String> {
    let mut left = not(cursor)?;
    while cursor.keyword("AND") {
        left = Condition::And(Box::new(left), Box::new(not(cursor)?));
    }
    Ok(left)
}

fn not(cursor: &mut Cursor<'_, '_>) -> Result<Condition, String> {
    if cursor.keyword("NOT") {
        return Ok(Condition::Not(Box::new(cursor.nested(not)?)));
    }
    if cursor.mark("(") {
        let inner = cursor.nested(any)?;
        cursor.expect(")")?;
        return Ok(inner);
    }
    test(cursor)
}

/// Reads a function that is a condition, or a comparison.
fn test(cursor: &mut Cursor<'_, '_>) -> Result<Condition, String> {
    let Some(name) = cursor.function() else {
        let left = operand(cursor)?;
        return comparison(cursor, left);
    };
    let condition = match name.as_str() {
        "size" => {
            let path = cursor.path()?;
            cursor.expect(")")?;
            return comparison(cursor, Operand::Size(path));
        }
        "attribute_exists" => Condition::Exists(cursor.path()?),
        "attribute_not_exists" => Condition::Missing(cursor.path()?),
        "attribute_type" => {
            let path = cursor.path()?;
            cursor.expect(",")?;
            Condition::Type(path, operand(cursor)?)
        }
        "begins_with" | "contains" => {
            let left = operand(cursor)?;
            cursor.expect(",")?;
            let right = operand(cursor)?;
            if name == "contains" { Condition::Contains(left, right) } else { begins_with(left, right)? }
        }
        _ => return Err(format!("Invalid function name; function: {name}")),
    };
    cursor.expect(")")?;
    Ok(condition)
}

fn begins_with(left: Operand, right: Operand) -> Result<Condition, String> {
    if let Operand::Value(value) = &right
        && !["S", "B"].contains(&attribute::kind(value))
    {
        let kind = attribute::kind(value);
        return Err(format!("Incorrect operand type for operator or function; operator or function: begins_with, operand type: {kind}"));
    }
    Ok(Condition::BeginsWith(left, right))
}

fn operand(cursor: &mut Cursor<'_, '_>) -> Result<Operand, String> {
    if let Some(value) = cursor.value()? {
        return Ok(Operand::Value(value.clone()));
    }
    match cursor.function() {
        None => cursor.path().map(Operand::Path),
        Some(name) if name == "size" => {
            let path = cursor.path()?;
            cursor.expect(")")?;
            Ok(Operand::Size(path))
        }
        Some(name) => Err(format!("The function is not allowed to be used this way in an expression; function: {name}")),
    }
}

fn comparison(cursor: &mut Cursor<'_, '_>, left: Operand) -> Result<Condition, String> {
    if cursor.keyword("BETWEEN") {
        let low = operand(cursor)?;
        if !cursor.keyword("AND") {
            return Err(cursor.unexpected());
        }
        return Ok(Condition::Between(left, low, operand(cursor)?));
    }
    if cursor.keyword("IN") {
        cursor.expect("(")?;
        let mut list = vec![operand(cursor)?];
        while cursor.mark(",") {
            list.push(operand(cursor)?);
        }
        cursor.expect(")")?;
        return Ok(Condition::In(left, list));
    }
    let comparator = comparator(cursor)?;
    Ok(Condition::Compare(left, comparator, operand(cursor)?))
}

pub(super) fn comparator(cursor: &mut Cursor<'_, '_>) -> Result<Comparator, String> {
    let known = [
        ("=", Comparator::Equal),
        ("<>", Comparator::NotEqual),
        ("<=", Comparator::LessOrEqual),
        (">=", Comparator::GreaterOrEqual),
        ("<", Comparator::Less),
        (">", Comparator::Greater),
    ];
    let found = known.into_iter().find(|(mark, _)| cursor.mark(mark));
    found.map(|(_, comparator)| comparator).ok_or_else(|| cursor.unexpected())
}

/// Whether a condition holds for an item; an item that is not there is an empty map.
pub(in crate::services::dynamodb) fn holds(condition: &Condition, item: &Value) -> bool {
    let value = |operand: &Operand| operand.value(item);
    match condition {
        Condition::And(left, right) => holds(left, item) && holds(right, item),
        Condition::Or(left, right) => holds(left, item) || holds(right, item),
        Condition::Not(inner) => !holds(inner, item),
        Condition::Exists(path) => path.get(item).is_some(),
        Condition::Missing(path) => path.get(item).is_none(),
        Condition::Type(path, kind) => {
            let found = path.get(item).map(attribute::kind);
            value(kind).is_some_and(|kind| found.is_some() && kind["S"].as_str() == found)
        }
        Condition::Compare(left, comparator, right) => compare(*comparator, value(left).as_ref(), value(right).as_ref()),
        Condition::Between(tested, low, high) => {
            let tested = value(tested);
            compare(Comparator::GreaterOrEqual, tested.as_ref(), value(low).as_ref())
                && compare(Comparator::LessOrEqual, tested.as_ref(), value(high).as_ref())
        }
        Condition::In(tested, list) => {
            let tested = value(tested);
            list.iter().any(|one| compare(Comparator::Equal, tested.as_ref(), value(one).as_ref()))
        }
        Condition::BeginsWith(left, right) => {
            value(left).zip(value(right)).is_some_and(|(left, right)| attribute::begins_with(&left, &right))
        }
        Condition::Contains(left, right) => {
            value(left).zip(value(right)).is_some_and(|(left, right)| attribute::contains(&left, &right))
        }
    }
}

/// Compares two values; one that is not there differs from everything and is neither more nor less.
pub(super) fn compare(comparator: Comparator, left: Option<&Value>, right: Option<&Value>) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return comparator == Comparator::NotEqual && (left.is_some() || right.is_some());
    };
    match comparator {
        Comparator::Equal => attribute::equal(left, right),
        Comparator::NotEqual => !attribute::equal(left, right),
        _ => attribute::order(left, right).is_some_and(|order| comparator.admits(order)),
    }
}

impl Comparator {
    fn admits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Operand {
    fn value(&self, item: &Value) -> Option<Value> {
        match self {
            Self::Path(path) => path.get(item).cloned(),
            Self::Value(value) => Some(value.clone()),
            Self::Size(path) => attribute::size(path.get(item)?).map(|size| json!({ "N": size.to_string() })),
        }
    }
}

impl Condition {
    /// Returns every path the condition reads.
    pub(in crate::services::dynamodb) fn paths(&self) -> Vec<&Path> {
        match self {
            Self::And(left, right) | Self::Or(left, right) => [left.paths(), right.paths()].concat(),
            Self::Not(inner) => inner.paths(),
            Self::Exists(path) | Self::Missing(path) | Self::Type(path, _) => vec![path],
            Self::Compare(left, _, right) | Self::BeginsWith(left, right) | Self::Contains(left, right) => {
                left.path().into_iter().chain(right.path()).collect()
            }
            Self::Between(tested, low, high) => [tested, low, high].into_iter().filter_map(|one| one.path()).collect(),
            Self::In(tested, list) => tested.path().into_iter().chain(list.iter().filter_map(Operand::path)).collect(),
        }
    }
}

impl Operand {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) | Self::Size(path) => Some(path),
            Self::Value(_) => None,
        }
    }
}
