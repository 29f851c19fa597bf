//! The append-only log: a header line, then one line for each accepted change.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::World;
use super::cell::Line;
use super::store::{OpenError, VERSION, at, private, replace};
use crate::services::Entry;

/// No log with changes is smaller than this; a header alone never reaches it.
pub(super) const EMPTY: u64 = 64;

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    /// The sequence number that the first change follows.
    after: u64,
}

/// The changes of one call; with none, and the number of the last ones, time that has passed since them.
#[derive(Serialize, Deserialize)]
struct Accepted {
    #[serde(rename = "n")]
    sequence: u64,
    #[serde(rename = "t")]
    time: u64,
    #[serde(rename = "c")]
    changes: Vec<Line>,
}

/// The log file, open for appending.
pub(super) struct Log {
    path: PathBuf,
    file: File,
    size: u64,
}

impl Log {
    /// Opens or creates the log, and brings the world up to its last change.
    pub(super) fn open(path: &Path, world: &mut World) -> Result<Self, OpenError> {
        let text = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::create(path, world),
            other => other.map_err(at(path))?,
        };
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for (index, line) in text[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
            replay(world, index, line).map_err(|reason| OpenError::Damaged {
                file: path.to_owned(),
                line: index + 1,
                reason,
            })?;
        }
        // The log is made in one step, header and all: without a header it is not a torn one.
        if whole == 0 {
            let reason = "the file has no header".into();
            return Err(OpenError::Damaged { file: path.to_owned(), line: 1, reason });
        }
        let file = private().append(true).open(path).map_err(at(path))?;
        // What follows the last line end was never answered: the process died while writing it.
        file.set_len(whole as u64).map_err(at(path))?;
        Ok(Self { path: path.to_owned(), file, size: whole as u64 })
    }

    fn create(path: &Path, world: &World) -> Result<Self, OpenError> {
        if world.sequence > 0 {
            let reason = "the log is missing beside its snapshot".into();
            return Err(OpenError::Damaged { file: path.to_owned(), line: 1, reason });
        }
        fresh(path, world.sequence).map_err(at(path))
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Writes one line; it is in the system's hands when this returns.
    pub(super) fn append(&mut self, sequence: u64, time: u64, changes: Vec<Line>) -> io::Result<()> {
        let mut line = serde_json::to_vec(&Accepted { sequence, time, changes })?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.size += line.len() as u64;
        Ok(())
    }

    /// Starts anew after a snapshot that holds everything up to `sequence`.
    pub(super) fn restart(&mut self, sequence: u64) -> io::Result<()> {
        *self = fresh(&self.path, sequence)?;
        Ok(())
    }
}

fn fresh(path: &Path, after: u64) -> io::Result<Log> {
    let mut header = serde_json::to_vec(&Header { version: VERSION, after })?;
    header.push(b'\n');
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    replace(path.parent().unwrap_or(Path::new(".")), &name, &header)?;
    let file = private().append(true).open(path)?;
    Ok(Log { path: path.to_owned(), file, size: header.len() as u64 })
}

/// Applies one line, unless the snapshot has it already.
fn replay(world: &mut World, index: usize, line: &[u8]) -> Result<(), String> {
    if index == 0 {
        let header: Header = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if header.version != VERSION {
            return Err(format!("version {} is not {VERSION}", header.version));
        }
        let gap = header.after > world.sequence;
        return if gap { Err("the snapshot this log continues is missing".into()) } else { Ok(()) };
    }
    let accepted: Accepted = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    if accepted.sequence <= world.sequence {
        // A line without changes says how far time had come.
        world.last_time = world.last_time.max(accepted.time);
        return Ok(());
    }
    if accepted.sequence != world.sequence + 1 {
        return Err(format!("change {} follows change {}", accepted.sequence, world.sequence));
    }
    for (service, account, region, event) in accepted.changes {
        let entry = Entry::named(&service).ok_or_else(|| format!("unknown service `{service}`"))?;
        let cell = world.cell(entry, &account, &region);
        cell.replay(&event, accepted.time).map_err(|error| error.to_string())?;
    }
    (world.sequence, world.last_time) = (accepted.sequence, accepted.time);
    Ok(())
}
