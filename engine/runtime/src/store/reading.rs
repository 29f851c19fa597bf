//! Reading the folder of a stack: snapshot and journal, and whether they can be what was last written.

use std::path::Path;

use tandem_core::State;
use tandem_core::store::{StoreError, Stored};

use super::disk::Disk;
use super::explain::{RECOVER, error};
use super::journal::{self, Journal};
use super::note::Note;
use super::{copies, files, paths, snapshot};

/// The folder of a stack as it was read.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The snapshot; the records of the journal are in `journal`.
    pub(crate) snapshot: Option<State>,
    /// What tells the snapshot from any other; 0 without one.
    pub(crate) base: u32,
    /// The journal; `None` if it is missing or behind the snapshot.
    pub(crate) journal: Option<Journal>,
}

impl Reading {
    /// Returns what a store answers.
    pub(crate) fn stored(self) -> Stored {
        Stored {
            snapshot: self.snapshot,
            journal: self.journal.map(|journal| journal.records).unwrap_or_default(),
        }
    }
}

/// Reads snapshot and journal.
///
/// The note is to be read before, and so are the names of the kept snapshots: a writer changes them last, so what is
/// read here without a lock is never behind them.
pub(crate) fn read(disk: &dyn Disk, folder: &Path, note: &Note) -> Result<Reading, StoreError> {
    let kept = copies::serials(disk, folder).last().copied().unwrap_or(0);
    let journal = journal::read(disk, &paths::journal(folder))?;
    let path = paths::state(folder);
    let bytes = files::read(disk, &path)?;
    let base = bytes.as_deref().map_or(0, snapshot::fingerprint);
    let snapshot = bytes.map(|bytes| snapshot::read(&path, &bytes)).transpose()?;
    let (lineage, serial) = snapshot.as_ref().map_or(("", 0), |state| (state.lineage.as_str(), state.serial));
    // A copy is kept before its snapshot is replaced: one that is ahead by one may be of a write that did not end.
    let seen = journal.as_ref().map_or(0, |journal| journal.header.serial);
    let seen = seen.max(note.high_water).max(kept.saturating_sub(1));
    let name = path.display();
    if snapshot.is_none() && seen > 0 {
        let message = format!("`{name}` is gone; it was at serial {seen}");
        return Err(error("state::missing", message, RECOVER));
    }
    if serial < seen {
        let message =
            format!("`{name}` is an old copy: serial {serial}, while serial {seen} was already written");
        return Err(error("state::older", message, RECOVER));
    }
    let present = journal.is_some();
    let journal = journal.filter(|journal| journal.header.serial == serial);
    if let Some(journal) = &journal {
        fits(folder, journal, lineage, base)?;
    }
    if !present && note.recording {
        let message =
            format!("`{}` is gone, though the last apply did not end", paths::journal(folder).display());
        return Err(error("state::missing", message, RECOVER));
    }
    Ok(Reading { snapshot, base, journal })
}

/// Refuses a journal that builds on another snapshot than the one that is there.
fn fits(folder: &Path, journal: &Journal, lineage: &str, base: u32) -> Result<(), StoreError> {
    let name = folder.display();
    if journal.header.lineage != lineage {
        let message = format!("`journal.log` and `state.json` in `{name}` belong to different stacks");
        return Err(error("state::mixed", message, RECOVER));
    }
    if journal.header.base != base {
        let serial = journal.header.serial;
        let message =
            format!("`journal.log` in `{name}` builds on another state of serial {serial} than `state.json`");
        return Err(error("state::forked", message, RECOVER));
    }
    Ok(())
}
