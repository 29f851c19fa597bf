//! Updates: what SET, REMOVE, ADD and DELETE do to an item.

use serde_json::{Value, json};

use super::names::Names;
use super::parse::{self, Cursor};
use super::path::{Path, check_overlap};
use crate::fault::Fault;
use crate::services::dynamodb::number::Number;
use crate::services::dynamodb::{attribute, invalid};

/// A change of an item.
#[derive(Debug, Default)]
pub(in crate::services::dynamodb) struct Update {
    sets: Vec<(Path, Term)>,
    removes: Vec<Path>,
    adds: Vec<(Path, Value)>,
    deletes: Vec<(Path, Value)>,
}

/// What a SET puts in its place.
#[derive(Debug)]
enum Term {
    One(Operand),
    Sum(Operand, Operand),
    Difference(Operand, Operand),
}

#[derive(Debug)]
enum Operand {
    Path(Path),
    Value(Value),
    IfNotExists(Path, Box<Operand>),
    ListAppend(Box<Operand>, Box<Operand>),
}

/// Reads an `UpdateExpression`.
pub(in crate::services::dynamodb) fn parse(text: &str, names: &Names<'_>) -> Result<Update, Fault> {
    parse::whole("UpdateExpression", text, names, |cursor| {
        let mut update = Update::default();
        let mut seen = Vec::new();
        while !cursor.is_done() {
            let clause = ["SET", "REMOVE", "ADD", "DELETE"].into_iter().find(|clause| cursor.keyword(clause));
            let clause = clause.ok_or_else(|| cursor.unexpected())?;
            if seen.contains(&clause) {
                return Err(format!("The \"{clause}\" section can only be used once in an update expression;"));
            }
            seen.push(clause);
            actions(cursor, clause, &mut update)?;
        }
        check_overlap(&update.paths().cloned().collect::<Vec<_>>())?;
        Ok(update)
    })
}

fn actions(cursor: &mut Cursor<'_, '_>, clause: &str, update: &mut Update) -> Result<(), String> {
    loop {
        let path = cursor.path()?;
        match clause {
            "SET" => {
                cursor.expect("=")?;
                update.sets.push((path, term(cursor)?));
            }
            "REMOVE" => update.removes.push(path),
            _ => {
                let value = cursor.value()?.cloned().ok_or_else(|| cursor.unexpected())?;
                let kind = attribute::kind(&value);
                let is_set = ["SS", "NS", "BS"].contains(&kind);
                if !(is_set || clause == "ADD" && kind == "N") {
                    return Err(format!("Incorrect operand type for operator or function; operator: {clause}, operand type: {kind}"));
                }
                let list = if clause == "ADD" { &mut update.adds } else { &mut update.deletes };
                list.push((path, value));
            }
        }
        if !cursor.mark(",") {
            return Ok(());
        }
    }
}

fn term(cursor: &mut Cursor<'_, '_>) -> Result<Term, String> {
    let left = operand(cursor)?;
    if cursor.mark("+") {
        return Ok(Term::Sum(left, operand(cursor)?));
    }
    if cursor.mark("-") {
        return Ok(Term::Difference(left, operand(cursor)?));
    }
    Ok(Term::One(left))
}

fn operand(cursor: &mut Cursor<'_, '_>) -> Result<Operand, String> {
    if let Some(value) = cursor.value()? {
        return Ok(Operand::Value(value.clone()));
    }
    let Some(name) = cursor.function() else { return cursor.path().map(Operand::Path) };
    let found = match name.as_str() {
        "if_not_exists" => {
            let path = cursor.path()?;
            cursor.expect(",")?;
            Operand::IfNotExists(path, Box::new(cursor.nested(operand)?))
        }
        "list_append" => {
            let first = cursor.nested(operand)?;
            cursor.expect(",")?;
            Operand::ListAppend(Box::new(first), Box::new(cursor.nested(operand)?))
        }
        _ => return Err(format!("Invalid function name; function: {name}")),
    };
    cursor.expect(")")?;
    Ok(found)
}

