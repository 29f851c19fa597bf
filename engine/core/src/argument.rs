//! What a user sets: values, references to other resources, and templates of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::{Path, PathStep};
use crate::secret::{SHOWN, Sealed, SecretPart};
use crate::{Address, Value};

/// A value of another resource; it makes a dependency.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Reference {
    /// The resource.
    pub address: Address,
    /// The value inside it, from its attribute on.
    pub path: Path,
}

impl Reference {
    /// Returns the reference to an attribute.
    pub fn new(address: &Address, attribute: &str) -> Reference {
        Reference { address: address.clone(), path: Path::attribute(attribute) }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.address, self.path)
    }
}

/// A piece of a template.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Text as it stands.
    Text(String),
    /// A value put in as text.
    Reference(Reference),
    /// A secret; all of the text is one then.
    Secret(SecretPart),
}

/// A value of a resource as it is declared: known, or made of references.
///
/// A list or map of nothing but values is always a [`Argument::Value`]; use [`Argument::list`] and [`Argument::map`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Argument {
    /// Known now.
    Value(Value),
    /// Items, at least one of them not known now.
    List(Vec<Argument>),
    /// Entries, at least one of them not known now.
    Map(BTreeMap<String, Argument>),
    /// A value of another resource.
    Reference(Reference),
    /// Text with values of other resources or secrets in it.
    Template(Vec<Part>),
}

/// The arguments of a resource by attribute name.
pub type Arguments = BTreeMap<String, Argument>;

impl Argument {
    /// Returns the list of these items, known if all are.
    pub fn list(items: Vec<Argument>) -> Argument {
        if items.iter().all(|item| item.known().is_some()) {
            Argument::Value(Value::List(items.into_iter().filter_map(Argument::into_known).collect()))
        } else {
            Argument::List(items)
        }
    }

    /// Returns the map of these entries, known if all are.
    pub fn map(entries: Arguments) -> Argument {
        if entries.values().all(|entry| entry.known().is_some()) {
            let known = entries.into_iter().filter_map(|(key, entry)| Some((key, entry.into_known()?)));
            Argument::Value(Value::Map(known.collect()))
        } else {
            Argument::Map(entries)
        }
    }

