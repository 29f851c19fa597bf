//! The note beside a lock: who holds it, and what the folder has seen, so that an old copy put back is noticed.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tandem_core::state::AuditHead;
use tandem_core::store::StoreError;

use super::disk::Disk;
use super::explain::{RECOVER, error, unwritable};
use super::files;
use super::owner::Owner;

const FORMAT: &[u8] = b"{\"format\":\"tandem-lock\",\"version\":1,\"crc32\":\"";
const SUM_DIGITS: usize = 8;
/// Between the checksum and the note.
const KEY: &[u8] = b"\",\"note\":";
const END: &[u8] = b"}\n";

/// The note beside a lock.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Who holds the lock, or died holding it.
    pub(crate) owner: Option<Owner>,
    /// Who held it last.
    #[serde(default)]
    pub(crate) last: Option<Owner>,
    /// The highest serial that was ever written here.
    #[serde(default)]
    pub(crate) high_water: u64,
    /// How often the lock was taken: the fencing epoch of whoever took it last.
    #[serde(default)]
    pub(crate) epoch: u64,
    /// Whether the journal holds what no snapshot does.
    #[serde(default)]
    pub(crate) recording: bool,
    /// What the disk knows the lock file by: a copied folder has another.
    #[serde(default)]
    pub(crate) home: u64,
    /// The end of the audit log.
    #[serde(default)]
    pub(crate) audit: AuditHead,
}

/// Reads the note of a folder; nothing if there is none.
///
/// # Errors
/// If it is not as it was written.
pub(crate) fn read(disk: &dyn Disk, path: &Path) -> Result<Option<Note>, StoreError> {
    let Some(bytes) = files::read(disk, path)? else { return Ok(None) };
    parse(path, &bytes).map(Some)
}

/// Returns the note of a folder, for people only: one that cannot be read says nothing.
pub(crate) fn glance(disk: &dyn Disk, path: &Path) -> Note {
    read(disk, path).ok().flatten().unwrap_or_default()
}

/// Writes the note of a folder.
pub(crate) fn write(disk: &dyn Disk, path: &Path, note: &Note) -> Result<(), StoreError> {
    let text = serde_json::to_vec(note).map_err(|reason| unwritable(path, &reason.into()))?;
    let sum = format!("{:08x}", crc32fast::hash(&text));
    let bytes = [FORMAT, sum.as_bytes(), KEY, &text, END].concat();
    files::replace(disk, path, &bytes)
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Note, StoreError> {
    let name = path.display();
    if bytes.is_empty() {
        return Err(error("state::empty", format!("`{name}` is empty"), RECOVER));
    }
    let whole = bytes.strip_prefix(FORMAT).and_then(|rest| {
        let (sum, rest) = rest.split_at_checked(SUM_DIGITS)?;
        let text = rest.strip_prefix(KEY)?.strip_suffix(END)?;
        (format!("{:08x}", crc32fast::hash(text)).as_bytes() == sum).then_some(text)
    });
    if let Some(note) = whole.and_then(|text| serde_json::from_slice(text).ok()) {
        return Ok(note);
    }
    let head = &bytes[..bytes.len().min(FORMAT.len())];
    if FORMAT.starts_with(head) && !bytes.ends_with(END) {
        let message = format!("`{name}` ends in the middle, after {} bytes", bytes.len());
        return Err(error("state::short", message, RECOVER));
    }
    let message = format!("`{name}` is damaged: its checksum does not match its content");
    Err(error("state::note", message, RECOVER))
}
