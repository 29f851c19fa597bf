//! The names of the files in the folder of a stack.

use std::path::{Path, PathBuf};

/// Returns the snapshot.
pub(crate) fn state(folder: &Path) -> PathBuf {
    folder.join("state.json")
}

/// Returns the journal.
pub(crate) fn journal(folder: &Path) -> PathBuf {
    folder.join("journal.log")
}

/// Returns the file that is locked.
pub(crate) fn lock(folder: &Path) -> PathBuf {
    folder.join("lock")
}

/// Returns the note beside the lock.
pub(crate) fn note(folder: &Path) -> PathBuf {
    folder.join("lock.json")
}

/// Returns the audit log.
pub(crate) fn audit(folder: &Path) -> PathBuf {
    folder.join("audit.log")
}

/// Returns the folder of the kept snapshots.
pub(crate) fn copies(folder: &Path) -> PathBuf {
    folder.join("snapshots")
}

/// Returns a kept snapshot.
pub(crate) fn copy(folder: &Path, serial: u64) -> PathBuf {
    copies(folder).join(format!("{serial}.json"))
}
