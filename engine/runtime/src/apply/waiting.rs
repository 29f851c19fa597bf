//! Waits of a run: who waits for what, and what becomes of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tandem_core::journal::Record;
use tandem_core::provider::Pending;
use tandem_core::step::{Effect, Wait};
use tandem_core::{Address, Object};
use tandem_plan::{Completion, DispatchId};

use super::flight::Flight;
use super::run::Run;
use super::tasks::Note;
use crate::Event;
use crate::interrupt::Stop;
use crate::report::Reason;
use crate::waits::{Awaited, WaitEnd, wait};

/// Names what is waited for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum WaitKey {
    Pending(Pending),
    Object(Address, String),
}

/// Who waits for one thing.
pub(super) struct WaitGroup {
    what: Wait,
    since: u64,
    deadline: Arc<AtomicU64>,
    waiters: Vec<Waiter>,
}

enum Waiter {
    /// A call that was made.
    Made(DispatchId),
    /// A call that is to be sent, and an object it needs that an earlier run left unfinished.
    Held(DispatchId),
}

/// A status that is not there yet.
pub(super) struct Pulse {
    key: WaitKey,
    status: String,
}

impl Run<'_> {
    /// Waits for the status of a call that was made.
    pub(super) fn await_status(&mut self, id: DispatchId, awaited: Awaited) {
        let now = self.edge.clock.now();
        let Some(flight) = self.flights.get(&id).cloned() else { return };
        self.made(&flight, false);
        self.scheduler.complete(id, Completion::Waiting, now);
        let what = self.wait(&flight.steps).unwrap_or_else(|| self.default_wait("it to be finished"));
        self.join(awaited, what, Waiter::Made(id));
    }

    /// Returns the objects that a call needs and that an earlier run left unfinished.
    pub(super) fn unfinished_needs(&self, flight: &Flight) -> Vec<Object> {
        if self.unfinished.is_empty() {
            return Vec::new();
        }
        let needs = self.items(&flight.steps).flat_map(|(_, item)| {
            let own = (item.effect == Effect::Update).then_some(&item.address);
            own.into_iter().chain(&item.parent).chain(&item.dependencies)
        });
        let mut objects: BTreeMap<&Address, &Object> = BTreeMap::new();
        for address in needs.filter(|address| self.unfinished.contains(*address)) {
            if let Some(object) = self.ledger.state.objects.get(address) {
                objects.insert(address, object);
            }
        }
        objects.into_values().cloned().collect()
    }

    /// Holds a call back until some objects are finished.
    pub(super) fn hold(&mut self, id: DispatchId, objects: Vec<Object>) {
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.holds = objects.len();
        }
        for object in objects {
            let what = self.default_wait(&format!("`{}` to be finished", object.address));
            self.join(Awaited::Object(Box::new(object)), what, Waiter::Held(id));
        }
    }

    fn default_wait(&self, what: &str) -> Wait {
        Wait {
            what: what.to_owned(),
            typical: 0,
            deadline: u32::try_from(self.edge.settings.patience / 1000).unwrap_or(u32::MAX),
            needed_by: tandem_core::step::NeededBy::Dependants,
        }
    }

    /// Joins those who wait for something, or starts waiting for it.
    fn join(&mut self, awaited: Awaited, what: Wait, waiter: Waiter) {
        let now = self.edge.clock.now();
        let until = now + u64::from(what.deadline) * 1000;
        let key = match &awaited {
            Awaited::Pending(pending) => WaitKey::Pending(pending.clone()),
            Awaited::Object(object) => WaitKey::Object(object.address.clone(), object.id.clone()),
        };
        if let Some(group) = self.waits.get_mut(&key) {
            group.deadline.fetch_max(until, Ordering::Relaxed);
            group.waiters.push(waiter);
            return;
        }
        let deadline = Arc::new(AtomicU64::new(until));
        let group = WaitGroup { what, since: now, deadline: deadline.clone(), waiters: vec![waiter] };
        self.waits.insert(key.clone(), group);
        let (edge, pulse) = (self.edge.clone(), self.pulse.clone());
        self.spawn_wait(key.clone(), async move {
            let beat = |status: &str| {
                // The run listens for as long as it lives; when it does not, nobody needs to know.
                let _ = pulse.send(Pulse { key: key.clone(), status: status.to_owned() });
            };
            let end = wait(&edge, &awaited, &deadline, beat).await;
            Note::Waited(key, end)
        });
    }

    /// Tells that somebody still waits.
    pub(super) fn beat(&mut self, pulse: Pulse) {
        let Some(group) = self.waits.get(&pulse.key) else { return };
        let now = self.edge.clock.now();
        let ids = group.waiters.iter().map(|(Waiter::Made(id) | Waiter::Held(id))| id);
        let flights = ids.filter_map(|id| self.flights.get(id));
        let steps: Vec<_> = flights.flat_map(|flight| flight.steps.iter().copied()).collect();
        self.edge.observer.event(&Event::Waiting {
            addresses: self.addresses(&steps),
            steps,
            what: group.what.what.clone(),
            status: pulse.status,
            waited: now.saturating_sub(group.since) / 1000,
            typical: group.what.typical,
        });
    }

    /// Goes on after a wait.
    pub(super) fn waited(&mut self, key: &WaitKey, end: WaitEnd) {
        let Some(group) = self.waits.remove(key) else { return };
        if let (WaitKey::Object(address, _), WaitEnd::Ready(attributes)) = (key, &end) {
            self.unfinished.remove(address);
            self.ledger
                .record(Record::Settled { addresses: vec![address.clone()], attributes: attributes.clone() });
        }
        for waiter in &group.waiters {
            match (waiter, &end) {
                (Waiter::Made(id), WaitEnd::Ready(attributes)) => {
                    let attributes = match key {
                        WaitKey::Pending(_) => attributes.clone(),
                        WaitKey::Object(..) => BTreeMap::new(),
                    };
                    self.settled(*id, attributes);
                }
                (Waiter::Made(id), WaitEnd::Never(status)) => self.unsettled(*id, &group.what.what, status),
                (Waiter::Held(id), WaitEnd::Ready(_)) => self.let_go(*id),
                (Waiter::Held(id), WaitEnd::Never(status)) => {
                    let what = group.what.what.clone();
                    self.fail(*id, Reason::NotReady { what, status: status.clone() });
                }
                (Waiter::Made(_), WaitEnd::Abandoned) => (),
                (Waiter::Held(id), WaitEnd::Abandoned) => self.give_back(*id),
            }
        }
    }

    fn let_go(&mut self, id: DispatchId) {
        let Some(flight) = self.flights.get_mut(&id) else { return };
        flight.holds = flight.holds.saturating_sub(1);
        match flight.holds {
            0 if self.edge.stop() > Stop::No => self.give_back(id),
            0 => self.prepare(id),
            _ => (),
        }
    }

    fn settled(&mut self, id: DispatchId, attributes: BTreeMap<String, tandem_core::Value>) {
        let now = self.edge.clock.now();
        let Some(flight) = self.flights.remove(&id) else { return };
        let there = self.items(&flight.steps).filter(|(_, item)| item.effect != Effect::Delete);
        let addresses: Vec<Address> = there.map(|(_, item)| item.address.clone()).collect();
        if !addresses.is_empty() {
            self.ledger.record(Record::Settled { addresses, attributes });
        }
        self.made(&flight, true);
        self.scheduler.settled(id, now);
    }

    fn unsettled(&mut self, id: DispatchId, what: &str, status: &str) {
        let now = self.edge.clock.now();
        let Some(flight) = self.flights.remove(&id) else { return };
        for step in &flight.steps {
            let reason = Reason::NotReady { what: what.to_owned(), status: status.to_owned() };
            self.failed(*step, flight.started, reason, 1);
        }
        let skipped = self.scheduler.unsettled(id, now);
        self.skip(&skipped);
    }
}
