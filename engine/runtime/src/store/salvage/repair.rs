//! Putting a rebuilt state in place.

use std::path::Path;
use std::sync::Arc;

use tandem_core::State;
use tandem_core::store::StoreError;

use super::evidence::{JOURNAL, NOTE, STATE};
use super::{Salvage, survey};
use crate::store::disk::Disk;
use crate::store::explain::{RECOVER, error, unwritable};
use crate::store::journal::{Appender, Header};
use crate::store::note::{self, Note};
use crate::store::{FileStore, Owner, copies, files, paths, snapshot};

/// Puts the state in place that was found to be what can be rebuilt; the damaged files are set aside. Returns the
/// store, and the names of the files that were set aside. It may be killed at any moment and run again.
///
/// # Errors
/// If another run holds the lock, the files are not as they were looked at, or something cannot be written.
pub fn repair(
    disk: &Arc<dyn Disk>,
    folder: &Path,
    owner: Owner,
    salvage: &Salvage,
) -> Result<(FileStore, Vec<String>), StoreError> {
    let mut moved = Vec::new();
    let note = || {
        if survey(&**disk, folder)?.as_ref() != Some(salvage) {
            let message = format!("the files in `{}` changed meanwhile", folder.display());
            return Err(error("state::changed", message, RECOVER));
        }
        let before = note::glance(&**disk, &paths::note(folder));
        if salvage.aside.iter().any(|file| file == NOTE) {
            moved.extend(set_aside(&**disk, folder, NOTE)?);
        }
        // Until the state is in place the journal is needed.
        Ok(Note { epoch: salvage.epoch.max(before.epoch), recording: true, ..before })
    };
    let mut store = FileStore::open_with(disk, folder, owner, note)?;
    let state = State { epoch: store.taken().epoch(), ..salvage.state.clone() };
    for file in salvage.aside.iter().filter(|file| *file == STATE) {
        moved.extend(set_aside(&**disk, folder, file)?);
    }
    let path = paths::state(folder);
    let bytes = snapshot::write(&state).map_err(|reason| unwritable(&path, &reason.into()))?;
    copies::keep(&**disk, folder, state.serial, &bytes)?;
    files::replace(&**disk, &path, &bytes)?;
    for file in salvage.aside.iter().filter(|file| *file == JOURNAL) {
        moved.extend(set_aside(&**disk, folder, file)?);
    }
    let header = Header::new(&state.lineage, state.serial, snapshot::fingerprint(&bytes), state.epoch);
    Appender::start(&**disk, &paths::journal(folder), &header)?;
    store.taken().note(|note| {
        note.recording = false;
        note.high_water = state.serial;
    })?;
    Ok((store, moved))
}

/// Gives a file a name under which nothing reads it; returns that name.
fn set_aside(disk: &dyn Disk, folder: &Path, file: &str) -> Result<Option<String>, StoreError> {
    let path = folder.join(file);
    let there = |path: &Path| disk.look(path).map(|found| found.is_some());
    let moved = || -> std::io::Result<Option<String>> {
        if !there(&path)? {
            return Ok(None);
        }
        let mut number = 1;
        let name = loop {
            let name = format!("{file}.damaged-{number}");
            if !there(&folder.join(&name))? {
                break name;
            }
            number += 1;
        };
        disk.rename(&path, &folder.join(&name))?;
        disk.sync_folder(folder)?;
        Ok(Some(name))
    };
    moved().map_err(|reason| unwritable(&path, &reason))
}
