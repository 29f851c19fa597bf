//! Objects found by look-ups, put into the world before anyone asks for them.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::call::{Call, Outcome};
use crate::dispatch::DEFAULT_ACCOUNT;
use crate::services::SERVICES;

/// The version of the look-up file that can be read.
const VERSION: u64 = 1;

/// Turns a look-up into events; no events where the world has it already.
pub(crate) type Seeder = for<'a, 'b> fn(&Call<'a>, &'b Lookup) -> Result<Outcome, String>;

/// A look-up file.
#[derive(Deserialize)]
struct File {
    version: u64,
    #[serde(default)]
    lookups: Vec<Lookup>,
}

/// What one look-up found.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Lookup {
    /// The kind of the object, such as `elb::load_balancer`.
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) region: Option<String>,
    #[serde(default)]
    pub(crate) account: Option<String>,
    /// What was asked for.
    #[serde(default)]
    pub(crate) arguments: Map<String, Value>,
    /// What was found.
    #[serde(default)]
    pub(crate) attributes: Map<String, Value>,
}

impl Lookup {
    /// Returns a text that was found, or else asked for.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).or_else(|| self.arguments.get(name)).and_then(Value::as_str)
    }

    /// Returns a text that the object cannot be made without.
    pub(crate) fn required(&self, name: &str) -> Result<&str, String> {
        self.text(name).ok_or_else(|| format!("`{name}` is missing"))
    }

    /// Returns a list of texts; an absent one is empty.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let list = self.attributes.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|item| item.as_str().map(String::from)).collect()
    }

    pub(crate) fn account(&self) -> &str {
        self.account.as_deref().unwrap_or(DEFAULT_ACCOUNT)
    }
}

/// Look-ups that cannot be put into the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeedError {
    /// The document is not a look-up file.
    Format {
        /// What is wrong with it.
        reason: String,
    },
    /// One of the look-ups is wrong; the ones before it are in the world.
    Lookup {
        /// Its place in the list, from 0.
        index: usize,
        /// Its kind.
        kind: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for SeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { reason } => write!(formatter, "this is not a look-up file: {reason}"),
            Self::Lookup { index, kind, reason } => {
                write!(formatter, "look-up {} (`{kind}`) cannot be used: {reason}", index + 1)
            }
        }
    }
}

impl std::error::Error for SeedError {}

/// Reads a look-up file and pairs each look-up with what creates its object.
pub(crate) fn read(document: &Value) -> Result<Vec<(Lookup, Seeder)>, SeedError> {
    let file =
        File::deserialize(document).map_err(|error| SeedError::Format { reason: error.to_string() })?;
    if file.version != VERSION {
        return Err(SeedError::Format { reason: format!("version {} is not {VERSION}", file.version) });
    }
    let pair = |(index, lookup): (usize, Lookup)| {
        let seeder = SERVICES.iter().find_map(|service| (service.seeder)(&lookup.kind));
        let reason = || "no service has objects of this kind".to_owned();
        match seeder {
            Some(seeder) => Ok((lookup, seeder)),
            None => Err(SeedError::Lookup { index, kind: lookup.kind, reason: reason() }),
        }
    };
    file.lookups.into_iter().enumerate().map(pair).collect()
}
