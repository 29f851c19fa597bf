//! Where a value lies inside a resource: `endpoints[0].weight`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One step into a value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathStep {
    /// An item of a list, from 0.
    Index(usize),
    /// An entry of a map, or an attribute.
    Key(String),
}

/// The way from a resource to one of its values; empty for the resource itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Path(pub Vec<PathStep>);

impl Path {
    /// Returns the path of an attribute.
    pub fn attribute(name: &str) -> Path {
        Path(vec![PathStep::Key(name.to_owned())])
    }

    /// Returns this path with an entry added.
    #[must_use]
    pub fn key(&self, name: &str) -> Path {
        self.with(PathStep::Key(name.to_owned()))
    }

    /// Returns this path with an item added.
    #[must_use]
    pub fn index(&self, index: usize) -> Path {
        self.with(PathStep::Index(index))
    }

    /// Returns the first step if it is an attribute.
    pub fn first_key(&self) -> Option<&str> {
        match self.0.first() {
            Some(PathStep::Key(name)) => Some(name),
            _ => None,
        }
    }

    fn with(&self, step: PathStep) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Index(index) => write!(f, "[{index}]")?,
                PathStep::Key(name) if at == 0 => f.write_str(name)?,
                PathStep::Key(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}
