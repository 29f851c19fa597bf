//! Conditions on keys: which items a query reads.

use serde_json::Value;

use super::condition::{Comparator, comparator};
use super::names::Names;
use super::parse::{self, Cursor};
use crate::fault::Fault;
use crate::services::dynamodb::{attribute, invalid};

/// The key condition of a query: one partition, and a range in it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::services::dynamodb) struct KeyCondition {
    pub(in crate::services::dynamodb) hash: Value,
    range: Option<Range>,
}

/// A condition on the sort key.
#[derive(Debug, Clone, PartialEq)]
enum Range {
    Compare(Comparator, Value),
    Between(Value, Value),
    BeginsWith(Value),
}

type Test = (String, Range);

/// Reads a `KeyConditionExpression` for a table with this partition key and sort key.
pub(in crate::services::dynamodb) fn parse(
    text: &str,
    names: &Names<'_>,
    (hash, range): (&str, Option<&str>),
) -> Result<KeyCondition, Fault> {
    let mut tests = parse::whole("KeyConditionExpression", text, names, tests)?;
    if tests.len() > 2 {
        return Err(invalid("Conditions can be of length 1 or 2 only"));
    }
    let at = tests.iter().position(|(name, _)| name == hash);
    let at = at.ok_or_else(|| invalid(format!("Query condition missed key schema element: {hash}")))?;
    let (_, Range::Compare(Comparator::Equal, value)) = tests.remove(at) else {
        return Err(invalid("Query key condition not supported"));
    };
    let rest = tests.pop();
    if let Some((name, _)) = rest.as_ref().filter(|(name, _)| range != Some(name)) {
        let wanted = range.unwrap_or(name);
        return Err(invalid(format!("Query condition missed key schema element: {wanted}")));
    }
    Ok(KeyCondition { hash: value, range: rest.map(|(_, range)| range) })
}

fn tests(cursor: &mut Cursor<'_, '_>) -> Result<Vec<Test>, String> {
    let mut found = test(cursor)?;
    while cursor.keyword("AND") {
        found.extend(test(cursor)?);
    }
    Ok(found)
}

fn test(cursor: &mut Cursor<'_, '_>) -> Result<Vec<Test>, String> {
    if cursor.mark("(") {
        let inner = cursor.nested(tests)?;
        cursor.expect(")")?;
        return Ok(inner);
    }
    if let Some(name) = cursor.function() {
        if name != "begins_with" {
            return Err(format!("Invalid operator used in KeyConditionExpression: {name}"));
        }
        let name = top(cursor)?;
        cursor.expect(",")?;
        let value = value(cursor)?;
        cursor.expect(")")?;
        return Ok(vec![(name, Range::BeginsWith(value))]);
    }
    let name = top(cursor)?;
    if cursor.keyword("BETWEEN") {
        let low = value(cursor)?;
        if !cursor.keyword("AND") {
            return Err(cursor.unexpected());
        }
        return Ok(vec![(name, Range::Between(low, value(cursor)?))]);
    }
    let comparator = comparator(cursor)?;
    if comparator == Comparator::NotEqual {
        return Err("Invalid operator used in KeyConditionExpression: <>".into());
    }
    Ok(vec![(name, Range::Compare(comparator, value(cursor)?))])
}

fn top(cursor: &mut Cursor<'_, '_>) -> Result<String, String> {
    let path = cursor.path()?;
    if path.is_top() { Ok(path.top().to_owned()) } else { Err("KeyConditionExpressions cannot have conditions on nested attributes".into()) }
}

fn value(cursor: &mut Cursor<'_, '_>) -> Result<Value, String> {
    cursor.value()?.cloned().ok_or_else(|| cursor.unexpected())
}

impl KeyCondition {
    /// Whether an item with this sort key is read.
    pub(in crate::services::dynamodb) fn admits(&self, sort_key: Option<&Value>) -> bool {
        let compare = |comparator, value| super::condition::compare(comparator, sort_key, Some(value));
        match &self.range {
            None => true,
            Some(Range::Compare(comparator, value)) => compare(*comparator, value),
            Some(Range::Between(low, high)) => {
                compare(Comparator::GreaterOrEqual, low) && compare(Comparator::LessOrEqual, high)
            }
            Some(Range::BeginsWith(prefix)) => sort_key.is_some_and(|key| attribute::begins_with(key, prefix)),
        }
    }

    /// Returns the values that the sort key is compared with, to be checked against its type.
    pub(in crate::services::dynamodb) fn range_values(&self) -> Vec<&Value> {
        match &self.range {
            None => Vec::new(),
            Some(Range::Compare(_, value) | Range::BeginsWith(value)) => vec![value],
            Some(Range::Between(low, high)) => vec![low, high],
        }
    }
}
