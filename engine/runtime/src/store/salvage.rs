//! Rebuilding a damaged state from the newest good snapshot and whatever of the journal is whole.
//!
//! Looking and repairing are two steps: whoever repairs shows first what will be there, and what is lost at most. The
//! damaged files are set aside, never deleted, and the rebuilt state has a serial above everything that was seen.

mod evidence;
mod repair;

use std::fmt;
use std::path::Path;

use tandem_core::State;
use tandem_core::store::{StoreError, Stored};

use self::evidence::Evidence;
use super::disk::Disk;
use super::explain::error;
use super::{glance, journal};
use crate::replay;

pub use repair::repair;

/// What can be rebuilt.
#[derive(Clone, PartialEq, Debug)]
pub struct Salvage {
    /// What is wrong, file by file, with the names of the files.
    pub damage: Vec<(String, StoreError)>,
    /// The file it is rebuilt from; `None` if there was no snapshot yet.
    pub base: Option<String>,
    /// The serial of that file.
    pub serial: u64,
    /// How many records of the journal were added.
    pub records: usize,
    /// What is lost at most; empty if nothing is.
    pub lost: Vec<Lost>,
    /// The state as it will be, under its new serial.
    pub state: State,
    /// The files that are set aside.
    pub(crate) aside: Vec<String>,
    /// The highest epoch that was seen.
    pub(crate) epoch: u64,
}

/// Something that may be lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lost {
    /// What the applies did that wrote these serials.
    Applies {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// What the apply did that was under way, after the records that are whole.
    Tail,
    /// What an apply did after this serial, if one was under way: nothing that is left says whether.
    Perhaps {
        /// The serial.
        serial: u64,
    },
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lost::Applies { first, last } if first == last => {
                write!(f, "what the apply did that wrote serial {first}")
            }
            Lost::Applies { first, last } => {
                write!(f, "what the applies did that wrote serials {first} to {last}")
            }
            Lost::Tail => f.write_str("the last records of the apply that was under way"),
            Lost::Perhaps { serial } => {
                write!(f, "what an apply did after serial {serial}, if one was under way")
            }
        }
    }
}

/// Looks at what can be rebuilt; `None` if nothing is wrong.
///
/// # Errors
/// If there is nothing to rebuild it from, or what is wrong is nothing that rebuilding helps: files that others may
/// write, or of a later version.
pub fn survey(disk: &dyn Disk, folder: &Path) -> Result<Option<Salvage>, StoreError> {
    if let Ok(None) = disk.look(folder) {
        return Ok(None);
    }
    super::files::check_folder(disk, folder)?;
    match glance(disk, folder) {
        Ok(_) => return Ok(None),
        Err(error) if BEYOND.contains(&error.code) => return Err(error),
        Err(_) => (),
    }
    let evidence = evidence::gather(disk, folder)?;
    rebuild(evidence).map(Some)
}

/// What rebuilding does not help.
const BEYOND: [&str; 4] = ["state::exposed", "state::owner", "state::unreadable", "state::newer"];

fn rebuild(evidence: Evidence) -> Result<Salvage, StoreError> {
    let header = evidence.journal.as_ref().map(|journal| journal.header.clone());
    let base = evidence.base(header.as_ref())?;
    let serial = base.state.serial;
    let fits = |header: &journal::Header| header.lineage == base.state.lineage && header.serial >= serial;
    let journal = evidence.journal.as_ref().filter(|journal| fits(&journal.header));
    let records = journal.map(|journal| journal.records.clone()).unwrap_or_default();
    let lost = lost(&evidence, serial, journal.is_some());
    let count = records.len();
    let mut state = replay(Stored { snapshot: Some(base.state.clone()), journal: records });
    state.serial = evidence.newest().max(serial) + 1;
    let mut aside: Vec<String> = evidence.damage.iter().map(|(file, _)| file.clone()).collect();
    // A state that is whole but not the newest is an old copy, or of another stack.
    if evidence.has_state && base.file.as_deref() != Some(evidence::STATE) {
        aside.push(evidence::STATE.to_owned());
    }
    if header.as_ref().is_some_and(|header| !fits(header)) {
        aside.push(evidence::JOURNAL.to_owned());
    }
    aside.retain(|file| !file.contains('/') && !evidence.missing.contains(file));
    aside.sort_unstable();
    aside.dedup();
    Ok(Salvage {
        damage: evidence.damage,
        base: base.file,
        serial,
        records: count,
        lost,
        state,
        aside,
        epoch: evidence.epoch,
    })
}

/// Returns what is lost at most when the state is rebuilt from a serial, with or without the journal.
fn lost(evidence: &Evidence, serial: u64, with_journal: bool) -> Vec<Lost> {
    let mut lost = Vec::new();
    if evidence.seen > serial {
        lost.push(Lost::Applies { first: serial + 1, last: evidence.seen });
    }
    // The copy of a snapshot is kept first: what a later journal says is behind it.
    let behind = evidence.journal.as_ref().is_some_and(|journal| journal.header.serial < serial);
    match () {
        () if behind => (),
        () if with_journal && evidence.is_cut => lost.push(Lost::Tail),
        () if with_journal => (),
        () => match evidence.recording {
            Some(false) => (),
            Some(true) => lost.push(Lost::Tail),
            None => lost.push(Lost::Perhaps { serial: evidence.seen.max(serial) }),
        },
    }
    lost
}

/// Returns what to say when there is nothing to rebuild from.
fn nothing_left(folder: &Path) -> StoreError {
    let message = format!("nothing is left in `{}` to rebuild the state from", folder.display());
    error("state::gone", message, "put back a copy of the folder; nothing was changed")
}
