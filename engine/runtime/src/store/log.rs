//! The file of the audit log: one line an entry, only ever added to.

use std::path::Path;

use tandem_core::state::AuditHead;
use tandem_core::store::StoreError;

use super::disk::{Disk, How};
use super::explain::unwritable;
use super::{files, note, paths, snapshot};
use crate::audit::Trail;

/// Brings the log up to the journal: what a loss of power took from its end is written again.
pub(crate) fn mend(disk: &dyn Disk, folder: &Path, journal: &[String]) -> Result<(), StoreError> {
    let path = paths::audit(folder);
    let bytes = files::read(disk, &path)?.unwrap_or_default();
    let keep = kept(&bytes, journal);
    let lost: &[String] = missing(&bytes[..keep], journal);
    if keep == bytes.len() && lost.is_empty() {
        return Ok(());
    }
    let cut = || -> std::io::Result<()> {
        let Some(mut file) = disk.open(&path, How::Make)? else { return Ok(()) };
        let text: String = lost.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        file.write(keep as u64, text.as_bytes())?;
        file.set_length((keep + text.len()) as u64)?;
        file.sync()
    };
    cut().map_err(|reason| unwritable(&path, &reason))
}

/// Returns how many bytes of the log stand: up to where it and the journal part, and no half line.
fn kept(bytes: &[u8], journal: &[String]) -> usize {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (mut at, mut wanted) = (0, journal.iter().peekable());
    let mut begun = false;
    for line in bytes[..whole].split_inclusive(|byte| *byte == b'\n') {
        let text = &line[..line.len() - 1];
        match wanted.peek() {
            Some(next) if next.as_bytes() == text => {
                begun = true;
                wanted.next();
            }
            // What follows in the log was not durable, and the journal has it.
            Some(_) if begun => return at,
            // A line of zeros is one that the disk never got.
            _ if text.contains(&0) && !journal.is_empty() => return at,
            _ => (),
        }
        at += line.len();
    }
    whole
}

/// Returns the lines of the journal that the log does not end with.
fn missing<'a>(bytes: &[u8], journal: &'a [String]) -> &'a [String] {
    let has = |line: &String| bytes.split(|byte| *byte == b'\n').any(|text| text == line.as_bytes());
    let there = journal.iter().take_while(|line| has(line)).count();
    &journal[there..]
}

/// Makes the log survive a loss of power.
pub(crate) fn sync(disk: &dyn Disk, folder: &Path) -> Result<(), StoreError> {
    let path = paths::audit(folder);
    match files::open(disk, &path, How::Change)? {
        Some(mut file) => file.sync().map_err(|reason| unwritable(&path, &reason)),
        None => Ok(()),
    }
}

/// Returns the last line of the log.
pub(crate) fn last(disk: &dyn Disk, folder: &Path) -> Result<Option<String>, StoreError> {
    let bytes = files::read(disk, &paths::audit(folder))?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).lines().next_back().map(str::to_owned))
}

/// Returns the end of the log, to be kept elsewhere.
pub(crate) fn head(disk: &dyn Disk, folder: &Path) -> Result<AuditHead, StoreError> {
    let last = last(disk, folder)?;
    let head = last.map(|last| Trail::after(Some(&last)).head().clone());
    Ok(head.unwrap_or_default())
}

/// Returns the whole log, and what the state and the note remember of its end.
pub(crate) fn read_all(disk: &dyn Disk, folder: &Path) -> Result<(String, Vec<AuditHead>), StoreError> {
    let bytes = files::read(disk, &paths::audit(folder))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let path = paths::state(folder);
    let state = files::read(disk, &path).ok().flatten().and_then(|bytes| snapshot::read(&path, &bytes).ok());
    let heads =
        state.map(|state| state.audit).into_iter().chain([note::glance(disk, &paths::note(folder)).audit]);
    Ok((text, heads.filter(|head| head.lines > 0).collect()))
}
