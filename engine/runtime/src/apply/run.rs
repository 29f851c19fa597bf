//! The coordinator: takes in what was reported, prepares what may follow, makes it durable, sends.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tandem_core::Address;
use tandem_core::journal::Record;
use tandem_core::provider::{ErrorClass, Finding, Reading};
use tandem_core::state::Attributes;
use tandem_core::step::Effect;
use tandem_core::store::StoreError;
use tandem_core::{CallError, StepId};
use tandem_plan::{Completion, DispatchId, Plan, Scheduler};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{Id, JoinSet};

use super::flight::Flight;
use super::leftover::{delete, tokens};
use super::parked::Parked;
use super::tasks::{Note, Task, search};
use super::waiting::{Pulse, WaitGroup, WaitKey};
use crate::attempt::{Before, Call, carry_out};
use crate::contact::unless_left;
use crate::interrupt::Stop;
use crate::ledger::{Ledger, TICK, is_held};
use crate::reading::read_all;
use crate::report::{Fate, Reason, StepReport};
use crate::{Edge, Event};

/// An apply under way.
pub(super) struct Run<'a> {
    pub(super) edge: &'a Edge,
    pub(super) plan: &'a Plan,
    pub(super) ledger: Ledger<'a>,
    pub(super) scheduler: Scheduler,
    pub(super) flights: BTreeMap<DispatchId, Flight>,
    /// The calls that are to be sent again.
    pub(super) parked: Parked,
    pub(super) waits: BTreeMap<WaitKey, WaitGroup>,
    /// The look-ups whose attributes are known.
    pub(super) lookups: BTreeMap<Address, Attributes>,
    /// The objects that were not finished when an earlier run ended.
    pub(super) unfinished: BTreeSet<Address>,
    /// The ids of the objects that this run has changed.
    pub(super) touched: BTreeSet<String>,
    /// The resources of calls that nobody knows the outcome of.
    doubtful: BTreeSet<Address>,
    /// The tokens of everything that is on record as this stack's.
    pub(super) tokens: BTreeSet<String>,
    /// The calls to send once they are on record.
    pub(super) outbox: Vec<DispatchId>,
    pub(super) steps: Vec<StepReport>,
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) reads: BTreeMap<String, u64>,
    /// The names of the plan's changing calls.
    changing: BTreeSet<&'a str>,
    pub(super) tasks: JoinSet<Note>,
    pub(super) names: HashMap<Id, Task>,
    /// How many calls, searches and readings are in flight.
    pub(super) flying: usize,
    pub(super) pulse: UnboundedSender<Pulse>,
    pulses: UnboundedReceiver<Pulse>,
    pub(super) stopping: bool,
    /// How many steps were said to be over.
    told: Option<usize>,
}

