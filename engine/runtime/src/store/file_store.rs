//! The store of one stack in its folder, open for writing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::store::{Progress, Store, StoreError, Stored};

use super::disk::{Disk, System};
use super::explain::{error, unwritable};
use super::journal::{Appender, Header};
use super::lock::Lock;
use super::note::Note;
use super::owner::Owner;
use super::{copies, files, log, note, paths, reading, snapshot};

/// The state of one stack in its folder, open for writing; it holds the stack's lock until it is dropped.
#[derive(Debug)]
pub struct FileStore {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    lock: Lock,
    journal: Option<Appender>,
    /// Set once a write has failed: nothing is written after that, because nothing before it may be trusted.
    broken: bool,
    /// Whether the audit log may lack lines that the journal has, or has lines that are not durable.
    behind: bool,
    /// Whether it was said that the file system keeps no places.
    told: bool,
}

impl FileStore {
    /// Opens the folder of a stack, `.tandem/<stack>`, and takes its lock; the folder is made if it is missing.
    ///
    /// # Errors
    /// `state::locked` if another run holds it; other codes if the folder cannot be used.
    pub fn open(folder: &Path, owner: Owner) -> Result<FileStore, StoreError> {
        FileStore::open_on(Arc::new(System), folder, owner)
    }

    /// Opens the folder of a stack on a disk, as [`open`](FileStore::open).
    ///
    /// # Errors
    /// As [`open`](FileStore::open).
    pub fn open_on(disk: Arc<dyn Disk>, folder: &Path, owner: Owner) -> Result<FileStore, StoreError> {
        let path = paths::note(folder);
        FileStore::open_with(&disk, folder, owner, || Ok(note::read(&*disk, &path)?.unwrap_or_default()))
    }

    /// Opens a folder with the note as it is to be taken for: whoever repairs it cannot read it.
    pub(super) fn open_with(
        disk: &Arc<dyn Disk>,
        folder: &Path,
        owner: Owner,
        note: impl FnOnce() -> Result<Note, StoreError>,
    ) -> Result<FileStore, StoreError> {
        files::make_folder(&**disk, folder)?;
        let lock = Lock::take(disk, folder, owner, note)?;
        Ok(FileStore {
            disk: disk.clone(),
            folder: folder.to_owned(),
            lock,
            journal: None,
            broken: false,
            behind: false,
            told: false,
        })
    }

    /// Returns the lock, for whoever repairs the files by hand.
    pub(super) fn taken(&mut self) -> &mut Lock {
        &mut self.lock
    }

    fn unbroken(&self) -> Result<(), StoreError> {
        if !self.broken {
            return Ok(());
        }
        Err(unwritable(&paths::journal(&self.folder), &std::io::Error::other("an earlier write failed")))
    }

    fn writer(&mut self) -> Result<&mut Appender, StoreError> {
        self.unbroken()?;
        if self.journal.is_none() {
            self.load_now()?;
        }
        let path = paths::journal(&self.folder);
        self.journal.as_mut().ok_or_else(|| unwritable(&path, &std::io::ErrorKind::NotFound.into()))
    }

    fn load_now(&mut self) -> Result<Stored, StoreError> {
        self.unbroken()?;
        let loaded = self.load_files();
        // What was torn is taken away here; where that fails, nothing is to be written behind it.
        self.broken = loaded.as_ref().is_err_and(|error| WRITING.contains(&error.code));
        loaded
    }

    fn load_files(&mut self) -> Result<Stored, StoreError> {
        let disk = &*self.disk;
        let reading = reading::read(disk, &self.folder, self.lock.seen())?;
        let path = paths::journal(&self.folder);
        self.journal = Some(match &reading.journal {
            Some(journal) => {
                log::mend(disk, &self.folder, &journal.audit)?;
                self.behind = !journal.audit.is_empty();
                Appender::resume(disk, &path, journal)?
            }
            None => {
                log::mend(disk, &self.folder, &[])?;
                let (lineage, serial) =
                    reading.snapshot.as_ref().map_or(("", 0), |state| (state.lineage.as_str(), state.serial));
                let header = Header::new(lineage, serial, reading.base, self.lock.epoch());
                Appender::start(disk, &path, &header)?
            }
        });
        // A folder whose note was lost counts its runs anew, and must not write under an epoch that was used.
        let used = epoch(&reading);
        if used >= self.lock.epoch() {
            self.lock.note(|note| note.epoch = used + 1)?;
        }
        Ok(reading.stored())
    }

