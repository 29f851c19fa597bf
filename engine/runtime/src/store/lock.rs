//! The lock of a stack: held by the kernel for as long as the process lives, with a note beside it for people.

use std::fs::File;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags};
use serde::{Deserialize, Serialize};
use tandem_core::store::{Progress, StoreError};

use super::explain::unwritable;
use super::files;
use super::owner::{Held, Owner};

/// The note beside a lock. It decides nothing but whether a file was taken away or an old one put back.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Who holds the lock, or died holding it.
    pub(crate) owner: Option<Owner>,
    /// The highest serial that was ever written here.
    #[serde(default)]
    pub(crate) high_water: u64,
    /// How often the lock was taken: the fencing epoch of whoever took it last.
    #[serde(default)]
    pub(crate) epoch: u64,
    /// Whether the journal holds what no snapshot does.
    #[serde(default)]
    pub(crate) recording: bool,
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    folder: PathBuf,
    /// Closing it frees the lock; the kernel does the same when the process dies. It holds how far the run is.
    file: File,
    note: Note,
}

impl Lock {
    /// Takes the lock of a folder, at once or not at all.
    pub(crate) fn take(folder: &Path, owner: Owner) -> Result<Lock, StoreError> {
        let path = folder.join("lock");
        let file = open_locked(folder, &path)?;
        let before = note(folder);
        let note = Note { owner: Some(owner), epoch: before.epoch + 1, ..before };
        let lock = Lock { folder: folder.to_owned(), file, note };
        lock.write()?;
        Ok(lock)
    }

    /// Returns the fencing epoch of this run.
    pub(crate) fn epoch(&self) -> u64 {
        self.note.epoch
    }

    /// Changes the note beside the lock.
    pub(crate) fn note(&mut self, change: impl FnOnce(&mut Note)) -> Result<(), StoreError> {
        let before = self.note.clone();
        change(&mut self.note);
        if self.note == before { Ok(()) } else { self.write() }
    }

    /// Writes how far the run is. It is for people, so it is not made durable and may fail.
    pub(crate) fn progress(&self, progress: Progress) {
        let text = serde_json::to_vec(&progress).unwrap_or_default();
        let _ = self.file.write_all_at(&text, 0).and_then(|()| self.file.set_len(text.len() as u64));
    }

    fn write(&self) -> Result<(), StoreError> {
        let path = note_path(&self.folder);
        let text = serde_json::to_vec(&self.note).map_err(|reason| unwritable(&path, &reason.into()))?;
        files::keep(&path, &text)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.note.owner = None;
        // The note is for people; the kernel frees the lock in any case.
        let _ = self.write();
    }
}

/// Returns the note of a folder; one that cannot be read says nothing.
pub(crate) fn note(folder: &Path) -> Note {
    let bytes = files::read(&note_path(folder)).ok().flatten().unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn note_path(folder: &Path) -> PathBuf {
    folder.join("lock.json")
}

fn open_locked(folder: &Path, path: &Path) -> Result<File, StoreError> {
    loop {
        let gone = || unwritable(path, &std::io::ErrorKind::NotFound.into());
        let file = files::open(path, OFlags::RDWR | OFlags::CREATE)?.ok_or_else(gone)?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => (),
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(held(folder).error(crate::clock::system_now())),
            Err(reason) => return Err(unwritable(path, &reason.into())),
        }
        // Somebody may have deleted the file between opening and locking it: then the lock is on nothing.
        let ours = file.metadata().map_err(|reason| unwritable(path, &reason))?;
        let there = path.symlink_metadata().ok();
        if there.is_some_and(|there| there.ino() == ours.ino() && there.dev() == ours.dev()) {
            return Ok(file);
        }
    }
}

/// Returns who holds the lock of a folder, and how far the run is.
pub(crate) fn held(folder: &Path) -> Held {
    let stack = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let progress = files::read(&folder.join("lock")).ok().flatten();
    let progress = progress.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Held { stack, owner: note(folder).owner, progress, ..Held::default() }
}
