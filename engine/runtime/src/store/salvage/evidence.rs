//! What a damaged folder still says.

use std::path::{Path, PathBuf};

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::store::StoreError;

use super::{BEYOND, nothing_left};
use crate::store::disk::Disk;
use crate::store::journal::{self, Header, Journal};
use crate::store::{copies, files, note, paths, reading, snapshot};

/// The name of the snapshot.
pub(super) const STATE: &str = "state.json";
/// The name of the journal.
pub(super) const JOURNAL: &str = "journal.log";
/// The name of the note.
pub(super) const NOTE: &str = "lock.json";

/// What a damaged folder still says.
pub(super) struct Evidence {
    folder: PathBuf,
    /// What is wrong, file by file.
    pub(super) damage: Vec<(String, StoreError)>,
    /// The files that are not there.
    pub(super) missing: Vec<String>,
    /// The snapshots that are whole, rising; the state itself is the last of its serial.
    snapshots: Vec<Base>,
    /// Whether the state itself is one of them.
    pub(super) has_state: bool,
    /// The journal as far as it is whole.
    pub(super) journal: Option<Journal>,
    /// Whether it is not whole.
    pub(super) is_cut: bool,
    /// Whether an apply was under way; `None` if nothing says so.
    pub(super) recording: Option<bool>,
    /// The highest serial that was certainly written.
    pub(super) seen: u64,
    /// The highest serial that bears a file's name.
    named: u64,
    /// The highest epoch that was seen.
    pub(super) epoch: u64,
}

/// A snapshot to rebuild from.
#[derive(Clone)]
pub(super) struct Base {
    /// Its file; `None` for the state before the first apply.
    pub(super) file: Option<String>,
    pub(super) state: State,
    /// What tells it from any other.
    fingerprint: u32,
}

impl Evidence {
    /// Returns the newest snapshot; of two of one serial the one that the journal builds on.
    pub(super) fn base(&self, header: Option<&Header>) -> Result<Base, StoreError> {
        let meant = |base: &&Base| {
            let named = header
                .is_some_and(|header| header.serial == base.state.serial && header.base == base.fingerprint);
            (base.state.serial, named)
        };
        if let Some(base) = self.snapshots.iter().max_by_key(meant) {
            return Ok(base.clone());
        }
        // Before the first apply ended there was no snapshot; otherwise nothing says what was there.
        match header {
            Some(header) if header.serial == 0 && self.seen == 0 => {
                Ok(Base { file: None, state: State::default(), fingerprint: 0 })
            }
            None if self.seen == 0 && self.named == 0 && self.recording == Some(false) => {
                Ok(Base { file: None, state: State::default(), fingerprint: 0 })
            }
            _ => Err(nothing_left(&self.folder)),
        }
    }

    /// Returns the highest serial that anything bears.
    pub(super) fn newest(&self) -> u64 {
        self.seen.max(self.named)
    }
}

/// Reads everything in a folder that can be read.
pub(super) fn gather(disk: &dyn Disk, folder: &Path) -> Result<Evidence, StoreError> {
    let mut evidence = Evidence {
        folder: folder.to_owned(),
        damage: Vec::new(),
        missing: Vec::new(),
        snapshots: Vec::new(),
        has_state: false,
        journal: None,
        is_cut: false,
        recording: None,
        seen: 0,
        named: 0,
        epoch: 0,
    };
    notes(disk, folder, &mut evidence)?;
    kept(disk, folder, &mut evidence)?;
    state(disk, folder, &mut evidence)?;
    records(disk, folder, &mut evidence)?;
    if evidence.damage.is_empty() {
        // Each file is whole, but together they cannot be what was last written.
        let note = note::glance(disk, &paths::note(folder));
        if let Err(error) = reading::read(disk, folder, &note) {
            let file = if error.message.contains(JOURNAL) { JOURNAL } else { STATE };
            evidence.damage.push((file.to_owned(), error));
        }
    }
    Ok(evidence)
}

/// Notes what is wrong with a file, unless it is nothing that rebuilding helps.
fn note_damage(evidence: &mut Evidence, file: &str, error: StoreError) -> Result<(), StoreError> {
    if BEYOND.contains(&error.code) {
        return Err(error);
    }
    evidence.damage.push((file.to_owned(), error));
    Ok(())
}

fn notes(disk: &dyn Disk, folder: &Path, evidence: &mut Evidence) -> Result<(), StoreError> {
    match note::read(disk, &paths::note(folder)) {
        Ok(Some(note)) => {
            evidence.recording = Some(note.recording);
            evidence.seen = note.high_water;
            evidence.epoch = note.epoch;
        }
        Ok(None) => evidence.missing.push(NOTE.to_owned()),
        Err(error) => note_damage(evidence, NOTE, error)?,
    }
    Ok(())
}

fn kept(disk: &dyn Disk, folder: &Path, evidence: &mut Evidence) -> Result<(), StoreError> {
    for serial in copies::serials(disk, folder) {
        let file = format!("snapshots/{serial}.json");
        evidence.named = evidence.named.max(serial);
        let path = paths::copy(folder, serial);
        match files::read(disk, &path).and_then(|bytes| {
            let bytes = bytes.unwrap_or_default();
            Ok((snapshot::read(&path, &bytes)?, snapshot::fingerprint(&bytes)))
        }) {
            Ok((state, fingerprint)) => {
                evidence.epoch = evidence.epoch.max(state.epoch);
                evidence.snapshots.push(Base { file: Some(file), state, fingerprint });
            }
            Err(error) => note_damage(evidence, &file, error)?,
        }
    }
    // A copy is kept before its snapshot is replaced: one that is ahead by one may be of a write that did not end.
    evidence.seen = evidence.seen.max(evidence.named.saturating_sub(1));
    Ok(())
}

fn state(disk: &dyn Disk, folder: &Path, evidence: &mut Evidence) -> Result<(), StoreError> {
    let path = paths::state(folder);
    let bytes = match files::read(disk, &path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            evidence.missing.push(STATE.to_owned());
            return Ok(());
        }
        Err(error) => return note_damage(evidence, STATE, error),
    };
    match snapshot::read(&path, &bytes) {
        Ok(state) => {
            evidence.seen = evidence.seen.max(state.serial);
            evidence.epoch = evidence.epoch.max(state.epoch);
            evidence.has_state = true;
            let fingerprint = snapshot::fingerprint(&bytes);
            evidence.snapshots.push(Base { file: Some(STATE.to_owned()), state, fingerprint });
        }
        Err(error) => note_damage(evidence, STATE, error)?,
    }
    Ok(())
}

fn records(disk: &dyn Disk, folder: &Path, evidence: &mut Evidence) -> Result<(), StoreError> {
    let path = paths::journal(folder);
    let bytes = match files::read(disk, &path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            evidence.missing.push(JOURNAL.to_owned());
            return Ok(());
        }
        Err(error) => return note_damage(evidence, JOURNAL, error),
    };
    let journal = match journal::read_part(&path, &bytes) {
        Ok(Ok(journal)) => journal,
        Ok(Err(part)) => {
            evidence.is_cut = true;
            note_damage(evidence, JOURNAL, part.error)?;
            part.journal
        }
        Err(error) => return note_damage(evidence, JOURNAL, error),
    };
    evidence.seen = evidence.seen.max(journal.header.serial);
    let begun = journal.records.iter().map(|record| match record {
        Record::Begin { epoch, .. } => *epoch,
        _ => 0,
    });
    evidence.epoch = begun.chain([evidence.epoch, journal.header.epoch]).max().unwrap_or(0);
    evidence.journal = Some(journal);
    Ok(())
}
