//! Kinds: what can be declared or looked up.

use std::fmt;

use super::{Attribute, Presence, Secrecy};
use crate::argument::Arguments;
use crate::path::Path;
use crate::step::CreateClass;

/// Whether a kind is managed or only read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Made, changed and deleted.
    Managed,
    /// Looked up, never made: plans show it as `= read`.
    LookUp,
}

/// Where objects of a kind live, and where their calls are sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placement {
    /// In no region; calls go to this one.
    Global {
        /// The region of the control plane.
        home: &'static str,
    },
    /// In the region of their address.
    Regional,
}

/// How an object is proven ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ownership {
    /// By tags sent with the create.
    TagsAtCreate,
    /// By tags sent after the create; until then by the token, if the cloud returns it.
    TagsAfter,
    /// By belonging to a parent that is ours.
    Parent,
    /// By state alone.
    State,
}

/// Which half of a replacement comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplaceOrder {
    /// The old object goes first: both cannot be there at once, because they share a name.
    DeleteFirst,
    /// The new object comes first, and what depends on it moves over before the old one goes.
    CreateFirst,
}

/// A rate limit: a bucket of a size that fills again.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bucket {
    /// Its name: `route53` or `route53:CreateHealthCheck`.
    pub name: &'static str,
    /// How many calls it holds.
    pub burst: f64,
    /// How many calls a second fill it again.
    pub rate: f64,
}

/// How objects of a kind are made and found again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    /// What a repeated create means.
    pub class: CreateClass,
    /// How an object is proven ours.
    pub ownership: Ownership,
    /// The attributes that name it for the service; empty if nothing but its id does.
    pub natural_key: &'static [&'static str],
}

/// Something wrong with the arguments of one resource, beyond the type of each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The stable name: `record::ttl`.
    pub code: &'static str,
    /// The attribute to label; empty for the resource's name.
    pub path: Path,
    /// What is wrong; lower case, no final period.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

/// Finds what is wrong with the arguments of one resource, beyond the type of each; pure.
pub type Validate = fn(&Arguments) -> Vec<Problem>;

/// What can be declared or looked up: `route53::hosted_zone`.
#[derive(Clone)]
pub struct Kind {
    /// Its name: service and kind.
    pub name: &'static str,
    /// What it is, for people; Markdown. The reference page is made of this.
    pub doc: &'static str,
    /// A script that declares one and runs as it stands.
    pub example: &'static str,
    /// Whether it is managed or only read.
    pub mode: Mode,
    /// Where its objects live.
    pub placement: Placement,
    /// The kind of the resource it belongs to.
    pub parent: Option<&'static str>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// How its objects are made and found again.
    pub identity: Identity,
    /// Which half of a replacement comes first.
    pub replace: ReplaceOrder,
    /// The rate buckets its calls draw from.
    pub buckets: Vec<Bucket>,
    /// Finds what the types alone cannot.
    pub validate: Option<Validate>,
    /// Whether losing one loses data or a name that others rely on; protected by default on the real cloud.
    pub precious: bool,
}

impl Kind {
    /// Returns the attribute of a name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// Iterates over the attributes that the user may set.
    pub fn arguments(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.is_argument())
    }

    /// Returns why an attribute may hold no secret, as the end of a sentence; `None` if it may.
    pub fn bars_secret(&self, attribute: &Attribute) -> Option<&'static str> {
        match attribute.secrecy {
            _ if self.mode == Mode::LookUp => Some("what is looked up by is shown"),
            Secrecy::Public(reason) => Some(reason),
            Secrecy::Usual if self.identity.natural_key.contains(&attribute.name) => {
                Some("it names the object, and names are shown")
            }
            Secrecy::Usual | Secrecy::Confidential => None,
        }
    }

    /// Returns the service: `route53`.
    pub fn service(&self) -> &'static str {
        self.name.split_once("::").map_or(self.name, |(service, _)| service)
    }

    /// Fills in what was left out and has a default.
    pub fn fill(&self, arguments: &mut Arguments) {
        for attribute in &self.attributes {
            if let Presence::Default(value) = &attribute.presence {
                arguments.entry(attribute.name.to_owned()).or_insert_with(|| value.clone().into());
            }
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({})", self.name)
    }
}
