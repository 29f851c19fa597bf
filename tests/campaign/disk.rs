//! What is kept of a stack, and the store through which one run reads and writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tandem_core::journal::{Intent, Record};
use tandem_core::provider::{Answer, Request};
use tandem_core::step::Effect;
use tandem_core::store::{Standing, Store, StoreError, Stored, Watch};
use tandem_core::{Address, State};

use crate::dice::chance;
use crate::site::{RunSite, locked};

/// What outlives the runs.
#[derive(Default)]
pub struct Disk {
    pub stored: Stored,
    pub audit: Vec<String>,
    /// Rises with every run that takes the lock.
    pub epoch: u64,
    /// The epoch of the run that holds the lock.
    pub holder: Option<u64>,
    /// Whether the files were damaged and nobody repaired them yet.
    pub damaged: bool,
    /// Whether writes of a run that lost the lock are accepted: a store without that rule.
    pub unfenced: bool,
    /// Every change that was ever on record before it was sent.
    intended: BTreeSet<(Address, String, String)>,
    open: BTreeMap<u64, Intent>,
    /// The objects that are durably known.
    known: BTreeMap<Address, String>,
    lineage: String,
    /// What must never be, as it was seen to happen.
    pub violations: Vec<String>,
}

impl Disk {
    /// Takes note of a record that has become durable.
    fn took(&mut self, record: &Record) {
        match record {
            Record::Intent(intent) => {
                for item in &intent.items {
                    let change = (item.address.clone(), item.operation.clone(), item.token.clone());
                    self.intended.insert(change);
                }
                self.open.insert(intent.intent, intent.clone());
            }
            Record::Done { intent, objects, .. } => {
                let intent = self.open.remove(intent);
                for (at, (address, object)) in objects.iter().enumerate() {
                    let prior = intent.as_ref().and_then(|intent| intent.items.get(at)?.prior.as_ref());
                    match object {
                        Some(object) if prior.is_none() => {
                            self.known.insert(address.clone(), object.id.clone());
                        }
                        // It may be the old half of a replacement.
                        Some(object) => {
                            self.known.entry(address.clone()).or_insert_with(|| object.id.clone());
                        }
                        None if prior.map(|prior| &prior.id) == self.known.get(address) => {
                            self.known.remove(address);
                        }
                        None => (),
                    }
                }
            }
            Record::Fail { intent, .. } => {
                self.open.remove(intent);
            }
            Record::Moved { from, to } => {
                if let Some(id) = self.known.remove(from) {
                    self.known.insert(to.clone(), id);
                }
            }
            Record::Refreshed { objects } => {
                for (address, object) in objects {
                    match object {
                        Some(object) => {
                            self.known.entry(address.clone()).or_insert_with(|| object.id.clone());
                        }
                        None => {
                            self.known.remove(address);
                        }
                    }
                }
            }
            Record::Begin { lineage, .. } => self.is_lineage(lineage),
            Record::Doubted { .. }
            | Record::Swept { .. }
            | Record::Forgotten { .. }
            | Record::Settled { .. }
            | Record::Outputs { .. } => (),
        }
    }

    fn is_lineage(&mut self, lineage: &str) {
        if !self.lineage.is_empty() && self.lineage != lineage {
            self.violations.push(format!("I7: lineage {} became {lineage}", self.lineage));
        }
        lineage.clone_into(&mut self.lineage);
    }

    fn replaced(&mut self, state: &State) {
        let before = self.stored.snapshot.as_ref().map_or(0, |state| state.serial);
        if state.serial <= before {
            self.violations.push(format!("I7: serial {before} was followed by {}", state.serial));
        }
        self.is_lineage(&state.lineage);
        self.known = state.objects.iter().map(|(at, object)| (at.clone(), object.id.clone())).collect();
        self.open = state.open.iter().map(|intent| (intent.intent, intent.clone())).collect();
        self.stored = Stored { snapshot: Some(state.clone()), journal: Vec::new() };
    }

    /// Returns whether writes of an epoch are refused, because a later run has the lock.
    pub fn fences(&self, epoch: u64) -> bool {
        epoch < self.epoch && !self.unfenced
    }

    /// Says what is wrong with sending something now.
    pub fn is_wrong_to_send(&self, request: &Request) -> Option<String> {
        let Request { address, operation, token, .. } = request;
        let change = (address.clone(), operation.clone(), token.clone());
        if !self.intended.contains(&change) {
            let same = |(at, what, _): &&(Address, String, String)| at == address && what == operation;
            let rule = match self.intended.iter().any(|change| same(&change)) {
                true => "I2: another token than the one on record",
                false => "I1: nothing on record",
            };
            return Some(format!("{rule}: {operation} {address}"));
        }
        let items = self.open.values().flat_map(|intent| &intent.items);
        let item = items.into_iter().find(|item| item.address == *address && item.token == *token)?;
        if request.effect == Effect::Delete {
            return None;
        }
        let needs = item.dependencies.iter().chain(&item.parent_address);
        let missing = needs.into_iter().find(|address| !self.known.contains_key(*address))?;
        Some(format!("I3: {operation} {address} before {missing} is on record as done"))
    }
}

/// The store of one run.
pub struct RunStore {
    run: Arc<RunSite>,
    epoch: u64,
    writes: u64,
}

fn failed(message: &str) -> StoreError {
    StoreError { code: "state::unwritable", message: message.to_owned(), hint: String::new() }
}

impl RunStore {
    /// Takes the lock; nothing if another run has it.
    pub fn open(run: &Arc<RunSite>) -> Option<RunStore> {
        let mut disk = locked(&run.site.disk);
        if disk.holder.is_some() && !disk.unfenced {
            return None;
        }
        disk.epoch += 1;
        disk.holder = Some(disk.epoch);
        run.begun(disk.epoch);
        Some(RunStore { run: run.clone(), epoch: disk.epoch, writes: 0 })
    }

    fn is_fenced(&self, disk: &Disk) -> bool {
        disk.fences(self.epoch)
    }

    /// Writes a part of something; refused where the lock is lost or there is no room.
    fn write(&mut self, what: &str, change: impl FnOnce(&mut Disk)) -> Result<(), StoreError> {
        let mut disk = locked(&self.run.site.disk);
        if self.is_fenced(&disk) {
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
            let disk = locked(&self.run.site.disk);
            if disk.damaged {
                return Err(StoreError { code: "state::damaged", ..failed("the journal is damaged") });
            }
            Ok(disk.stored.clone())
        })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
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
            if self.is_full() {
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
            if self.is_full() {
                return Err(failed("no space left on device"));
            }
            self.write("audit", |disk| disk.audit.extend_from_slice(lines))
        })
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move { Ok(locked(&self.run.site.disk).audit.last().cloned()) })
    }

    fn epoch(&self) -> u64 {
        self.epoch
    }

    fn standing(&self) -> Standing {
        standing(&self.run)
    }

    fn watch(&self) -> Watch {
        let run = self.run.clone();
        Arc::new(move || standing(&run))
    }
}

fn standing(run: &RunSite) -> Standing {
    match run.is_fenced() {
        true => Standing::Lost(Some("another run".to_owned())),
        false => Standing::Held,
    }
}

impl RunStore {
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
