//! The snapshots that are kept: the newest twenty, each whole and durable before the state itself is replaced.

use std::path::Path;

use tandem_core::State;
use tandem_core::store::StoreError;

use super::disk::Disk;
use super::explain::error;
use super::{files, paths, snapshot};

/// How many are kept.
pub(crate) const KEPT: usize = 20;

/// Keeps a snapshot, and the newest twenty in all. It is made first: then it is never behind the state.
pub(crate) fn keep(disk: &dyn Disk, folder: &Path, serial: u64, bytes: &[u8]) -> Result<(), StoreError> {
    files::make_folder(disk, &paths::copies(folder))?;
    files::replace(disk, &paths::copy(folder, serial), bytes)?;
    let kept = serials(disk, folder);
    for old in kept.iter().take(kept.len().saturating_sub(KEPT)) {
        // One copy too many does no harm.
        let _ = disk.remove(&paths::copy(folder, *old));
    }
    Ok(())
}

/// Returns the serials of the kept snapshots, rising.
pub(crate) fn serials(disk: &dyn Disk, folder: &Path) -> Vec<u64> {
    let names = disk.list(&paths::copies(folder)).unwrap_or_default();
    let mut serials: Vec<u64> =
        names.iter().filter_map(|name| name.strip_suffix(".json")?.parse().ok()).collect();
    serials.sort_unstable();
    serials
}

/// Reads a kept snapshot.
///
/// # Errors
/// If there is none of this serial, or it cannot be read.
pub(crate) fn read(disk: &dyn Disk, folder: &Path, serial: u64) -> Result<State, StoreError> {
    let path = paths::copy(folder, serial);
    let none = || {
        let message = format!("there is no kept snapshot of serial {serial}");
        error("state::snapshot", message, "`tandem state history` lists those that are kept")
    };
    let bytes = files::read(disk, &path)?.ok_or_else(none)?;
    let state = snapshot::read(&path, &bytes)?;
    // A file that was renamed is not what its name says.
    if state.serial == serial { Ok(state) } else { Err(none()) }
}
