//! One remote object as it is remembered, and the form it is written in.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::state::Attributes;
use crate::{Address, Value};

/// One remote object, as it was last found.
#[derive(Clone, PartialEq, Debug)]
pub struct Object {
    /// The resource it stands for.
    pub address: Address,
    /// The id the cloud knows it by; for kinds without one, their natural key.
    pub id: String,
    /// The account it lives in, twelve digits.
    pub account: String,
    /// The region its calls go to.
    pub region: String,
    /// The token it was made with, once for every incarnation.
    pub incarnation: String,
    /// The resource it belongs to and is addressed through, such as a record's zone.
    pub parent: Option<Address>,
    /// The resources it was made from, by reference or `after`, direct ones only.
    pub dependencies: Vec<Address>,
    /// The arguments of the last apply, resolved.
    pub arguments: Attributes,
    /// Everything found at the object, arguments included.
    pub attributes: Attributes,
    /// Whether a destroy is refused until this is taken back.
    pub protect: bool,
    /// Whether the cloud had finished making it (`ACTIVE`, `DEPLOYED`, `INSYNC`) when last seen.
    pub settled: bool,
}

/// The written form: most arguments are found as they were set, so only those that were not are spelled out.
#[derive(Serialize)]
struct Written<'a> {
    address: &'a Address,
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    account: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    region: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    incarnation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: &'a Option<Address>,
    #[serde(skip_serializing_if = "<[Address]>::is_empty")]
    dependencies: &'a [Address],
    attributes: &'a Attributes,
    /// The names of the attributes that are no arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    computed: Vec<&'a str>,
    /// The arguments that are not found as they were set.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    arguments: BTreeMap<&'a str, &'a Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    protect: bool,
    #[serde(skip_serializing_if = "Clone::clone")]
    settled: bool,
}

#[derive(Deserialize)]
struct Read {
    address: Address,
    id: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    incarnation: String,
    #[serde(default)]
    parent: Option<Address>,
    #[serde(default)]
    dependencies: Vec<Address>,
    attributes: Attributes,
    #[serde(default)]
    computed: Vec<String>,
    #[serde(default)]
    arguments: Attributes,
    #[serde(default)]
    protect: bool,
    #[serde(default = "yes")]
    settled: bool,
}

fn yes() -> bool {
    true
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let computed = self.attributes.keys().filter(|name| !self.arguments.contains_key(*name));
        let other = self.arguments.iter().filter(|(name, value)| self.attributes.get(*name) != Some(value));
        let written = Written {
            address: &self.address,
            id: &self.id,
            account: &self.account,
            region: &self.region,
            incarnation: &self.incarnation,
            parent: &self.parent,
            dependencies: &self.dependencies,
            attributes: &self.attributes,
            computed: computed.map(String::as_str).collect(),
            arguments: other.map(|(name, value)| (name.as_str(), value)).collect(),
            protect: self.protect,
            settled: self.settled,
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object, D::Error> {
        let read = Read::deserialize(deserializer)?;
        let set = |name: &String| !read.computed.contains(name) && !read.arguments.contains_key(name);
        let mut arguments: Attributes = read
            .attributes
            .iter()
            .filter(|(name, _)| set(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        arguments.extend(read.arguments);
        Ok(Object {
            address: read.address,
            id: read.id,
            account: read.account,
            region: read.region,
            incarnation: read.incarnation,
            parent: read.parent,
            dependencies: read.dependencies,
            arguments,
            attributes: read.attributes,
            protect: read.protect,
            settled: read.settled,
        })
    }
}
