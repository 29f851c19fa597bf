//! State in files: `state.json`, `journal.log`, `lock`, `audit.log` and `snapshots/` in the folder of a stack.
//!
//! The snapshot is replaced in one step at the end of an apply and never edited; between two snapshots the journal
//! says what was done. An empty, cut, changed, older or foreign file is an error that says which, never "no state".

mod copies;
pub mod disk;
mod explain;
mod file_store;
pub(crate) mod files;
pub mod history;
mod journal;
mod lock;
mod log;
mod note;
mod owner;
mod paths;
mod reading;
pub mod remote;
pub mod salvage;
pub(crate) mod snapshot;

use std::path::Path;

use tandem_core::store::{StoreError, Stored};

pub(crate) use explain::explanations;
pub use file_store::FileStore;
pub use owner::{Held, Owner};

use disk::{Disk, System};
use reading::Reading;

/// Reads the state of a stack without its lock, for looking only; `Stored::default()` if there has never been one.
///
/// # Errors
/// If something is there that is not whole and ours.
pub fn load(folder: &Path) -> Result<Stored, StoreError> {
    load_on(&System, folder)
}

/// Reads the state of a stack on a disk, as [`load`].
///
/// # Errors
/// As [`load`].
pub fn load_on(disk: &dyn Disk, folder: &Path) -> Result<Stored, StoreError> {
    if let Ok(None) = disk.look(folder) {
        return Ok(Stored::default());
    }
    files::check_folder(disk, folder)?;
    glance(disk, folder).map(Reading::stored)
}

fn glance(disk: &dyn Disk, folder: &Path) -> Result<Reading, StoreError> {
    let note = note::read(disk, &paths::note(folder))?.unwrap_or_default();
    reading::read(disk, folder, &note)
}

/// Returns who holds the lock of a stack, or died holding it.
pub fn owner(folder: &Path) -> Option<Owner> {
    note::glance(&System, &paths::note(folder)).owner
}

/// Returns who holds the lock of a stack now, or died holding it, and how far the run is.
pub fn held(folder: &Path) -> Held {
    lock::held(&System, folder)
}

/// Returns who holds the lock of a stack at this moment; `None` if it is free.
///
/// # Errors
/// If the lock cannot be looked at.
pub fn holder(folder: &Path) -> Result<Option<Held>, StoreError> {
    lock::holder(&System, folder)
}

/// Returns the audit log of a stack, and what was remembered elsewhere of its end.
///
/// # Errors
/// If it cannot be read. Damage to the state or to the note is no error here: then they say nothing of the log.
pub fn audit_log(folder: &Path) -> Result<(String, Vec<tandem_core::state::AuditHead>), StoreError> {
    log::read_all(&System, folder)
}