impl<'a> Run<'a> {
    pub(super) fn new(edge: &'a Edge, plan: &'a Plan, ledger: Ledger<'a>) -> Run<'a> {
        let (pulse, pulses) = unbounded_channel();
        let state = &ledger.state;
        let unfinished = state.objects.values().filter(|object| !object.settled);
        let doubtful = state.open.iter().flat_map(|intent| &intent.items).map(|item| item.address.clone());
        let steps = plan.steps.iter().map(|step| StepReport {
            step: step.id,
            addresses: step.items.iter().map(|item| item.address.clone()).collect(),
            started: None,
            ended: None,
            request: None,
            fate: Fate::NotStarted,
        });
        Run {
            edge,
            plan,
            scheduler: Scheduler::sharing(&plan.steps, &edge.limits(), edge.limiter.clone()),
            flights: BTreeMap::new(),
            parked: Parked::default(),
            waits: BTreeMap::new(),
            lookups: plan.lookups.clone(),
            unfinished: unfinished.map(|object| object.address.clone()).collect(),
            touched: BTreeSet::new(),
            doubtful: doubtful.collect(),
            tokens: tokens(state, plan),
            outbox: Vec::new(),
            steps: steps.collect(),
            calls: BTreeMap::new(),
            reads: BTreeMap::new(),
            changing: plan.steps.iter().map(|step| step.call.as_str()).collect(),
            tasks: JoinSet::new(),
            names: HashMap::new(),
            flying: 0,
            pulse,
            pulses,
            stopping: false,
            told: None,
            ledger,
        }
    }

    /// Runs until everything is over, or as much as is to be stopped has stopped; returns how much that is.
    pub(super) async fn drive(&mut self) -> Result<Stop, StoreError> {
        loop {
            let stop = self.edge.stop();
            if stop == Stop::Now {
                self.leave().await?;
                return Ok(stop);
            }
            if stop == Stop::Soon && !self.stopping {
                self.stopping = true;
                self.scheduler.stop();
                self.edge.observer.event(&Event::Stopping { flying: self.flying });
            }
            let held = is_held(&self.ledger)?;
            if held {
                self.start();
            }
            if !self.flush().await? {
                continue;
            }
            self.tell();
            if held && is_held(&self.ledger)? {
                self.send();
            }
            let deadline = self.scheduler.next_deadline(self.edge.clock.now());
            let idle = self.tasks.is_empty() && deadline.is_none() && held;
            if self.scheduler.is_finished() || (self.stopping && self.flying == 0) || idle {
                self.withdraw("the run was stopped");
                if !self.flush().await? {
                    continue;
                }
                return Ok(stop);
            }
            self.listen(stop, deadline).await;
        }
    }

    /// Says how far it is, if it is farther than when this was last said.
    fn tell(&mut self) {
        let over = self.steps.iter().filter(|step| step.ended.is_some()).count();
        if self.told != Some(over) {
            self.told = Some(over);
            self.ledger.progress(over, self.steps.len());
        }
    }

    /// Takes in what is reported: waits for the first report, then takes all that are there.
    async fn listen(&mut self, stop: Stop, deadline: Option<u64>) {
        let next = if stop == Stop::No { Stop::Soon } else { Stop::Now };
        let pause =
            deadline.map_or(TICK, |deadline| deadline.saturating_sub(self.edge.clock.now()).min(TICK));
        tokio::select! {
            biased;
            () = self.edge.reached(next) => (),
            Some(joined) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => self.take(joined),
            Some(pulse) = self.pulses.recv() => self.beat(pulse),
            () = self.edge.clock.sleep(pause) => (),
        }
        while let Some(joined) = self.tasks.try_join_next_with_id() {
            self.take(joined);
        }
    }

    /// Starts everything that may start.
    fn start(&mut self) {
        loop {
            let dispatches = self.scheduler.ready(self.edge.clock.now());
            if dispatches.is_empty() {
                return;
            }
            for dispatch in dispatches {
                let flight = Flight {
                    steps: dispatch.steps,
                    started: self.edge.clock.now(),
                    holds: 0,
                    call: None,
                    intent: None,
                    clearing: None,
                    clears: 0,
                    before: Before::default(),
                };
                let flight = self.unpark(flight);
                for step in &flight.steps {
                    self.steps[step.0 as usize].started.get_or_insert(flight.started);
                }
                let doubtful = self.doubtful_step(&flight);
                let unfinished = self.unfinished_needs(&flight);
                self.flights.insert(dispatch.id, flight);
                match doubtful {
                    Some(error) => self.fail(dispatch.id, Reason::InDoubt(error)),
                    None if self.is_recorded(dispatch.id) => self.outbox.push(dispatch.id),
                    None if unfinished.is_empty() => self.prepare(dispatch.id),
                    None => self.hold(dispatch.id, unfinished),
                }
            }
        }
    }

    /// Returns why a call must not be sent: it needs something of which nobody knows whether it is there.
    fn doubtful_step(&self, flight: &Flight) -> Option<CallError> {
        let needs = self.items(&flight.steps).flat_map(|(_, item)| {
            std::iter::once(&item.address).chain(&item.parent).chain(&item.dependencies)
        });
        let address = needs.into_iter().find(|address| self.doubtful.contains(*address))?;
        Some(CallError {
            class: ErrorClass::InDoubt,
            code: "Unresolved".to_owned(),
            message: format!("an earlier call about `{address}` is not resolved yet"),
            call: String::new(),
            region: String::new(),
            request: None,
            offenders: Vec::new(),
        })
    }

    /// Works out what is to be sent; looks for the object first where that is called for.
    pub(super) fn prepare(&mut self, id: DispatchId) {
        let Some(flight) = self.flights.get(&id) else { return };
        let steps = flight.steps.clone();
        let call = match self.call(&steps) {
            Ok(call) => call,
            Err((_, reference)) => return self.fail(id, Reason::Unresolved(reference)),
        };
        if let Some(error) = self.out_of_reach(&call) {
            return self.fail(id, Reason::Unreachable(error));
        }
        if self.is_read(&steps) {
            let readings = call.requests.into_iter().map(|request| Reading {
                address: request.address,
                object: None,
                arguments: request.arguments,
            });
            let readings: Vec<Reading> = readings.collect();
            let edge = self.edge.clone();
            return self.spawn(id, async move {
                let mut report = read_all(&edge, &readings).await;
                Note::Read(id, report.found.pop().unwrap_or(Ok(None)), report.calls)
            });
        }
        if self.is_searched(&call) {
            self.put(id, call);
            return self.seek(id);
        }
        self.put(id, call);
        if self.is_stale(&steps) {
            return self.read_again(id);
        }
        self.intend(id);
    }

    /// Returns why a call need not be tried: nothing answers where it goes.
    fn out_of_reach(&self, call: &Call) -> Option<CallError> {
        let request = call.requests.first()?;
        let endpoint = self.edge.endpoint(&request.address, &request.region, &request.account);
        self.edge.contact.is_given_up(&endpoint).then(|| endpoint.unreachable())
    }

    /// Looks for the object that a create would make.
    pub(super) fn seek(&mut self, id: DispatchId) {
        let Some(call) = self.flights.get(&id).and_then(|flight| flight.call.as_ref()) else { return };
        let creates = call.requests.iter().find(|request| request.effect == Effect::Create);
        let (class, request) = (call.class, creates.cloned());
        let edge = self.edge.clone();
        self.spawn(id, async move {
            let finding = match request {
                Some(request) => search(&edge, &request, class).await,
                None => Ok(Finding::Absent),
            };
            Note::Searched(id, finding)
        });
    }

    fn put(&mut self, id: DispatchId, call: Call) {
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.call = Some(call);
        }
    }

