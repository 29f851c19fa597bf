//! A digest of everything a plan follows from, so that one made from something else is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tandem_core::provider::Found;
use tandem_core::state::Attributes;
use tandem_core::{Argument, Object, Topology, Value};

use crate::{Options, Prior};

#[derive(Serialize)]
struct Basis<'a> {
    stack: &'a str,
    cloud: &'a str,
    account: &'a str,
    entry: &'a str,
    sources: BTreeMap<&'a str, &'a str>,
    inputs: BTreeMap<&'a str, &'a Value>,
    lineage: &'a str,
    serial: u64,
    found: BTreeMap<&'a str, Option<Seen<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deposed: Vec<(&'a str, &'a str, Option<Seen<'a>>)>,
    lookups: BTreeMap<&'a str, Option<Seen<'a>>>,
    claimed: Vec<&'a Object>,
    /// The sealed secrets of what is declared: a plan is out of date once one of them has another value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    secrets: BTreeMap<&'a str, Vec<&'a Argument>>,
    without: &'a BTreeSet<String>,
}

#[derive(Serialize)]
struct Seen<'a> {
    id: &'a str,
    attributes: &'a Attributes,
}

/// Returns the digest of a plan's basis; `topology` is absent for a destroy, which follows from state alone.
pub(crate) fn fingerprint(topology: Option<&Topology>, prior: &Prior, options: &Options) -> String {
    let sources = topology.iter().flat_map(|topology| topology.sources.iter());
    let inputs = topology.iter().flat_map(|topology| &topology.inputs);
    let found = prior.found.iter().map(|(address, found)| (address.as_str(), found.as_ref().map(seen)));
    let deposed = prior.deposed.iter().map(|((address, id), found)| {
        let found = found.as_ref().map(seen);
        (address.as_str(), id.as_str(), found)
    });
    let lookups = prior.lookups.iter().map(|(address, found)| (address.as_str(), Some(seen(found))));
    let basis = Basis {
        stack: &options.stack,
        cloud: &options.cloud,
        account: &options.account,
        entry: topology.map_or("", |topology| &topology.entry),
        sources: sources.map(|(_, source)| (source.path(), source.text())).collect(),
        inputs: inputs.map(|(name, input)| (name.as_str(), &input.value)).collect(),
        lineage: &prior.state.lineage,
        serial: prior.state.serial,
        found: found.collect(),
        deposed: deposed.collect(),
        lookups: lookups.collect(),
        claimed: prior.claimed.iter().collect(),
        secrets: secrets(topology),
        without: &options.without,
    };
    let mut hasher = Hasher(Sha256::new());
    serde_json::to_writer(&mut hasher, &basis).expect("the keys are texts, and hashing does not fail");
    text(&hasher.0.finalize())
}

/// Returns a digest as it is shown and compared: `sha256:` and 64 hexadecimal digits.
pub(super) fn text(digest: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn secrets(topology: Option<&Topology>) -> BTreeMap<&str, Vec<&Argument>> {
    let declarations = topology.iter().flat_map(|topology| topology.declarations.values());
    let held = declarations.map(|declaration| {
        let arguments = declaration.arguments.values().filter(|argument| argument.holds_secret());
        (declaration.address.as_str(), arguments.collect::<Vec<_>>())
    });
    held.filter(|(_, arguments)| !arguments.is_empty()).collect()
}

fn seen(found: &Found) -> Seen<'_> {
    Seen { id: &found.id, attributes: &found.attributes }
}

struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
