//! The store through which one run reads and writes what is kept: in memory, in files, or on a shelf that several
//! machines share.

use std::sync::Arc;

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::store::{Standing, Store, StoreError, Stored, Watch};

use crate::dice::chance;
use crate::disk::Disk;
use crate::files;
use crate::shelf;
use crate::site::{Kept, RunSite, locked};

/// The store of one run.
pub struct RunStore {
    run: Arc<RunSite>,
    /// The real store below, where there is one.
    below: Option<Box<dyn Store>>,
    epoch: u64,
    writes: u64,
}

fn failed(message: &str) -> StoreError {
    StoreError { code: "state::unwritable", message: message.to_owned(), hint: String::new() }
}

impl RunStore {
    /// Takes the lock.
    ///
    /// # Errors
    /// If another run has it, or the place cannot be used.
    pub async fn open(run: &Arc<RunSite>) -> Result<RunStore, StoreError> {
        let below = match &run.site.kept {
            Kept::Memory => None,
            Kept::Files(disk) => Some(files::open(disk, run)?),
            Kept::Shelf(shelf) => Some(shelf::open(shelf, run).await?),
        };
        let mut disk = locked(&run.site.disk);
        if disk.holder.is_some() && !disk.unfenced {
            return Err(StoreError { code: "state::locked", ..failed("another run has the lock") });
        }
        let epoch = match &below {
            Some(store) => store.epoch(),
            None => disk.epoch + 1,
        };
        disk.epoch = disk.epoch.max(epoch);
        if below.is_none() {
            disk.holder = Some(epoch);
        }
        drop(disk);
        run.begun(epoch);
        Ok(RunStore { run: run.clone(), below, epoch, writes: 0 })
    }

    /// Writes a part of something; refused where the lock is lost.
    fn write(&mut self, what: &str, change: impl FnOnce(&mut Disk)) -> Result<(), StoreError> {
        let mut disk = locked(&self.run.site.disk);
        if disk.fences(self.epoch) {
            if self.below.is_some() {
                // It was accepted before this run froze in the middle of it; the shelf says which writes came too late.
                return Ok(());
            }
            drop(disk);
            self.run.tell(|| format!("store: {what} refused, another run has the lock"));
            return Err(StoreError { code: "state::fenced", ..failed("another run has the lock") });
        }
        change(&mut disk);
        Ok(())
    }

    /// Counts a write; returns whether there is no room for it.
    fn is_full(&mut self) -> bool {
        self.writes += 1;
        let full = self.run.trouble.full;
        full > 0 && self.writes >= full
    }

    /// Returns the store below; if the run ends at its next step, it does so in the middle of what is written now.
    fn dying(&mut self) -> Option<&mut Box<dyn Store>> {
        let roll = chance(self.run.site.seed, &format!("{} dies {}", self.run.label, self.writes));
        self.writes += 1;
        if let Kept::Files(disk) = &self.run.site.kept
            && self.run.crash.is_next()
            && !self.run.trouble.frozen
        {
            files::die(disk, roll);
        }
        self.below.as_mut()
    }

    async fn append_below(&mut self, records: &[Record]) -> Result<(), StoreError> {
        self.run.step().await;
        let run = self.run.clone();
        let Some(store) = self.dying() else { return Ok(()) };
        let appended = store.append(records).await;
        if let Err(error) = &appended {
            run.tell(|| format!("store: {} records refused: {}", records.len(), error.message));
        }
        // What a frozen run wrote before it froze was accepted in time.
        if appended.is_ok() {
            self.append_part(records)?;
        }
        run.step().await;
        appended
    }

    fn append_part(&mut self, records: &[Record]) -> Result<(), StoreError> {
        for record in records {
            self.write("record", |disk| {
                disk.took(record);
                disk.stored.journal.push(record.clone());
            })?;
            self.run.tell(|| format!("journal: {}", words(record)));
        }
        Ok(())
    }
}

impl Drop for RunStore {
    fn drop(&mut self) {
        let mut disk = locked(&self.run.site.disk);
        if disk.holder == Some(self.epoch) {
            disk.holder = None;
        }
    }
}

