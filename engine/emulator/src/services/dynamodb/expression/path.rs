//! Paths into an item: names of attributes and maps, and indexes of lists.

use serde_json::{Map, Value, json};

use super::names::Names;
use super::parse;
use crate::fault::Fault;

/// A path, from the item down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::services::dynamodb) struct Path(pub(super) Vec<Part>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Name(String),
    Index(usize),
}

/// Reads a `ProjectionExpression`.
pub(in crate::services::dynamodb) fn parse_list(text: &str, names: &Names<'_>) -> Result<Vec<Path>, Fault> {
    parse::whole("ProjectionExpression", text, names, |cursor| {
        let mut paths = vec![cursor.path()?];
        while cursor.mark(",") {
            paths.push(cursor.path()?);
        }
        check_overlap(&paths)?;
        Ok(paths)
    })
}

/// Refuses paths of which one leads into another.
pub(super) fn check_overlap(paths: &[Path]) -> Result<(), String> {
    for (index, path) in paths.iter().enumerate() {
        let overlapping = |other: &&Path| other.0.starts_with(&path.0) || path.0.starts_with(&other.0);
        if let Some(other) = paths[index + 1..].iter().find(overlapping) {
            let (one, two) = (path.text(), other.text());
            return Err(format!(
                "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: {one}, path two: {two}"
            ));
        }
    }
    Ok(())
}

impl Path {
    /// Returns the name of the attribute the path starts at.
    pub(in crate::services::dynamodb) fn top(&self) -> &str {
        match self.0.first() {
            Some(Part::Name(name)) => name,
            _ => "",
        }
    }

    /// Whether the path is an attribute's name and nothing more.
    pub(in crate::services::dynamodb) fn is_top(&self) -> bool {
        self.0.len() == 1
    }

    fn text(&self) -> String {
        let part = |part: &Part| match part {
            Part::Name(name) => name.clone(),
            Part::Index(index) => format!("[{index}]"),
        };
        format!("[{}]", self.0.iter().map(part).collect::<Vec<_>>().join(", "))
    }

    /// Returns what an item, a map of attributes, has there.
    pub(super) fn get<'v>(&self, item: &'v Value) -> Option<&'v Value> {
        let mut parts = self.0.iter();
        let Some(Part::Name(first)) = parts.next() else { return None };
        parts.try_fold(item.get(first)?, |value, part| match part {
            Part::Name(name) => value.get("M")?.get(name),
            Part::Index(index) => value.get("L")?.get(index),
        })
    }

    /// Puts a value there; what leads to it must be there, and an index behind a list's end appends.
    pub(super) fn set(&self, item: &mut Value, value: Value) -> Option<()> {
        match self.parent(item)? {
            (Value::Array(list), Part::Index(index)) => match list.get_mut(*index) {
                Some(old) => *old = value,
                None => list.push(value),
            },
            (Value::Object(map), Part::Name(name)) => drop(map.insert(name.clone(), value)),
            _ => return None,
        }
        Some(())
    }

    /// Takes away what is there; the indexes of a list are those of before, so the caller goes from the end.
    pub(super) fn remove(&self, item: &mut Value) -> Option<()> {
        match self.parent(item)? {
            (Value::Array(list), Part::Index(index)) => {
                if *index < list.len() {
                    list.remove(*index);
                }
            }
            (Value::Object(map), Part::Name(name)) => drop(map.remove(name)),
            _ => return None,
        }
        Some(())
    }

    /// Returns the map or list that holds the path's end.
    fn parent<'v>(&self, item: &'v mut Value) -> Option<(&'v mut Value, &Part)> {
        let (last, leading) = self.0.split_last()?;
        let mut at = item;
        for (depth, part) in leading.iter().enumerate() {
            at = match part {
                Part::Name(name) if depth == 0 => at.get_mut(name)?,
                Part::Name(name) => at.get_mut("M")?.get_mut(name)?,
                Part::Index(index) => at.get_mut("L")?.get_mut(index)?,
            };
        }
        if leading.is_empty() {
            return Some((at, last));
        }
        let inside = match last {
            Part::Name(_) => "M",
            Part::Index(_) => "L",
        };
        Some((at.get_mut(inside)?, last))
    }
}

/// Returns an item with nothing but what some paths lead to.
pub(in crate::services::dynamodb) fn project(item: &Value, paths: &[Path]) -> Value {
    let mut picked = Value::Object(Map::new());
    let mut paths: Vec<&Path> = paths.iter().collect();
    paths.sort();
    for path in paths {
        let Some(found) = path.get(item) else { continue };
        let mut at = &mut picked;
        for (depth, part) in path.0.iter().enumerate() {
            let last = depth + 1 == path.0.len();
            let fresh = if last { found.clone() } else { holder(&path.0[depth + 1]) };
            at = match part {
                Part::Name(name) => {
                    let map = if depth == 0 { at } else { &mut at["M"] };
                    if map[name.as_str()].is_null() {
                        map[name.as_str()] = fresh;
                    }
                    &mut map[name.as_str()]
                }
                // The elements picked from a list close up, in their order.
                Part::Index(_) => {
                    let Value::Array(list) = &mut at["L"] else { break };
                    list.push(fresh);
                    let Some(end) = list.last_mut() else { break };
                    end
                }
            };
        }
    }
    picked
}

fn holder(inner: &Part) -> Value {
    match inner {
        Part::Name(_) => json!({ "M": {} }),
        Part::Index(_) => json!({ "L": [] }),
    }
}
