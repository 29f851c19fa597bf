//! What is in a cloud, without names and moments: how many objects of each sort, and how much is said of them.

use std::collections::BTreeMap;

use serde_json::Value;

/// What a service keeps of calls rather than of objects: a call sent twice may leave two.
const OF_CALLS: &[&str] = &["burnt_references", "changes", "checks_created", "tokens"];

/// How deep the collections of a service lie: service, account, region, collection.
const DEPTH: usize = 4;

/// How many members a collection has, and how many values there are below it.
type Size = (usize, usize);

/// The sizes of all collections that hold something, by their path.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shape(BTreeMap<String, Size>);

impl Shape {
    /// Returns the shape of a world.
    pub fn of(world: &Value) -> Shape {
        let mut shape = Shape::default();
        shape.add(world, &mut Vec::new());
        shape
    }

    fn add<'a>(&mut self, value: &'a Value, path: &mut Vec<&'a str>) {
        if path.len() == DEPTH {
            let size = (members(value), values(value));
            if size.0 > 0 && !path.last().is_some_and(|name| OF_CALLS.contains(name)) {
                self.0.insert(path.join("/"), size);
            }
            return;
        }
        for (name, member) in value.as_object().into_iter().flatten() {
            path.push(name);
            self.add(member, path);
            path.pop();
        }
    }

    /// Returns what is otherwise than expected, for people; nothing if all is as expected.
    pub fn differences(&self, expected: &Shape) -> Vec<String> {
        let paths = self.0.keys().chain(expected.0.keys()).collect::<std::collections::BTreeSet<_>>();
        let size = |shape: &Shape, path: &String| shape.0.get(path).copied().unwrap_or_default();
        let differ = |path: &&String| size(self, path) != size(expected, path);
        let told = |path: &String| {
            let ((members, values), (wanted, expected)) = (size(self, path), size(expected, path));
            format!("{path}: {members} with {values} values instead of {wanted} with {expected}")
        };
        paths.into_iter().filter(differ).map(told).collect()
    }
}

fn members(value: &Value) -> usize {
    value.as_object().map(serde_json::Map::len).or(value.as_array().map(Vec::len)).unwrap_or_default()
}

fn values(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(values).sum(),
        Value::Array(items) => items.iter().map(values).sum(),
        _ => 1,
    }
}
