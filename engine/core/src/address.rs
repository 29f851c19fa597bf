//! The name of a resource: `route53::record["example.com/api/A/latency:us-east-1"]`, `sns::topic["oncall"]@us-east-1`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a resource lives, as far as its address says so.
///
/// A global resource has no region; the account is named only where it is not the stack's own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Place {
    /// The account, twelve digits, if it is not the stack's own.
    pub account: Option<String>,
    /// The region, for a regional resource.
    pub region: Option<String>,
}

impl Place {
    /// Returns the place of a global resource of the stack's own account.
    pub fn global() -> Place {
        Place::default()
    }

    /// Returns a region of the stack's own account.
    pub fn region(name: &str) -> Place {
        Place { account: None, region: Some(name.to_owned()) }
    }
}

/// The name of one resource: kind, logical path, place. It comes from names alone, never from position.
///
/// Held as its canonical text, so that it is cheap to copy, order and hash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

impl Address {
    /// Returns the address of a kind, the segments of its logical path, and a place.
    pub fn new<S: AsRef<str>>(kind: &str, segments: &[S], place: &Place) -> Address {
        let path: Vec<String> = segments.iter().map(|segment| encode(segment.as_ref())).collect();
        let mut text = format!("{kind}[\"{}\"]", path.join("/"));
        match (&place.account, &place.region) {
            (Some(account), region) => {
                text.push_str(&format!("@{account}/{}", region.as_deref().unwrap_or_default()));
            }
            (None, Some(region)) => text.push_str(&format!("@{region}")),
            (None, None) => (),
        }
        Address(text.into())
    }

    /// Returns the canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the kind: `route53::record`.
    pub fn kind(&self) -> &str {
        self.0.split_once('[').map_or(&self.0, |(kind, _)| kind)
    }

    /// Returns the logical path as it stands in the address, segments encoded and joined by `/`.
    pub fn path(&self) -> &str {
        let inside = self.0.split_once("[\"").map_or("", |(_, rest)| rest);
        inside.split_once("\"]").map_or(inside, |(path, _)| path)
    }

    /// Returns the segments of the logical path, decoded.
    pub fn segments(&self) -> Vec<String> {
        self.path().split('/').map(decode).collect()
    }

    /// Returns the last segment of the logical path, decoded: the resource's own name.
    pub fn name(&self) -> String {
        self.path().rsplit('/').next().map(decode).unwrap_or_default()
    }

    /// Returns the region, for a regional resource.
    pub fn region(&self) -> Option<&str> {
        let place = self.place_text()?;
        let region = place.split_once('/').map_or(place, |(_, region)| region);
        (!region.is_empty()).then_some(region)
    }

    /// Returns the account, if the address names one.
    pub fn account(&self) -> Option<&str> {
        self.place_text()?.split_once('/').map(|(account, _)| account)
    }

    /// Returns where the resource lives.
    pub fn place(&self) -> Place {
        Place { account: self.account().map(str::to_owned), region: self.region().map(str::to_owned) }
    }

    fn place_text(&self) -> Option<&str> {
        self.0.rsplit_once("\"]@").map(|(_, place)| place)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotAnAddress(pub String);

impl fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an address; one looks like `sns::topic[\"oncall\"]@us-east-1`", self.0)
    }
}

impl std::error::Error for NotAnAddress {}

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Address, NotAnAddress> {
        let error = || NotAnAddress(text.to_owned());
        let (kind, rest) = text.split_once("[\"").ok_or_else(error)?;
        let (path, place) = rest.split_once("\"]").ok_or_else(error)?;
        let word =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let named = kind.split_once("::").is_some_and(|(service, kind)| word(service) && word(kind));
        let placed = place.is_empty() || place.strip_prefix('@').is_some_and(|place| !place.is_empty());
        if !named || path.is_empty() || !placed || path.contains(['"', ']', '@']) {
            return Err(error());
        }
        Ok(Address(text.into()))
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

const ENCODED: [(char, &str); 6] =
    [('%', "%25"), ('/', "%2F"), ('"', "%22"), (']', "%5D"), ('@', "%40"), ('\n', "%0A")];

fn encode(segment: &str) -> String {
    if !segment.contains(|c| ENCODED.iter().any(|(plain, _)| *plain == c)) {
        return segment.to_owned();
    }
    let code = |c: char| ENCODED.iter().find(|(plain, _)| *plain == c).map(|(_, code)| *code);
    segment.chars().map(|c| code(c).map_or_else(|| c.to_string(), str::to_owned)).collect()
}

fn decode(segment: &str) -> String {
    let mut text = segment.to_owned();
    if text.contains('%') {
        // `%25` last, so that an encoded percent sign is not decoded twice.
        for (plain, code) in ENCODED.iter().rev() {
            text = text.replace(code, &plain.to_string());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Address, Place};

    #[test]
    fn parts_come_back() {
        let place = Place { account: Some("210987654321".into()), region: Some("eu-west-1".into()) };
        let address = Address::new("route53::record", &["a/b", "x\"]@%41"], &place);
        assert_eq!(address.segments(), ["a/b", "x\"]@%41"]);
        assert_eq!(address.kind(), "route53::record");
        assert_eq!(address.place(), place);
        assert_eq!(address.as_str().parse(), Ok(address));
    }

    #[test]
    fn texts_that_are_no_addresses() {
        for text in ["", "zone", "route53[\"x\"]", "route53::zone[\"\"]", "a::b[\"x\"]@", "a::b[\"x\"] "] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
