//! What the kept snapshots say of the past: when, who, and what changed from one to the next.

use std::path::Path;

use tandem_core::state::AuditHead;
use tandem_core::store::StoreError;
use tandem_core::{Address, Object, State};

use super::disk::Disk;
use super::{copies, log};
use crate::audit::{Event, verify};

/// One kept snapshot.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// Its serial.
    pub serial: u64,
    /// When it was written, in milliseconds since the Unix epoch, as far as the audit log says.
    pub at: Option<u64>,
    /// Who wrote it.
    pub who: Option<String>,
    /// What wrote it: `apply`.
    pub run: Option<String>,
    /// The state, or why it cannot be read.
    pub state: Result<State, StoreError>,
    /// What changed since the one before; absent for the oldest, and behind one that cannot be read.
    pub difference: Option<Difference>,
}

/// How two states of a stack differ.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Difference {
    /// What is new.
    pub made: Vec<Address>,
    /// What is otherwise, with the names of the attributes, and whether it is another object now.
    pub changed: Vec<Changed>,
    /// What is gone.
    pub gone: Vec<Address>,
}

/// A resource that is otherwise than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The resource.
    pub address: Address,
    /// Whether it is another object now.
    pub replaced: bool,
    /// The names of the attributes that are otherwise.
    pub attributes: Vec<String>,
}

/// Returns the kept snapshots, rising.
///
/// # Errors
/// If the audit log cannot be read.
pub fn versions(disk: &dyn Disk, folder: &Path) -> Result<Vec<Version>, StoreError> {
    let (text, heads) = log::read_all(disk, folder)?;
    let states = copies::serials(disk, folder).into_iter();
    Ok(told(states.map(|serial| (serial, copies::read(disk, folder, serial))).collect(), &text, &heads))
}

/// Returns what snapshots and an audit log say of the past.
pub(crate) fn told(
    states: Vec<(u64, Result<State, StoreError>)>,
    log: &str,
    heads: &[AuditHead],
) -> Vec<Version> {
    let entries = verify(log, heads).entries;
    let mut versions: Vec<Version> = Vec::new();
    for (serial, state) in states {
        let before = versions.last().and_then(|version| version.state.as_ref().ok());
        let difference = before.zip(state.as_ref().ok()).map(|(before, after)| difference(before, after));
        let mut version = Version { serial, at: None, who: None, run: None, state, difference };
        let ends = entries
            .iter()
            .position(|entry| matches!(entry.event, Event::End { serial: left, .. } if left == serial));
        if let Some(end) = ends {
            version.at = Some(entries[end].at);
            let begin = entries[..end].iter().rev().find_map(|entry| match &entry.event {
                Event::Begin { who, run, .. } => Some((who.clone(), run.clone())),
                _ => None,
            });
            (version.who, version.run) = begin.unzip();
        }
        versions.push(version);
    }
    versions
}

/// Returns how two states differ.
pub fn difference(before: &State, after: &State) -> Difference {
    let mut difference = Difference::default();
    for (address, object) in &after.objects {
        match before.objects.get(address) {
            None => difference.made.push(address.clone()),
            Some(old) => difference.changed.extend(changed(old, object)),
        }
    }
    let gone = before.objects.keys().filter(|address| !after.objects.contains_key(*address));
    difference.gone = gone.cloned().collect();
    difference
}

fn changed(before: &Object, after: &Object) -> Option<Changed> {
    let names = before
        .attributes
        .keys()
        .chain(after.attributes.keys().filter(|name| !before.attributes.contains_key(*name)));
    let differs = |name: &&String| before.attributes.get(*name) != after.attributes.get(*name);
    let attributes: Vec<String> = names.filter(differs).cloned().collect();
    let replaced = before.id != after.id;
    (replaced || !attributes.is_empty()).then(|| Changed {
        address: after.address.clone(),
        replaced,
        attributes,
    })
}
