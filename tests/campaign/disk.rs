//! What is kept of a stack, and what is known to be durable of it.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::journal::{Intent, Record};
use tandem_core::provider::Request;
use tandem_core::step::Effect;
use tandem_core::store::Stored;
use tandem_core::{Address, State};
use tandem_runtime::replay;

use crate::files;

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
    pub fn took(&mut self, record: &Record) {
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

    /// Takes what was read from files: everything whose write was answered must be there.
    pub fn found(&mut self, stored: &Stored) {
        self.violations.extend(files::lost(&self.stored, stored));
        self.stored = stored.clone();
        let state = replay(stored.clone());
        let intents = stored.journal.iter().filter_map(|record| match record {
            Record::Intent(intent) => Some(intent),
            _ => None,
        });
        for item in intents.flat_map(|intent| &intent.items) {
            self.intended.insert((item.address.clone(), item.operation.clone(), item.token.clone()));
        }
        self.known = state.objects.iter().map(|(at, object)| (at.clone(), object.id.clone())).collect();
        self.open = state.open.iter().map(|intent| (intent.intent, intent.clone())).collect();
    }

    fn is_lineage(&mut self, lineage: &str) {
        if !self.lineage.is_empty() && self.lineage != lineage {
            self.violations.push(format!("I7: lineage {} became {lineage}", self.lineage));
        }
        lineage.clone_into(&mut self.lineage);
    }

    pub fn replaced(&mut self, state: &State) {
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
