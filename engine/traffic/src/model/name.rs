//! Names that clients ask for.

use std::fmt;

/// A name and the type of its records.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name {
    /// Lower case, absolute, without a final dot: `api.example.com`.
    pub name: String,
    /// The type of the records.
    pub record: RecordType,
}

/// The type of a record, as far as traffic is concerned.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RecordType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Another name.
    Cname,
    /// Another type, which carries no traffic by itself.
    Other(String),
}

/// The family of addresses that a client asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both families.
    pub const ALL: [Family; 2] = [Family::V4, Family::V6];

    /// Returns the type of the records that hold its addresses.
    pub fn record(self) -> RecordType {
        match self {
            Family::V4 => RecordType::A,
            Family::V6 => RecordType::Aaaa,
        }
    }
}

impl Name {
    /// Returns the name with a type.
    pub fn new(name: &str, record: &str) -> Name {
        let record = match record {
            "A" => RecordType::A,
            "AAAA" => RecordType::Aaaa,
            "CNAME" => RecordType::Cname,
            other => RecordType::Other(other.to_owned()),
        };
        Name { name: name.to_ascii_lowercase(), record }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = match &self.record {
            RecordType::A => "A",
            RecordType::Aaaa => "AAAA",
            RecordType::Cname => "CNAME",
            RecordType::Other(other) => other,
        };
        write!(f, "{} {record}", self.name)
    }
}
