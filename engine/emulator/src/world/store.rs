//! The world on disk: a snapshot and the log of changes accepted since.
//!
//! A change is one line, written before it is applied and before the caller is answered, so a killed
//! process loses nothing that was answered. The log is folded into a new snapshot when it has outgrown
//! the old one; that keeps the cost of a change constant however large the world is.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::cell::{Change, Line};
use super::log::{self, Log};
use super::{Cell, World};
use crate::services::Entry;

/// The format of snapshot and log.
pub(super) const VERSION: u32 = 1;

/// A log below this size is never worth a snapshot while calls are being answered.
const SMALL_LOG: u64 = 1 << 20;

/// A log is folded when it is this many times as large as the snapshot under it.
const OUTGROWN: u64 = 4;

/// Why a world cannot be opened.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has the folder open.
    Locked {
        /// The folder.
        dir: PathBuf,
    },
    /// A file holds something else than what was written.
    Damaged {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A file or folder cannot be read or written.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { dir } => {
                write!(formatter, "the emulator's data in `{}` is in use by another process", dir.display())
            }
            Self::Damaged { file, line, reason } => {
                write!(
                    formatter,
                    "the emulator's data is damaged: `{}` line {line}: {reason}",
                    file.display()
                )
            }
            Self::Io { path, error } => write!(formatter, "cannot use `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for OpenError {}

/// Turns a system error into an [`OpenError`] that names the path.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    |error| OpenError::Io { path, error }
}

#[derive(Serialize, Deserialize)]
struct Snapshot {
    version: u32,
    sequence: u64,
    time: u64,
    cells: Vec<Line>,
}

/// A world and, unless it lives in memory only, its files.
pub(crate) struct Store {
    pub(crate) world: World,
    files: Option<Files>,
}

struct Files {
    dir: PathBuf,
    log: Log,
    snapshot_size: u64,
    /// Held for as long as the store lives; the system frees it when the process ends in any way.
    _lock: File,
    /// Set by a failed write: what the log holds then is uncertain, so nothing more is accepted.
    broken: Option<String>,
}

impl Store {
    /// Makes a world that is forgotten when dropped.
    pub(crate) fn in_memory() -> Self {
        Self { world: World::default(), files: None }
    }

    /// Opens or creates the world in a folder.
    pub(crate) fn open(dir: &Path) -> Result<Self, OpenError> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(at(dir))?;
        let lock = lock(dir)?;
        let snapshot = dir.join("snapshot.json");
        let mut world = World::default();
        let snapshot_size = load(&mut world, &snapshot)?;
        let log = Log::open(&dir.join("log.jsonl"), &mut world)?;
        let files = Files { dir: dir.to_owned(), log, snapshot_size, _lock: lock, broken: None };
        let mut store = Self { world, files: Some(files) };
        store.compact(|log, snapshot| log > log::EMPTY && log > snapshot).map_err(at(&snapshot))?;
        Ok(store)
    }

    /// Accepts changes as one: all of them survive a crash, or none.
    pub(crate) fn commit(&mut self, changes: Vec<Box<dyn Change>>, now: u64) -> Result<(), String> {
        if changes.is_empty() {
            return Ok(());
        }
        let sequence = self.world.sequence + 1;
        if let Some(files) = &mut self.files {
            if let Some(broken) = &files.broken {
                return Err(broken.clone());
            }
            let lines: Result<Vec<Line>, _> = changes.iter().map(|change| change.line()).collect();
            let lines = lines.map_err(|error| format!("a change cannot be written: {error}"))?;
            files.log.append(sequence, now, lines).map_err(|error| {
                let reason = format!("the emulator cannot write its log: {error}");
                files.broken.insert(reason).clone()
            })?;
        }
        self.world.sequence = sequence;
        self.world.last_time = now;
        for change in changes {
            change.apply(&mut self.world, now);
        }
        // The change is safe in the log already: a failed snapshot costs space, not data.
        let _ = self.compact(|log, snapshot| log > SMALL_LOG && log > OUTGROWN * snapshot);
        Ok(())
    }

    /// Remembers that time has come to `now`, if that is at least `least` later than what is known already.
    ///
    /// Without it a world that is opened again would stand at its last change, and what was finished since
    /// would be in progress once more. A world in memory has nothing to remember it for, an untouched one nothing in
    /// progress.
    pub(crate) fn pass(&mut self, now: u64, least: u64) {
        let Some(files) = self.files.as_mut().filter(|files| files.broken.is_none()) else { return };
        if self.world.sequence == 0 || now < self.world.last_time.saturating_add(least) {
            return;
        }
        match files.log.append(self.world.sequence, now, Vec::new()) {
            Ok(()) => self.world.last_time = now,
            Err(error) => files.broken = Some(format!("the emulator cannot write its log: {error}")),
        }
    }

    /// Writes a snapshot and starts an empty log when `due`, told the sizes of both, says so.
    fn compact(&mut self, due: impl FnOnce(u64, u64) -> bool) -> io::Result<()> {
        let Some(files) = self.files.as_mut().filter(|files| due(files.log.size(), files.snapshot_size))
        else {
            return Ok(());
        };
        let cells = self.world.cells.iter().map(|((service, account, region), cell)| {
            Ok(((*service).to_owned(), account.clone(), region.clone(), cell.save()?))
        });
        let cells = cells.collect::<Result<Vec<_>, serde_json::Error>>()?;
        let (sequence, time) = (self.world.sequence, self.world.last_time);
        let text = serde_json::to_vec(&Snapshot { version: VERSION, sequence, time, cells })?;
        replace(&files.dir, "snapshot.json", &text)?;
        files.snapshot_size = text.len() as u64;
        // Between the two steps the log holds changes that the snapshot has too: replay skips them.
        files.log.restart(sequence)
    }
}

/// Reads a snapshot into an empty world and returns its size.
fn load(world: &mut World, path: &Path) -> Result<u64, OpenError> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other.map_err(at(path))?,
    };
    let damaged = |reason: String| OpenError::Damaged { file: path.to_owned(), line: 1, reason };
    let snapshot: Snapshot = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    if snapshot.version != VERSION {
        return Err(damaged(format!("version {} is not {VERSION}", snapshot.version)));
    }
    for (service, account, region, saved) in snapshot.cells {
        let entry = Entry::named(&service).ok_or_else(|| damaged(format!("unknown service `{service}`")))?;
        let cell = load_cell(entry, &saved).map_err(|error| damaged(error.to_string()))?;
        world.cells.insert((entry.name, account, region), cell);
    }
    (world.sequence, world.last_time) = (snapshot.sequence, snapshot.time);
    Ok(text.len() as u64)
}

fn load_cell(entry: &Entry, saved: &RawValue) -> Result<Box<dyn Cell>, serde_json::Error> {
    entry.load(saved)
}

fn lock(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join("lock");
    let file =
        private().read(true).write(true).create(true).truncate(false).open(&path).map_err(at(&path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(OpenError::Locked { dir: dir.to_owned() }),
        Err(error) => Err(OpenError::Io { path, error: error.into() }),
    }
}

/// Opens files that only their owner can read: a world may hold secrets, such as table items.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Replaces a file in one step, durably.
pub(super) fn replace(dir: &Path, name: &str, text: &[u8]) -> io::Result<()> {
    let fresh = dir.join(format!("{name}.new"));
    let mut file = private().write(true).create(true).truncate(true).open(&fresh)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&fresh, dir.join(name))?;
    File::open(dir)?.sync_all()
}
