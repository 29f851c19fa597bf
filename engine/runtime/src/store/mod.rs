//! State in files: `state.json`, `journal.log`, `lock` and `snapshots/` in the folder of a stack.
//!
//! The snapshot is replaced in one step at the end of an apply and never edited; between two snapshots the journal
//! says what was done. An empty, cut, changed, older or foreign file is an error that says which, never "no state".

mod explain;
pub(crate) mod files;
mod journal;
mod lock;
mod owner;
pub mod remote;
mod snapshot;

use std::path::{Path, PathBuf};

pub(crate) use explain::explanations;
pub use owner::{Held, Owner};
use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::store::{Progress, Store, StoreError, Stored};

use explain::{error, unwritable};
use journal::{Appender, Header, Journal};
use lock::Lock;

/// How many old snapshots are kept.
const KEPT: usize = 20;

/// The state of one stack in its folder, open for writing; it holds the stack's lock until it is dropped.
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
    lock: Lock,
    journal: Option<Appender>,
    /// Set once a write has failed: nothing is written after that, because nothing before it may be trusted.
    broken: bool,
}

impl FileStore {
    /// Opens the folder of a stack, `.tandem/<stack>`, and takes its lock; the folder is made if it is missing.
    ///
    /// # Errors
    /// `state::locked` if another run holds it; other codes if the folder cannot be used.
    pub fn open(folder: &Path, owner: Owner) -> Result<FileStore, StoreError> {
        files::make_folder(folder)?;
        let lock = Lock::take(folder, owner)?;
        Ok(FileStore { folder: folder.to_owned(), lock, journal: None, broken: false })
    }

    fn writer(&mut self) -> Result<&mut Appender, StoreError> {
        if self.broken {
            let path = self.folder.join("journal.log");
            return Err(unwritable(&path, &std::io::Error::other("an earlier write failed")));
        }
        if self.journal.is_none() {
            self.load_now()?;
        }
        self.journal
            .as_mut()
            .ok_or_else(|| unwritable(&self.folder.join("journal.log"), &std::io::ErrorKind::NotFound.into()))
    }
}

/// Reads the state of a stack without its lock, for looking only; `Stored::default()` if there has never been one.
///
/// # Errors
/// If something is there that is not whole and ours.
pub fn load(folder: &Path) -> Result<Stored, StoreError> {
    if folder.symlink_metadata().is_err() {
        return Ok(Stored::default());
    }
    files::check_folder(folder)?;
    read(folder).map(|(stored, _)| stored)
}

/// Returns who holds the lock of a stack, or died holding it.
pub fn owner(folder: &Path) -> Option<Owner> {
    lock::note(folder).owner
}

/// Returns who holds the lock of a stack now, and how far the run is.
pub fn held(folder: &Path) -> Held {
    lock::held(folder)
}

impl Store for FileStore {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move { self.load_now() })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.append_now(records) })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.replace_now(state) })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { files::append_lines(&self.folder.join("audit.log"), lines) })
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            let bytes = files::read(&self.folder.join("audit.log"))?.unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            Ok(text.lines().next_back().map(str::to_owned))
        })
    }

    fn progress(&mut self, progress: Progress) {
        self.lock.progress(progress);
    }

    fn epoch(&self) -> u64 {
        self.lock.epoch()
    }
}

impl FileStore {
    fn load_now(&mut self) -> Result<Stored, StoreError> {
        let (stored, journal) = read(&self.folder)?;
        let path = self.folder.join("journal.log");
        self.journal = Some(match journal {
            Some(journal) => Appender::resume(&path, &journal)?,
            None => {
                let (lineage, serial) = base(stored.snapshot.as_ref());
                Appender::start(&path, &Header::new(lineage, serial))?
            }
        });
        Ok(stored)
    }

