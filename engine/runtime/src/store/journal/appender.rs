//! A journal that is being written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tandem_core::journal::Record;
use tandem_core::store::StoreError;

use super::line::line;
use super::{Content, Header, Journal, UNIT};
use crate::store::disk::{Disk, Handle, How};
use crate::store::explain::{is_full, unwritable};
use crate::store::files;

/// What is kept free for each resource of a call, for what the cloud says of it.
const ANSWER: u64 = 4096;
/// What is kept free beside that, for statuses and outputs that come later.
const SPARE: u64 = 16 * 1024;
/// The least length once calls are made.
const LEAST: u64 = 16 * UNIT;

/// A journal that is being written.
#[derive(Debug)]
pub(crate) struct Appender {
    path: PathBuf,
    file: Box<dyn Handle>,
    /// How many bytes its lines have.
    length: u64,
    /// How long the file is.
    allocated: u64,
    sum: u32,
    /// The calls on record whose outcome is not, and how many bytes that may take.
    owed: BTreeMap<u64, u64>,
    /// Whether the file system keeps places for what is written later.
    allocates: bool,
}

impl Appender {
    /// Starts a journal on a snapshot; one that is there is replaced.
    pub(crate) fn start(disk: &dyn Disk, path: &Path, header: &Header) -> Result<Appender, StoreError> {
        let content = serde_json::to_vec(header).map_err(|reason| unwritable(path, &reason.into()))?;
        let (sum, mut bytes) = line(0, &content);
        let length = bytes.len() as u64;
        let allocated = (length + 1).max(UNIT).next_power_of_two();
        bytes.resize(usize::try_from(allocated).unwrap_or(bytes.len()), 0);
        files::replace(disk, path, &bytes)?;
        Appender::at(disk, path, (length, allocated, sum))
    }

    /// Goes on with a journal as it was read; what was torn is taken away.
    pub(crate) fn resume(disk: &dyn Disk, path: &Path, journal: &Journal) -> Result<Appender, StoreError> {
        let mut appender = Appender::at(disk, path, (journal.length, journal.allocated, journal.sum))?;
        journal.records.iter().for_each(|record| appender.owe(record));
        appender.clear().map_err(|reason| unwritable(path, &reason))?;
        Ok(appender)
    }

    fn at(
        disk: &dyn Disk,
        path: &Path,
        (length, allocated, sum): (u64, u64, u32),
    ) -> Result<Appender, StoreError> {
        let gone = || unwritable(path, &std::io::ErrorKind::NotFound.into());
        let file = files::open(disk, path, How::Change)?.ok_or_else(gone)?;
        let owed = BTreeMap::new();
        Ok(Appender { path: path.to_owned(), file, length, allocated, sum, owed, allocates: true })
    }

    /// Returns whether the file system keeps places for what is written later, as far as is known.
    pub(crate) fn allocates(&self) -> bool {
        self.allocates
    }

    /// Adds records, and lines of the audit log; they are durable once this returns.
    ///
    /// # Errors
    /// If they could not be made so. Where there is no room for what is intended, what was done is on record all the
    /// same.
    pub(crate) fn append(&mut self, records: &[Record], audit: &[String]) -> Result<(), StoreError> {
        let content = Content { records: records.to_vec(), audit: audit.to_vec() };
        let before = self.owed.clone();
        let (sum, bytes) = self.line(&content)?;
        records.iter().for_each(|record| self.owe(record));
        let intends = records.iter().any(|record| matches!(record, Record::Intent(_)));
        let owed: u64 = if intends { self.owed.values().sum::<u64>() + SPARE } else { 0 };
        match self.make_room(bytes.len() as u64, owed) {
            Ok(()) => self.write(sum, &bytes),
            Err(reason) => {
                self.owed = before;
                if intends && is_full(&reason) {
                    self.append_done(content)?;
                }
                Err(unwritable(&self.path, &reason))
            }
        }
    }

    /// Adds what is no intent, in the room that was kept for it.
    fn append_done(&mut self, mut content: Content) -> Result<(), StoreError> {
        content.records.retain(|record| !matches!(record, Record::Intent(_)));
        if content.records.is_empty() && content.audit.is_empty() {
            return Ok(());
        }
        self.append(&content.records, &content.audit)
    }

    fn line(&self, content: &Content) -> Result<(u32, Vec<u8>), StoreError> {
        let content = serde_json::to_vec(content).map_err(|reason| unwritable(&self.path, &reason.into()))?;
        Ok(line(self.sum, &content))
    }

    /// Counts what a record leaves to be said later.
    fn owe(&mut self, record: &Record) {
        match record {
            Record::Intent(intent) => {
                let size = serde_json::to_vec(intent).map_or(0, |bytes| bytes.len() as u64);
                self.owed.insert(intent.intent, size + ANSWER * (intent.items.len() as u64 + 1));
            }
            Record::Done { intent, .. } | Record::Fail { intent, .. } => {
                self.owed.remove(intent);
            }
            _ => (),
        }
    }

    /// Sees to it that there is room for a line and what is owed behind it.
    fn make_room(&mut self, line: u64, owed: u64) -> std::io::Result<()> {
        // One more: the last line never ends where the file does.
        let wanted = self.length + line + owed + 1;
        if wanted <= self.allocated {
            return Ok(());
        }
        let length = wanted.max(if owed > 0 { LEAST } else { 0 }).next_power_of_two();
        if self.allocates {
            self.allocates = self.file.allocate(length)?;
        }
        if !self.allocates {
            self.fill(length)?;
        }
        self.allocated = length;
        Ok(())
    }

    /// Lengthens the file by zeros that are written out: most file systems keep their place then.
    fn fill(&mut self, length: u64) -> std::io::Result<()> {
        self.file.set_length(length)?;
        let zeros = vec![0; usize::try_from(length - self.allocated).unwrap_or(0)];
        self.file.write(self.allocated, &zeros).inspect_err(|_| {
            // Back to a length that a whole file has; if that fails as well, the next run names it.
            let _ = self.file.set_length(self.allocated);
        })
    }

    fn write(&mut self, sum: u32, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write(self.length, bytes).and_then(|()| self.file.sync());
        if let Err(reason) = written {
            // What may be there of the line is not trusted when the journal is read again; taking it away now only
            // helps where a whole line is there of which nobody knows whether it is durable.
            let _ = self.clear();
            return Err(unwritable(&self.path, &reason));
        }
        self.length += bytes.len() as u64;
        self.sum = sum;
        Ok(())
    }

    /// Takes away what is behind the last line.
    fn clear(&mut self) -> std::io::Result<()> {
        let behind = usize::try_from(self.length).unwrap_or(usize::MAX);
        let bytes = self.file.read()?;
        let rest = bytes.get(behind..).unwrap_or_default();
        match rest.iter().rposition(|byte| *byte != 0) {
            // Durable before anything is written there: what is left of two lines could not be told from damage.
            Some(last) => {
                self.file.write(self.length, &vec![0; last + 1])?;
                self.file.sync()
            }
            None => Ok(()),
        }
    }
}