    /// Puts a call on record; it is sent after the next flush.
    pub(super) fn intend(&mut self, id: DispatchId) {
        let Some(flight) = self.flights.get(&id) else { return };
        let Some(call) = &flight.call else { return };
        let changes = flight.steps.first().is_some_and(|step| !self.step(*step).call.is_empty());
        let number = self.ledger.number();
        let intent = self.intent(number, &flight.steps, call).filter(|_| changes);
        if let Some(intent) = &intent {
            self.ledger.record(Record::Intent(intent.clone()));
        }
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.intent = intent;
        }
        self.outbox.push(id);
    }

    /// Sends what is on record.
    fn send(&mut self) {
        for id in std::mem::take(&mut self.outbox) {
            let Some(flight) = self.flights.get(&id) else { continue };
            if let Some(clearing) = &flight.clearing {
                let (edge, call) = (self.edge.clone(), clearing.call.clone());
                self.spawn(id, async move { Note::Cleared(id, delete(&edge, &call).await) });
                continue;
            }
            let Some(call) = flight.call.clone() else { continue };
            let before = flight.before;
            if before.tries == 0 {
                self.edge.observer.event(&Event::Started {
                    steps: flight.steps.clone(),
                    addresses: self.addresses(&flight.steps),
                    call: flight.steps.first().map_or_else(String::new, |step| self.step(*step).call.clone()),
                });
            }
            let edge = self.edge.clone();
            self.spawn(id, async move { Note::Called(id, carry_out(&edge, &call, before).await) });
        }
    }

    /// Counts calls by name, changing ones apart from reading ones.
    pub(super) fn count(&mut self, calls: &BTreeMap<String, u64>) {
        for (name, times) in calls.iter().filter(|(name, _)| !name.is_empty()) {
            let changing = self.changing.contains(name.as_str());
            let counts = if changing { &mut self.calls } else { &mut self.reads };
            *counts.entry(name.clone()).or_default() += times;
        }
    }

    /// Gives a call back that was not made, because the run is to stop.
    pub(super) fn give_back(&mut self, id: DispatchId) {
        let now = self.edge.clock.now();
        let Some(flight) = self.flights.remove(&id) else { return };
        for step in &flight.steps {
            self.steps[step.0 as usize].started = None;
        }
        self.scheduler.complete(id, Completion::Again(now), now);
    }

    /// Makes durable what was recorded; returns whether it is. It is not if the run is to leave and the write hangs.
    async fn flush(&mut self) -> Result<bool, StoreError> {
        unless_left(self.edge, self.ledger.flush()).await.map_or(Ok(false), |written| written.map(|()| true))
    }

    /// Takes back what is on record and was not sent.
    fn withdraw(&mut self, reason: &str) {
        for id in std::mem::take(&mut self.outbox) {
            let Some(flight) = self.flights.get(&id).filter(|flight| flight.clearing.is_none()).cloned()
            else {
                continue;
            };
            self.record_fail(&flight, reason);
            self.give_back(id);
        }
        self.give_up_parked(reason);
    }

    fn is_done(&self, steps: &[StepId]) -> bool {
        steps.iter().all(|step| matches!(self.steps[step.0 as usize].fate, Fate::Done { .. }))
    }

    /// Leaves at once: what is in flight is on record.
    async fn leave(&mut self) -> Result<(), StoreError> {
        for id in std::mem::take(&mut self.outbox) {
            self.give_back(id);
        }
        let flying: Vec<DispatchId> = self.flights.keys().copied().collect();
        for id in flying {
            let flight = self.flights.remove(&id);
            // What was answered, and whose status was waited for, is done.
            let open = |flight: &Flight| flight.intent.is_some() && !self.is_done(&flight.steps);
            let Some(flight) = flight.filter(open) else {
                continue;
            };
            let error = CallError {
                class: ErrorClass::InDoubt,
                code: "Interrupted".to_owned(),
                message: "the run was stopped before it was answered".to_owned(),
                call: String::new(),
                region: String::new(),
                request: None,
                offenders: Vec::new(),
            };
            self.doubt(&flight, &error);
        }
        self.tasks.abort_all();
        // What was answered is on record if that takes no time; what is not is found out by the next run.
        self.flush().await?;
        Ok(())
    }
}
