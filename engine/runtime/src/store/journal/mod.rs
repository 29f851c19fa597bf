//! The journal file: one line for everything that was made durable together.
//!
//! A line is the checksum, the length, and a JSON document: `c0ffee12 57 {"records":[{…},{…}]}`. The checksum goes on
//! from that of the line before, so that a line taken out of the middle shows. The first line says what the journal
//! builds on. The file is longer than its lines: the rest is zeros, whose place on the disk is taken beforehand, so
//! that a disk that fills up does not keep us from saying what was done. Because its length is always a power of two
//! times [`UNIT`], a file that was cut shows, too.
//!
//! Whoever appends waits until the line is durable before relying on any of it; so a last line of which sectors are
//! missing is as good as none, and anything else that does not fit is damage.

mod appender;
mod line;

use std::path::Path;

use serde::{Deserialize, Serialize};
use tandem_core::journal::Record;
use tandem_core::store::StoreError;

use super::disk::Disk;
use super::explain::{RECOVER, error};
use super::files;

pub(crate) use appender::Appender;
use line::{Flaw, Lines};
pub(crate) use line::{line, whole_line};

const FORMAT: &str = "tandem-journal";
const VERSION: u64 = 2;
/// The least length of the file: what a page of most systems has.
pub(crate) const UNIT: u64 = 4096;

/// What a journal builds on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    format: String,
    version: u64,
    /// The lineage of the snapshot; empty before the first one.
    pub(crate) lineage: String,
    /// The serial of the snapshot; 0 before the first one.
    pub(crate) serial: u64,
    /// The checksum of the whole file of the snapshot; 0 before the first one.
    #[serde(default)]
    pub(crate) base: u32,
    /// The fencing epoch of the run that started it.
    #[serde(default)]
    pub(crate) epoch: u64,
}

impl Header {
    /// Returns the header of a journal on a snapshot.
    pub(crate) fn new(lineage: &str, serial: u64, base: u32, epoch: u64) -> Header {
        Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            lineage: lineage.to_owned(),
            serial,
            base,
            epoch,
        }
    }
}

/// What is made durable together.
#[derive(Default, Serialize, Deserialize)]
struct Content {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    records: Vec<Record>,
    /// Lines of the audit log that the log itself may have lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    audit: Vec<String>,
}

/// A journal as it was read.
#[derive(Debug)]
pub(crate) struct Journal {
    /// What it builds on.
    pub(crate) header: Header,
    /// Its records, in order.
    pub(crate) records: Vec<Record>,
    /// The lines of the audit log that it holds.
    pub(crate) audit: Vec<String>,
    /// How many bytes of it count; what is behind is room.
    length: u64,
    /// How long the file is.
    allocated: u64,
    /// The checksum of its last line.
    sum: u32,
}

/// A journal of which only the beginning could be read.
#[derive(Debug)]
pub(crate) struct Part {
    /// What could be read.
    pub(crate) journal: Journal,
    /// Why no more.
    pub(crate) error: StoreError,
}

/// Reads a journal, or nothing if there is none.
pub(crate) fn read(disk: &dyn Disk, path: &Path) -> Result<Option<Journal>, StoreError> {
    match files::read(disk, path)? {
        Some(bytes) => parse(path, &bytes).map(Some).map_err(|(_, error)| error),
        None => Ok(None),
    }
}

/// Reads as much of a journal as is whole.
///
/// # Errors
/// If not even its first line is.
pub(crate) fn read_part(path: &Path, bytes: &[u8]) -> Result<Result<Journal, Part>, StoreError> {
    match parse(path, bytes) {
        Ok(journal) => Ok(Ok(journal)),
        Err((Some(journal), error)) => Ok(Err(Part { journal: *journal, error })),
        Err((None, error)) => Err(error),
    }
}

type Unread = (Option<Box<Journal>>, StoreError);

fn parse(path: &Path, bytes: &[u8]) -> Result<Journal, Unread> {
    let name = path.display();
    if bytes.is_empty() {
        return Err((None, error("state::empty", format!("`{name}` is empty"), RECOVER)));
    }
    let mut lines = Lines::new(bytes);
    // The first line is in place before the file bears its name: it is never cut off by a crash.
    let first = lines.next_line().ok().flatten();
    let header = first.and_then(|content| serde_json::from_slice::<Header>(content).ok());
    let Some(header) = header else { return Err((None, first_line(path, bytes))) };
    if header.format != FORMAT || header.version != VERSION {
        return Err((None, other_version(path, header.version)));
    }
    let allocated = bytes.len() as u64;
    let mut journal =
        Journal { header, records: Vec::new(), audit: Vec::new(), length: 0, allocated, sum: 0 };
    let error = rest(path, &mut lines, &mut journal).err();
    (journal.length, journal.sum) = (lines.length(), lines.sum());
    match error {
        None => Ok(journal),
        Some(error) => Err((Some(Box::new(journal)), error)),
    }
}

fn rest(path: &Path, lines: &mut Lines<'_>, journal: &mut Journal) -> Result<(), StoreError> {
    let name = path.display();
    loop {
        let at = lines.length();
        match lines.next_line() {
            Ok(Some(content)) => match serde_json::from_slice::<Content>(content) {
                Ok(more) => {
                    journal.records.extend(more.records);
                    journal.audit.extend(more.audit);
                }
                Err(reason) => {
                    let message = format!(
                        "`{name}` holds a record, at byte {at}, that this Tandem cannot read: {reason}"
                    );
                    return Err(error("state::newer", message, "use the version of Tandem that wrote it"));
                }
            },
            Ok(None) | Err(Flaw::Torn) if is_length(journal.allocated) => return Ok(()),
            Ok(None) | Err(Flaw::Torn | Flaw::Cut) => {
                let message = format!("`{name}` ends in the middle, after {} bytes", journal.allocated);
                return Err(error("state::short", message, RECOVER));
            }
            Err(Flaw::Damaged) => {
                return Err(error("state::journal", format!("`{name}` is damaged at byte {at}"), RECOVER));
            }
        }
    }
}

/// Returns whether a whole file can have a length.
fn is_length(length: u64) -> bool {
    length >= UNIT && length.is_power_of_two()
}

fn other_version(path: &Path, version: u64) -> StoreError {
    let name = path.display();
    if version > VERSION {
        let message = format!("`{name}` was written by a later Tandem (format {version})");
        return error("state::newer", message, "use that version of Tandem, or a later one");
    }
    let message = format!("`{name}` was written by an earlier Tandem (format {version})");
    error("state::journal", message, RECOVER)
}

fn first_line(path: &Path, bytes: &[u8]) -> StoreError {
    // Two pieces of it, so that one that is damaged does not make it foreign.
    let ours = ["{\"format\":\"tand", "em-journal\",\"version\""];
    let head = &bytes[..bytes.len().min(256)];
    let has = |piece: &&str| head.windows(piece.len()).any(|window| window == piece.as_bytes());
    let name = path.display();
    if !ours.iter().any(has) && bytes.len() >= 64 {
        let message = format!("`{name}` is not a journal of Tandem");
        return error("state::foreign", message, format!("move it away, then: {RECOVER}"));
    }
    if !is_length(bytes.len() as u64) {
        let message = format!("`{name}` ends in the middle, after {} bytes", bytes.len());
        return error("state::short", message, RECOVER);
    }
    error("state::journal", format!("`{name}` is damaged in its first line"), RECOVER)
}