impl Store for RunStore {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move {
            self.run.step().await;
            if locked(&self.run.site.disk).damaged {
                return Err(StoreError { code: "state::damaged", ..failed("the journal is damaged") });
            }
            if let Some(store) = &mut self.below {
                let stored = store.load().await?;
                let mut disk = locked(&self.run.site.disk);
                // A run that has lost the lock may have read what was there before.
                if !disk.fences(self.epoch) {
                    disk.found(&stored);
                }
                return Ok(stored);
            }
            Ok(locked(&self.run.site.disk).stored.clone())
        })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            if self.below.is_some() {
                return self.append_below(records).await;
            }
            let write = self.run.site.write.load(std::sync::atomic::Ordering::Relaxed);
            if write > 0 {
                tokio::time::sleep(tokio::time::Duration::from_millis(write)).await;
            }
            self.run.step().await;
            let full = self.is_full();
            let roll = chance(self.run.site.seed, &format!("{} write {}", self.run.label, self.writes));
            // A run that dies here, or a disk that is full here, leaves a part of it behind.
            let cut = usize::try_from(roll % (records.len() as u64).max(1)).unwrap_or(0);
            let (part, rest) = records.split_at(cut);
            self.append_part(part)?;
            if full {
                self.run.tell(|| format!("store: no room, {cut} of {} records written", records.len()));
                return Err(failed("no space left on device"));
            }
            self.run.step().await;
            self.append_part(rest)?;
            self.run.step().await;
            Ok(())
        })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.run.step().await;
            if let Some(store) = self.dying() {
                if let Err(error) = store.replace(state).await {
                    self.run.tell(|| format!("store: snapshot refused: {}", error.message));
                    self.run.step().await;
                    return Err(error);
                }
            } else if self.is_full() {
                self.run.tell(|| "store: no room for a snapshot".to_owned());
                return Err(failed("no space left on device"));
            }
            self.write("snapshot", |disk| disk.replaced(state))?;
            self.run.tell(|| format!("store: snapshot {}", state.serial));
            self.run.step().await;
            Ok(())
        })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.run.step().await;
            if let Some(store) = &mut self.below {
                store.audit(lines).await?;
            } else if self.is_full() {
                return Err(failed("no space left on device"));
            }
            self.write("audit", |disk| disk.audit.extend_from_slice(lines))
        })
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move { Ok(locked(&self.run.site.disk).audit.last().cloned()) })
    }

    fn close(&mut self) -> Answer<'_, Result<(), StoreError>> {
        Box::pin(async move {
            match &mut self.below {
                Some(store) => store.close().await,
                None => Ok(()),
            }
        })
    }

    fn epoch(&self) -> u64 {
        self.epoch
    }

    fn standing(&self) -> Standing {
        (self.watch())()
    }

    fn watch(&self) -> Watch {
        if let (Kept::Shelf(_), Some(store)) = (&self.run.site.kept, &self.below) {
            return store.watch();
        }
        let run = self.run.clone();
        Arc::new(move || match run.is_fenced() {
            true => Standing::Lost(Some("another run".to_owned())),
            false => Standing::Held,
        })
    }
}

/// Says what a record is.
fn words(record: &Record) -> String {
    match record {
        Record::Begin { serial, epoch, .. } => format!("begin on {serial}, epoch {epoch}"),
        Record::Intent(intent) => {
            let items = intent.items.iter();
            let items: Vec<String> =
                items.map(|item| format!("{} {} {:.6}", item.operation, item.address, item.token)).collect();
            format!("intent {}: {}", intent.intent, items.join(", "))
        }
        Record::Done { intent, objects, .. } => {
            let ids: Vec<&str> =
                objects.iter().map(|(_, object)| object.as_ref().map_or("-", |object| &object.id)).collect();
            format!("done {intent}: {}", ids.join(", "))
        }
        Record::Fail { intent, reason } => format!("fail {intent}: {reason}"),
        Record::Settled { addresses, .. } => format!("settled {addresses:?}"),
        Record::Refreshed { objects } => {
            let found = objects.iter().map(|(address, object)| match object {
                Some(object) => format!("{address} is {}", object.id),
                None => format!("{address} is gone"),
            });
            format!("refreshed {}", found.collect::<Vec<_>>().join(", "))
        }
        Record::Moved { from, to } => format!("moved {from} to {to}"),
        Record::Outputs { .. } => "outputs".to_owned(),
        Record::Doubted { intent, .. } => format!("doubted {intent}"),
        Record::Forgotten { address, id } => format!("forgotten {address}, {id}"),
        Record::Swept { cleared, extras } => {
            let ids: Vec<&str> = extras.iter().map(|extra| extra.id.as_str()).collect();
            format!("swept: {} cleared, to be deleted: {}", cleared.len(), ids.join(", "))
        }
    }
}