    fn append_now(&mut self, records: &[Record]) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        self.writer()?;
        self.lock.note(|note| note.recording = true)?;
        let appended = self.writer()?.append(records);
        self.broken = appended.is_err();
        appended
    }

    fn replace_now(&mut self, state: &State) -> Result<(), StoreError> {
        self.writer()?;
        let path = self.folder.join("state.json");
        let bytes = snapshot::write(state).map_err(|reason| unwritable(&path, &reason.into()))?;
        keep_copy(&self.folder, state.serial, &bytes)?;
        files::replace(&path, &bytes)?;
        // From here on the old journal is behind the snapshot, which readers see by its serial.
        let journal =
            Appender::start(&self.folder.join("journal.log"), &Header::new(&state.lineage, state.serial));
        self.broken = journal.is_err();
        self.journal = Some(journal?);
        self.lock.note(|note| {
            note.recording = false;
            note.high_water = note.high_water.max(state.serial);
        })
    }
}

fn base(snapshot: Option<&State>) -> (&str, u64) {
    snapshot.map_or(("", 0), |state| (state.lineage.as_str(), state.serial))
}

/// Reads snapshot and journal; the journal is `None` if it is missing or older than the snapshot.
fn read(folder: &Path) -> Result<(Stored, Option<Journal>), StoreError> {
    // The journal first: a writer replaces the snapshot before it, so what is read here is never behind it.
    let journal = journal::read(&folder.join("journal.log"))?;
    let path = folder.join("state.json");
    let snapshot = files::read(&path)?.map(|bytes| snapshot::read(&path, &bytes)).transpose()?;
    let note = lock::note(folder);
    let (lineage, serial) = base(snapshot.as_ref());
    let seen = journal.as_ref().map_or(0, |journal| journal.header.serial).max(note.high_water);
    if snapshot.is_none() && seen > 0 {
        let message = format!("`{}` is gone; it was at serial {seen}", path.display());
        return Err(error("state::missing", message, copy_hint(folder, seen)));
    }
    if serial < seen {
        let message = format!(
            "`{}` is an old copy: serial {serial}, while serial {seen} was already written",
            path.display()
        );
        return Err(error("state::older", message, copy_hint(folder, seen)));
    }
    let present = journal.is_some();
    let mut journal = journal.filter(|journal| journal.header.serial == serial);
    if let Some(journal) = &journal
        && journal.header.lineage != lineage
    {
        let message =
            format!("`journal.log` and `state.json` in `{}` belong to different stacks", folder.display());
        return Err(error(
            "state::mixed",
            message,
            "put back the files that belong together; nothing was changed",
        ));
    }
    if !present && note.recording {
        let message =
            format!("`journal.log` in `{}` is gone, though the last apply did not end", folder.display());
        let hint = "put back a copy of it; what it says of the last apply is needed to go on safely";
        return Err(error("state::missing", message, hint));
    }
    let records = journal.as_mut().map(|journal| std::mem::take(&mut journal.records)).unwrap_or_default();
    Ok((Stored { snapshot, journal: records }, journal))
}

fn copy_hint(folder: &Path, serial: u64) -> String {
    let newest = snapshots(folder).into_iter().rev().find(|kept| *kept >= serial);
    match newest {
        Some(kept) => format!("cp '{0}/snapshots/{kept}.json' '{0}/state.json'", folder.display()),
        None => "put back the newest copy you have; to start anew, delete the folder".to_owned(),
    }
}

/// Keeps a copy of a snapshot, and the newest twenty in all. It is made first: then it is never behind the snapshot.
fn keep_copy(folder: &Path, serial: u64, bytes: &[u8]) -> Result<(), StoreError> {
    let copies = folder.join("snapshots");
    files::make_folder(&copies)?;
    files::keep(&copies.join(format!("{serial}.json")), bytes)?;
    let kept = snapshots(folder);
    for old in kept.iter().take(kept.len().saturating_sub(KEPT)) {
        // One copy too many does no harm.
        let _ = std::fs::remove_file(copies.join(format!("{old}.json")));
    }
    Ok(())
}

/// Returns the serials of the kept snapshots, rising.
fn snapshots(folder: &Path) -> Vec<u64> {
    let entries = std::fs::read_dir(folder.join("snapshots")).into_iter().flatten().flatten();
    let serial = |name: std::ffi::OsString| name.to_str()?.strip_suffix(".json")?.parse().ok();
    let mut serials: Vec<u64> = entries.filter_map(|entry| serial(entry.file_name())).collect();
    serials.sort_unstable();
    serials
}
