//! `tandem.lookups.json`: what look-ups found, so that plans can be made without a cloud, and the local one be seeded.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tandem_core::argument::Arguments;
use tandem_core::provider::Found;
use tandem_core::state::Attributes;
use tandem_core::{Diagnostic, Source, Sources, Span, Topology, schema};

use super::{folder, read_text};
use crate::exit::{Ended, Failure};

/// The name of the file.
pub(crate) const LOOKUPS: &str = "tandem.lookups.json";

/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;

/// What look-ups found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lookups {
    /// The version of the file.
    pub(crate) version: u64,
    /// The look-ups.
    #[serde(default)]
    pub(crate) lookups: Vec<Lookup>,
}

/// What one look-up found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lookup {
    /// The kind: `elb::load_balancer`.
    pub(crate) kind: String,
    /// The region, for a regional kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// The account, if it is not the stack's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// The id of the object.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) id: String,
    /// What it was looked up by.
    #[serde(default)]
    pub(crate) arguments: Attributes,
    /// What was found.
    #[serde(default)]
    pub(crate) attributes: Attributes,
}

impl Default for Lookups {
    fn default() -> Lookups {
        Lookups { version: VERSION, lookups: Vec::new() }
    }
}

/// Reads the file; one that is not there knows nothing.
///
/// # Errors
/// If it cannot be read or is none.
pub(crate) fn read(root: &Path) -> Ended<Lookups> {
    let Some(text) = read_text(&root.join(LOOKUPS), LOOKUPS)? else { return Ok(Lookups::default()) };
    match serde_json::from_str::<Lookups>(&text) {
        Ok(file) if file.version == VERSION => Ok(file),
        Ok(file) => {
            let message = format!("`{LOOKUPS}` has version {}; this program reads {VERSION}", file.version);
            Err(Diagnostic::error("lookups::version", message).into())
        }
        Err(error) => Err(broken(&text, &error)),
    }
}

/// Writes the file as a whole.
///
/// # Errors
/// If it cannot be written; the old one stands.
pub(crate) fn write(root: &Path, lookups: &Lookups) -> Ended<()> {
    // Maps of text keys and plain values always have a JSON form.
    let mut text = serde_json::to_string_pretty(lookups).unwrap_or_default();
    text.push('\n');
    folder::replace(&root.join(LOOKUPS), text.as_bytes())
}

fn broken(text: &str, error: &serde_json::Error) -> Failure {
    let mut sources = Sources::default();
    let source = Source::new(LOOKUPS, text);
    let at = source.offset(error.line() as u32, error.column() as u32);
    let file = sources.add(source);
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let diagnostic =
        Diagnostic::error("lookups::broken", format!("`{LOOKUPS}` is not a look-up file: {words}"))
            .label(Span::new(file, at as usize, at as usize + 1), "here")
            .hint("`tandem lookups --update` writes it anew");
    Failure::new([diagnostic].into_iter().collect(), &sources)
}

impl Lookups {
    /// Returns what is recorded of each look-up of a topology whose arguments are known; the others stay unknown.
    pub(crate) fn found(
        &self,
        topology: &Topology,
    ) -> std::collections::BTreeMap<tandem_core::Address, Found> {
        let looked = topology.declarations.values().filter(|declared| declared.mode == schema::Mode::LookUp);
        let pair = |declared: &tandem_core::Declaration| {
            let lookup =
                self.lookups.iter().find(|lookup| lookup.answers(&declared.address, &declared.arguments))?;
            let mut attributes = lookup.arguments.clone();
            attributes.extend(lookup.attributes.clone());
            let found = Found { id: lookup.identity(), attributes, settled: true };
            Some((declared.address.clone(), found))
        };
        looked.filter_map(pair).collect()
    }
}

impl Lookup {
    /// Returns whether this is what a look-up of that address and those arguments would find.
    fn answers(&self, address: &tandem_core::Address, arguments: &Arguments) -> bool {
        let same = |name: &String, argument: &tandem_core::Argument| {
            let recorded = self.arguments.get(name).or_else(|| self.attributes.get(name));
            argument
                .known()
                .is_some_and(|value| value.is_null() || recorded.is_none_or(|found| found == value))
        };
        self.kind == address.kind()
            && self.region.as_deref() == address.region()
            && self.account.as_deref() == address.account()
            && arguments.iter().all(|(name, argument)| same(name, argument))
            && self.arguments.iter().all(|(name, value)| {
                arguments.get(name).is_none_or(|argument| argument.known() == Some(value))
            })
    }

    fn identity(&self) -> String {
        let named = ["arn", "id"].iter().find_map(|name| self.attributes.get(*name)?.as_str());
        if self.id.is_empty() { named.unwrap_or_default().to_owned() } else { self.id.clone() }
    }
}
