//! The lock of a stack: held by the kernel for as long as the process lives, with a note beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tandem_core::store::{Progress, StoreError};

use super::disk::{Disk, Handle, How};
use super::explain::{error, unwritable};
use super::note::{self, Note};
use super::owner::{Held, Owner};
use super::{files, paths};

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    /// Closing it frees the lock; the kernel does the same when the process dies. It holds how far the run is.
    file: Box<dyn Handle>,
    note: Note,
    /// Where the folder was copied from, if it was.
    copied: Option<StoreError>,
}

impl Lock {
    /// Takes the lock of a folder, at once or not at all; `before` says what the note was.
    pub(crate) fn take(
        disk: &Arc<dyn Disk>,
        folder: &Path,
        owner: Owner,
        before: impl FnOnce() -> Result<Note, StoreError>,
    ) -> Result<Lock, StoreError> {
        let file = open_locked(&**disk, folder)?;
        let before = before()?;
        let entry = file.entry().map_err(|reason| unwritable(&paths::lock(folder), &reason))?;
        let copied = copied(folder, &before, entry.id);
        let note = Note {
            owner: Some(owner.clone()),
            last: Some(owner),
            epoch: before.epoch + 1,
            home: entry.id,
            ..before
        };
        let lock = Lock { disk: disk.clone(), path: paths::note(folder), file, note, copied };
        lock.write()?;
        Ok(lock)
    }

    /// Returns the fencing epoch of this run.
    pub(crate) fn epoch(&self) -> u64 {
        self.note.epoch
    }

    /// Returns what the folder has seen.
    pub(crate) fn seen(&self) -> &Note {
        &self.note
    }

    /// Returns that the folder was copied, if it was; once.
    pub(crate) fn copied(&mut self) -> Option<StoreError> {
        self.copied.take()
    }

    /// Changes the note beside the lock.
    pub(crate) fn note(&mut self, change: impl FnOnce(&mut Note)) -> Result<(), StoreError> {
        let before = self.note.clone();
        change(&mut self.note);
        if self.note == before { Ok(()) } else { self.write() }
    }

    /// Changes the note for its next writing.
    pub(crate) fn remember(&mut self, change: impl FnOnce(&mut Note)) {
        change(&mut self.note);
    }

    /// Writes how far the run is. It is for people, so it is not made durable and may fail.
    pub(crate) fn progress(&mut self, progress: Progress) {
        let text = serde_json::to_vec(&progress).unwrap_or_default();
        let _ = self.file.write(0, &text).and_then(|()| self.file.set_length(text.len() as u64));
    }

    fn write(&self) -> Result<(), StoreError> {
        note::write(&*self.disk, &self.path, &self.note)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.note.owner = None;
        // The note is for people; the kernel frees the lock in any case.
        let _ = self.write();
        let _ = self.file.set_length(0);
    }
}

/// Returns who holds the lock of a folder, and how far the run is.
pub(crate) fn held(disk: &dyn Disk, folder: &Path) -> Held {
    let stack = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let progress = files::read(disk, &paths::lock(folder)).ok().flatten();
    let progress = progress.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Held { stack, owner: note::glance(disk, &paths::note(folder)).owner, progress, ..Held::default() }
}

/// Returns who holds the lock of a folder at this moment; `None` if it is free.
pub(crate) fn holder(disk: &dyn Disk, folder: &Path) -> Result<Option<Held>, StoreError> {
    let path = paths::lock(folder);
    let Some(mut file) = files::open(disk, &path, How::Change)? else { return Ok(None) };
    let free = file.lock().map_err(|reason| unwritable(&path, &reason))?;
    Ok(if free { None } else { Some(held(disk, folder)) })
}

/// Says that a folder is a copy of another, as the identity of its lock file shows.
fn copied(folder: &Path, before: &Note, home: u64) -> Option<StoreError> {
    if before.home == 0 || before.home == home {
        return None;
    }
    let from = match &before.last {
        Some(last) => format!(", last used by {} with `{}`", last.who(), last.command),
        None => String::new(),
    };
    let message = format!("`{}` is a copy of another folder{from}", folder.display());
    let hint = "go on with one of the two only: each would make what the other has made";
    Some(error("state::copied", message, hint))
}

fn open_locked(disk: &dyn Disk, folder: &Path) -> Result<Box<dyn Handle>, StoreError> {
    let path = paths::lock(folder);
    loop {
        let gone = || unwritable(&path, &std::io::ErrorKind::NotFound.into());
        let mut file = files::open(disk, &path, How::Make)?.ok_or_else(gone)?;
        match file.lock() {
            Ok(true) => (),
            Ok(false) => return Err(held(disk, folder).error(crate::clock::system_now())),
            Err(reason) => return Err(unwritable(&path, &reason)),
        }
        // Somebody may have deleted the file between opening and locking it: then the lock is on nothing.
        let ours = file.entry().map_err(|reason| unwritable(&path, &reason))?;
        if disk.look(&path).ok().flatten().is_some_and(|there| there.id == ours.id) {
            return Ok(file);
        }
    }
}
