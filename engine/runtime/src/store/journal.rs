//! The journal file: one line for everything that was made durable together.
//!
//! A line is the checksum, the length, and a JSON array of records: `c0ffee12 57 [{…},{…}]`. The checksum goes on from
//! that of the line before, so that a line taken out of the middle shows. The first line says what the journal builds
//! on. Whoever appends waits until the line is durable before relying on any of it; so a last line that was cut off is
//! as good as none, and anything else that does not fit is damage.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};
use tandem_core::journal::Record;
use tandem_core::store::StoreError;

use super::explain::{error, unwritable};
use super::files;

const FORMAT: &str = "tandem-journal";
const VERSION: u64 = 1;
/// So many zeros in a row are what the disk never got, not a change to what it had.
const ZEROS: usize = 64;

/// What a journal builds on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    format: String,
    version: u64,
    /// The lineage of the snapshot; empty before the first one.
    pub(crate) lineage: String,
    /// The serial of the snapshot; 0 before the first one.
    pub(crate) serial: u64,
}

impl Header {
    /// Returns the header of a journal on a snapshot.
    pub(crate) fn new(lineage: &str, serial: u64) -> Header {
        Header { format: FORMAT.to_owned(), version: VERSION, lineage: lineage.to_owned(), serial }
    }
}

/// A journal as it was read.
#[derive(Debug)]
pub(crate) struct Journal {
    /// What it builds on.
    pub(crate) header: Header,
    /// Its records, in order.
    pub(crate) records: Vec<Record>,
    /// How many bytes of it count; what is behind was cut off.
    length: u64,
    /// The checksum of its last line.
    sum: u32,
}

/// Reads a journal, or nothing if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Journal>, StoreError> {
    match files::read(path)? {
        Some(bytes) => parse(path, &bytes).map(Some),
        None => Ok(None),
    }
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Journal, StoreError> {
    let name = path.display();
    let mut lines = Lines { bytes, at: 0, sum: 0 };
    if bytes.is_empty() {
        let hint = "put back a copy of it; if there is none and no apply was interrupted, delete it";
        return Err(error("state::empty", format!("`{name}` is empty"), hint));
    }
    // The first line is in place before the file bears its name: it is never cut off by a crash.
    let first = lines.next_line().and_then(|line| line.ok_or(Flaw::Damaged));
    let header = first.ok().and_then(|content| serde_json::from_slice::<Header>(content).ok());
    let Some(header) = header else { return Err(first_line(path, bytes)) };
    if header.format != FORMAT || header.version != VERSION {
        let message = format!("`{name}` was written by a later Tandem (format {})", header.version);
        return Err(error("state::newer", message, "use that version of Tandem, or a later one"));
    }
    let mut records = Vec::new();
    loop {
        let line = lines.at;
        match lines.next_line() {
            Ok(Some(content)) => match serde_json::from_slice::<Vec<Record>>(content) {
                Ok(more) => records.extend(more),
                Err(reason) => {
                    let message = format!(
                        "`{name}` holds a record, at byte {line}, that this Tandem cannot read: {reason}"
                    );
                    return Err(error("state::newer", message, "use the version of Tandem that wrote it"));
                }
            },
            Ok(None) | Err(Flaw::CutOff) => break,
            Err(Flaw::Damaged) => {
                let message = format!("`{name}` is damaged at byte {line}");
                let hint = "put back a copy of it; what it says of the last apply is needed to go on safely";
                return Err(error("state::journal", message, hint));
            }
        }
    }
    Ok(Journal { header, records, length: lines.good(), sum: lines.sum })
}

fn first_line(path: &Path, bytes: &[u8]) -> StoreError {
    // Two pieces of it, so that one that is damaged does not make it foreign.
    let ours = ["{\"format\":\"tand", "em-journal\",\"version\""];
    let head = &bytes[..bytes.len().min(256)];
    let has = |piece: &&str| head.windows(piece.len()).any(|window| window == piece.as_bytes());
    let hint = "put back a copy of it; what it says of the last apply is needed to go on safely";
    if ours.iter().any(has) || bytes.len() < 64 {
        let message = format!("`{}` is damaged in its first line", path.display());
        return error("state::journal", message, hint);
    }
    error("state::foreign", format!("`{}` is not a journal of Tandem", path.display()), hint)
}

/// What is wrong with a line.
enum Flaw {
    /// It is the last one and was not written to its end.
    CutOff,
    /// It is not as it was written.
    Damaged,
}