impl Update {
    /// Returns every path that is changed.
    pub(in crate::services::dynamodb) fn paths(&self) -> impl Iterator<Item = &Path> {
        let sets = self.sets.iter().map(|(path, _)| path);
        let others = self.adds.iter().chain(&self.deletes).map(|(path, _)| path);
        sets.chain(&self.removes).chain(others)
    }

    /// Returns an item as the update leaves it; every operand is read from the item as it was.
    pub(in crate::services::dynamodb) fn apply(&self, old: &Value) -> Result<Value, Fault> {
        let mut item = old.clone();
        let unfit = || invalid("The document path provided in the update expression is invalid for update");
        for (path, term) in &self.sets {
            path.set(&mut item, term.value(old)?).ok_or_else(unfit)?;
        }
        for (path, value) in &self.adds {
            let sum = add(path.get(old), value)?;
            path.set(&mut item, sum).ok_or_else(unfit)?;
        }
        for (path, value) in &self.deletes {
            match path.get(old).map(|set| attribute::difference(set, value)) {
                None => {}
                Some(Err(reason)) => return Err(invalid(reason)),
                // A set without elements does not exist.
                Some(Ok(None)) => path.remove(&mut item).ok_or_else(unfit)?,
                Some(Ok(Some(rest))) => path.set(&mut item, rest).ok_or_else(unfit)?,
            }
        }
        // From the end, so that the indexes in front stay what they were.
        let mut removes: Vec<&Path> = self.removes.iter().collect();
        removes.sort();
        removes.retain(|path| path.get(&item).is_some());
        for path in removes.into_iter().rev() {
            path.remove(&mut item).ok_or_else(unfit)?;
        }
        Ok(item)
    }
}

impl Term {
    fn value(&self, item: &Value) -> Result<Value, Fault> {
        let (left, right, negative) = match self {
            Self::One(operand) => return operand.value(item),
            Self::Sum(left, right) => (left, right, false),
            Self::Difference(left, right) => (left, right, true),
        };
        let number = |operand: &Operand| {
            let value = operand.value(item)?;
            value["N"].as_str().and_then(Number::parse).ok_or_else(|| invalid("An operand in the update expression has an incorrect data type"))
        };
        let (left, right) = (number(left)?, number(right)?);
        sum(left, if negative { right.negated() } else { right })
    }
}

impl Operand {
    fn value(&self, item: &Value) -> Result<Value, Fault> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Path(path) => path.get(item).cloned().ok_or_else(|| {
                invalid("The provided expression refers to an attribute that does not exist in the item")
            }),
            Self::IfNotExists(path, otherwise) => path.get(item).map_or_else(|| otherwise.value(item), |found| Ok(found.clone())),
            Self::ListAppend(first, second) => {
                let (first, second) = (first.value(item)?, second.value(item)?);
                match (first["L"].as_array(), second["L"].as_array()) {
                    (Some(first), Some(second)) => { let joined: Vec<Value> = first.iter().chain(second).cloned().collect(); Ok(json!({ "L": joined })) },
                    _ => Err(invalid("An operand in the update expression has an incorrect data type")),
                }
            }
        }
    }
}

fn sum(left: Number, right: Number) -> Result<Value, Fault> {
    let sum = left.plus(right).ok_or_else(|| {
        invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    })?;
    Ok(json!({ "N": sum.to_string() }))
}

/// Adds a number to a number or elements to a set.
fn add(old: Option<&Value>, value: &Value) -> Result<Value, Fault> {
    let Some(old) = old else { return Ok(value.clone()) };
    let number = |value: &Value| value["N"].as_str().and_then(Number::parse);
    match (number(old), number(value)) {
        (Some(left), Some(right)) => sum(left, right),
        (None, None) => attribute::union(old, value).map_err(invalid),
        _ => Err(invalid("An operand in the update expression has an incorrect data type")),
    }
}