    /// Returns the value, if all of it is known now.
    pub fn known(&self) -> Option<&Value> {
        match self {
            Argument::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the value, if all of it is known now.
    pub fn into_known(self) -> Option<Value> {
        match self {
            Argument::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the known text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        self.known().and_then(Value::as_str)
    }

    /// Returns the entry of a map, known or not.
    pub fn get(&self, key: &str) -> Option<Argument> {
        match self {
            Argument::Value(value) => value.get(key).cloned().map(Argument::Value),
            Argument::Map(entries) => entries.get(key).cloned(),
            _ => None,
        }
    }

    /// Returns the items of a list, known or not.
    pub fn items(&self) -> Option<Vec<Argument>> {
        match self {
            Argument::Value(Value::List(items)) => Some(items.iter().cloned().map(Argument::Value).collect()),
            Argument::List(items) => Some(items.clone()),
            _ => None,
        }
    }

    /// Returns the entries of a map, known or not.
    pub fn entries(&self) -> Option<Arguments> {
        match self {
            Argument::Value(Value::Map(entries)) => Some(
                entries.iter().map(|(key, value)| (key.clone(), Argument::Value(value.clone()))).collect(),
            ),
            Argument::Map(entries) => Some(entries.clone()),
            _ => None,
        }
    }

    /// Visits every reference, in order.
    pub fn references(&self, visit: &mut impl FnMut(&Reference)) {
        match self {
            Argument::Value(_) => (),
            Argument::List(items) => items.iter().for_each(|item| item.references(visit)),
            Argument::Map(entries) => entries.values().for_each(|entry| entry.references(visit)),
            Argument::Reference(reference) => visit(reference),
            Argument::Template(parts) => {
                for part in parts {
                    if let Part::Reference(reference) = part {
                        visit(reference);
                    }
                }
            }
        }
    }

    /// Returns this argument with every reference that `find` knows replaced by its value.
    #[must_use]
    pub fn resolve(&self, find: &impl Fn(&Reference) -> Option<Value>) -> Argument {
        match self {
            Argument::Value(_) => self.clone(),
            Argument::List(items) => Argument::list(items.iter().map(|item| item.resolve(find)).collect()),
            Argument::Map(entries) => {
                let resolved = entries.iter().map(|(key, entry)| (key.clone(), entry.resolve(find)));
                Argument::map(resolved.collect())
            }
            Argument::Reference(reference) => find(reference).map_or_else(|| self.clone(), Argument::Value),
            Argument::Template(parts) => resolve_template(parts, find),
        }
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Argument {
        Argument::Value(value)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Argument {
        Argument::Value(text.into())
    }
}

impl From<Reference> for Argument {
    fn from(reference: Reference) -> Argument {
        Argument::Reference(reference)
    }
}

/// Writes the argument as a plan shows it; what is not known now as its reference.
impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Value(value) => write!(f, "{value}"),
            Argument::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Argument::Map(entries) => {
                f.write_str("{")?;
                for (at, (key, entry)) in entries.iter().enumerate() {
                    write!(f, "{} {key}: {entry}", if at == 0 { "" } else { "," })?;
                }
                f.write_str(" }")
            }
            Argument::Reference(reference) => write!(f, "{reference}"),
            Argument::Template(parts) if parts.iter().any(|part| matches!(part, Part::Secret(_))) => {
                f.write_str(SHOWN)
            }
            Argument::Template(parts) => {
                f.write_str("`")?;
                for part in parts {
                    match part {
                        Part::Text(text) => f.write_str(text)?,
                        Part::Reference(reference) => write!(f, "${{{reference}}}")?,
                        Part::Secret(_) => f.write_str(SHOWN)?,
                    }
                }
                f.write_str("`")
            }
        }
    }
}

/// Returns the addresses that some arguments depend on.
pub fn dependencies<'a>(arguments: impl IntoIterator<Item = &'a Argument>) -> BTreeSet<Address> {
    let mut found = BTreeSet::new();
    for argument in arguments {
        argument.references(&mut |reference| {
            found.insert(reference.address.clone());
        });
    }
    found
}

/// Returns the value that a path names among the attributes of a resource.
pub fn attribute_at(attributes: &BTreeMap<String, Value>, path: &Path) -> Option<Value> {
    let (first, rest) = path.0.split_first()?;
    match first {
        PathStep::Key(name) => attributes.get(name)?.at_steps(rest).cloned(),
        PathStep::Index(_) => None,
    }
}

fn resolve_template(parts: &[Part], find: &impl Fn(&Reference) -> Option<Value>) -> Argument {
    let mut resolved: Vec<Part> = Vec::new();
    let mut push = |part: Part| match (part, resolved.last_mut()) {
        (Part::Text(text), Some(Part::Text(before))) => before.push_str(&text),
        (part, _) => resolved.push(part),
    };
    for part in parts {
        match part {
            Part::Reference(reference) => match find(reference) {
                // What is made of a secret is one.
                Some(Value::Secret(sealed)) => sealed.parts().for_each(&mut push),
                Some(value) => push(Part::Text(plain(&value))),
                None => push(part.clone()),
            },
            Part::Text(_) | Part::Secret(_) => push(part.clone()),
        }
    }
    match resolved.as_slice() {
        [] => Argument::Value(Value::String(String::new())),
        [Part::Text(text)] => Argument::Value(Value::String(text.clone())),
        parts => match Sealed::of(parts) {
            Some(sealed) => Argument::Value(Value::Secret(Box::new(sealed))),
            None => Argument::Template(resolved),
        },
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Argument, Part, Reference};
    use crate::{Address, Place, Value};

    fn reference() -> Reference {
        Reference::new(&Address::new("elb::load_balancer", &["web"], &Place::region("eu-west-1")), "dns_name")
    }

    #[test]
    fn a_template_resolves_to_text() {
        let parts = vec![Part::Text("https://".into()), Part::Reference(reference()), Part::Text("/".into())];
        let template = Argument::Template(parts);
        assert_eq!(template.resolve(&|_| None), template);
        assert_eq!(template.resolve(&|_| Some("lb".into())), Argument::from("https://lb/"));
    }

    #[test]
    fn a_list_is_known_once_all_its_items_are() {
        let list = Argument::list(vec!["a".into(), reference().into()]);
        assert!(list.known().is_none());
        assert_eq!(list.resolve(&|_| Some("b".into())), Argument::Value(Value::list(["a", "b"])));
    }
}