struct Lines<'a> {
    bytes: &'a [u8],
    /// Where the next line starts.
    at: usize,
    sum: u32,
}

impl<'a> Lines<'a> {
    fn next_line(&mut self) -> Result<Option<&'a [u8]>, Flaw> {
        let rest = &self.bytes[self.at..];
        if rest.is_empty() {
            return Ok(None);
        }
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            return Err(self.endless(rest));
        };
        let line = &rest[..end];
        match self.content(line) {
            Some((sum, content)) => {
                self.at += end + 1;
                self.sum = sum;
                Ok(Some(content))
            }
            // After a loss of power a file may have its new length but not all of its new content: zeros instead.
            None if end + 1 == rest.len() && line.windows(ZEROS).any(|window| window == [0; ZEROS]) => {
                Err(Flaw::CutOff)
            }
            None => Err(Flaw::Damaged),
        }
    }

    /// Tells a line that was cut off from a whole one whose end was changed.
    fn endless(&self, rest: &[u8]) -> Flaw {
        let whole = rest.split_last().is_some_and(|(_, line)| self.content(line).is_some());
        if whole { Flaw::Damaged } else { Flaw::CutOff }
    }

    fn content(&self, line: &'a [u8]) -> Option<(u32, &'a [u8])> {
        let (sum, rest) = split(line)?;
        let (length, content) = split(rest)?;
        let expected = seal(self.sum, content);
        let fits =
            sum == format!("{expected:08x}").as_bytes() && length == content.len().to_string().as_bytes();
        fits.then_some((expected, content))
    }

    fn good(&self) -> u64 {
        self.at as u64
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b' ')?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

fn seal(before: u32, content: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new_with_initial(before);
    sum.update(content);
    sum.finalize()
}

/// Returns a line of a journal, and its checksum, after one of checksum `before`.
pub(crate) fn line(before: u32, content: &[u8]) -> (u32, Vec<u8>) {
    let sum = seal(before, content);
    let mut line = format!("{sum:08x} {} ", content.len()).into_bytes();
    line.extend_from_slice(content);
    line.push(b'\n');
    (sum, line)
}

/// Returns the content of a line, without its end, and its checksum; `None` if it is not as it was written.
pub(crate) fn whole_line(before: u32, line: &[u8]) -> Option<(u32, &[u8])> {
    Lines { bytes: line, at: 0, sum: before }.content(line)
}

/// A journal that is being written.
#[derive(Debug)]
pub(crate) struct Appender {
    path: PathBuf,
    file: File,
    length: u64,
    sum: u32,
}

impl Appender {
    /// Starts a journal on a snapshot; one that is there is replaced.
    pub(crate) fn start(path: &Path, header: &Header) -> Result<Appender, StoreError> {
        let content = serde_json::to_vec(header).map_err(|reason| unwritable(path, &reason.into()))?;
        let (sum, bytes) = line(0, &content);
        files::replace(path, &bytes)?;
        Appender::at(path, bytes.len() as u64, sum)
    }

    /// Goes on with a journal as it was read; what was cut off is taken away.
    pub(crate) fn resume(path: &Path, journal: &Journal) -> Result<Appender, StoreError> {
        Appender::at(path, journal.length, journal.sum)
    }

    fn at(path: &Path, length: u64, sum: u32) -> Result<Appender, StoreError> {
        let gone = || unwritable(path, &std::io::ErrorKind::NotFound.into());
        let mut file = files::open(path, OFlags::RDWR)?.ok_or_else(gone)?;
        let cut = file.set_len(length).and_then(|()| file.seek(SeekFrom::Start(length)));
        cut.map_err(|reason| unwritable(path, &reason))?;
        Ok(Appender { path: path.to_owned(), file, length, sum })
    }

    /// Adds records; they are durable once this returns.
    pub(crate) fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        let content = serde_json::to_vec(records).map_err(|reason| unwritable(&self.path, &reason.into()))?;
        let (sum, bytes) = line(self.sum, &content);
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        if let Err(reason) = written {
            // What may be there of the line is cut off when the journal is read again; taking it away now only helps
            // people who look at the file.
            let _ = self.file.set_len(self.length);
            return Err(unwritable(&self.path, &reason));
        }
        self.length += bytes.len() as u64;
        self.sum = sum;
        Ok(())
    }
}
