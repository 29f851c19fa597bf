//! A decoded call as a handler sees it, and what a handler gives back.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::Fault;
use crate::quotas::Quotas;
use crate::services::Service;
use crate::world::{Change, Recorded, World};

/// One request, decoded and checked against its shape.
///
/// A handler only reads: it answers with an [`Outcome`], which carries the events to be recorded.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a World,
    /// The operation's name, such as `CreateHostedZone`.
    pub(crate) operation: &'a str,
    pub(crate) account: &'a str,
    /// The region the request was signed for, also where the service is global.
    pub(crate) region: &'a str,
    /// The host that the caller addressed.
    pub(crate) host: &'a str,
    /// The input, keyed by member name.
    pub(crate) input: &'a Value,
    /// Milliseconds since 1970.
    pub(crate) now: u64,
    pub(crate) quotas: &'a Quotas,
    /// Whether rules that last for hours are enforced.
    pub(crate) strict_time: bool,
    /// How long a write takes to reach the other replicas of an eventually consistent table.
    pub(crate) replication_millis: u64,
}

impl<'a> Call<'a> {
    /// Reads the input as a typed value. The shape was checked, so only a wrong type here can fail.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        T::deserialize(self.input).map_err(|error| Fault::internal(format!("{}: {error}", self.operation)))
    }

    /// Returns a text member of the input, or an empty text.
    pub(crate) fn text(&self, member: &str) -> &'a str {
        self.input[member].as_str().unwrap_or_default()
    }

    /// Returns the state of a service where this call was made.
    pub(crate) fn state<S: Service>(&self) -> &'a S::State {
        self.world.state::<S>(self.account, self.region)
    }

    /// Returns a quota of the account.
    pub(crate) fn quota(&self, name: &str) -> u64 {
        self.quotas.get(name).expect("handlers ask for quotas that are in the table")
    }

    /// Returns a number that no other accepted change of this world gets for the same `salt`.
    ///
    /// Ids are derived from the world's history and not from chance, so that the same calls give the
    /// same world.
    pub(crate) fn unique(&self, salt: &str) -> u64 {
        // The hasher's keys are fixed; its values only have to stay apart, not the same between versions.
        let mut hasher = DefaultHasher::new();
        (self.world.sequence, self.account, self.region, self.operation, salt).hash(&mut hasher);
        hasher.finish()
    }

    /// Returns an id of `length` capital letters and digits.
    pub(crate) fn letters(&self, salt: &str, length: usize) -> String {
        const ALPHABET: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut rest = 0;
        let letters = (0..length).map(|index| {
            if index % 12 == 0 {
                rest = self.unique(&format!("{salt}{index}"));
            }
            let letter = ALPHABET[usize::try_from(rest % 36).unwrap_or_default()];
            rest /= 36;
            char::from(letter)
        });
        letters.collect()
    }

    /// Returns a UUID.
    pub(crate) fn uuid(&self, salt: &str) -> String {
        uuid(self.unique(salt), self.unique(&format!("{salt} low")))
    }

    /// Returns `aws`, or the partition of a region elsewhere.
    pub(crate) fn partition(&self) -> &'static str {
        partition(self.region)
    }
}

/// Returns the partition a region belongs to.
pub(crate) fn partition(region: &str) -> &'static str {
    match region.split('-').next().unwrap_or_default() {
        "cn" => "aws-cn",
        "eusc" => "aws-eusc",
        "us" if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// Formats 128 bits as a UUID of version 4.
pub(crate) fn uuid(high: u64, low: u64) -> String {
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// What a handler answers: the output, and the events that make it true.
pub(crate) struct Outcome {
    pub(crate) output: Value,
    pub(crate) changes: Vec<Box<dyn Change>>,
}

/// The result of a handler.
pub(crate) type Answer = Result<Outcome, Fault>;

impl Outcome {
    /// Answers with an output keyed by member name.
    pub(crate) fn of(output: impl Serialize) -> Self {
        Self { output: serde_json::to_value(output).unwrap_or_default(), changes: Vec::new() }
    }

    /// Answers with an output that has no members.
    pub(crate) fn empty() -> Self {
        Self { output: Value::Object(serde_json::Map::new()), changes: Vec::new() }
    }

    /// Records an event where the call was made.
    pub(crate) fn record<S: Service>(self, call: &Call<'_>, event: S::Event) -> Self {
        self.record_in::<S>(call.account, call.region, event)
    }

    /// Records an event in another account or region.
    pub(crate) fn record_in<S: Service>(mut self, account: &str, region: &str, event: S::Event) -> Self {
        self.changes.push(Box::new(Recorded::<S>::new(account, region, event)));
        self
    }
}