    fn append_now(&mut self, records: &[Record], lines: &[String]) -> Result<(), StoreError> {
        if records.is_empty() {
            return if lines.is_empty() { Ok(()) } else { self.audit_now(lines) };
        }
        self.writer()?;
        let appended = self.lock.note(|note| note.recording = true);
        let appended = appended.and_then(|()| self.writer()?.append(records, lines));
        self.broken = appended.is_err();
        appended?;
        if !lines.is_empty() {
            self.behind = true;
            // They are durable in the journal; where this fails, the next load brings the log up to it.
            let _ = files::append_lines(&*self.disk, &paths::audit(&self.folder), lines, false);
        }
        Ok(())
    }

    fn replace_now(&mut self, state: &State) -> Result<(), StoreError> {
        self.writer()?;
        let replaced = self.replace_files(state);
        self.broken = replaced.is_err();
        replaced
    }

    fn replace_files(&mut self, state: &State) -> Result<(), StoreError> {
        let disk = &*self.disk;
        // The journal may hold the only durable copy of the log's last lines.
        if std::mem::take(&mut self.behind) {
            let journal = super::journal::read(disk, &paths::journal(&self.folder))?;
            let lines = journal.map(|journal| journal.audit).unwrap_or_default();
            log::mend(disk, &self.folder, &lines)?;
            log::sync(disk, &self.folder)?;
        }
        let path = paths::state(&self.folder);
        let bytes = snapshot::write(state).map_err(|reason| unwritable(&path, &reason.into()))?;
        copies::keep(disk, &self.folder, state.serial, &bytes)?;
        files::replace(disk, &path, &bytes)?;
        // From here on the old journal is behind the snapshot, which readers see by its serial.
        let header =
            Header::new(&state.lineage, state.serial, snapshot::fingerprint(&bytes), self.lock.epoch());
        self.journal = Some(Appender::start(disk, &paths::journal(&self.folder), &header)?);
        let audit = log::head(disk, &self.folder)?;
        self.lock.note(|note| {
            note.recording = false;
            note.high_water = note.high_water.max(state.serial);
            note.audit = audit;
        })
    }

    fn audit_now(&mut self, lines: &[String]) -> Result<(), StoreError> {
        self.writer()?;
        files::append_lines(&*self.disk, &paths::audit(&self.folder), lines, true)?;
        let audit = log::head(&*self.disk, &self.folder)?;
        // Written with the note's next change, at the latest when the lock is given back.
        self.lock.remember(|note| note.audit = audit);
        Ok(())
    }
}

/// The codes of what is wrong when a write failed.
const WRITING: [&str; 2] = ["state::unwritable", "state::full"];

fn epoch(reading: &reading::Reading) -> u64 {
    let begun = reading.journal.iter().flat_map(|journal| &journal.records).map(|record| match record {
        Record::Begin { epoch, .. } => *epoch,
        _ => 0,
    });
    let base = reading.snapshot.as_ref().map_or(0, |state| state.epoch);
    begun.chain([base]).max().unwrap_or(0)
}

impl Store for FileStore {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move { self.load_now() })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.append_now(records, &[]) })
    }

    fn append_audited<'a>(
        &'a mut self,
        records: &'a [Record],
        lines: &'a [String],
    ) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.append_now(records, lines) })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.replace_now(state) })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move { self.audit_now(lines) })
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            // The log is brought up to the journal first.
            self.writer()?;
            log::last(&*self.disk, &self.folder)
        })
    }

    fn progress(&mut self, progress: Progress) {
        self.lock.progress(progress);
    }

    fn remarks(&mut self) -> Vec<StoreError> {
        let mut remarks: Vec<StoreError> = self.lock.copied().into_iter().collect();
        let allocates = self.journal.as_ref().is_none_or(Appender::allocates);
        if !allocates && !std::mem::replace(&mut self.told, true) {
            let message =
                format!("the file system of `{}` keeps no place for results", self.folder.display());
            let hint = "see to it that the disk does not fill up during an apply, or keep state elsewhere";
            remarks.push(error("state::unreserved", message, hint));
        }
        remarks
    }

    fn epoch(&self) -> u64 {
        self.lock.epoch()
    }
}
