//! Creates that meet an object this stack made before and no longer wants: it is deleted first, on record like
//! everything, and then the create goes on.
//!
//! A mark alone proves nothing: another state may go by the same stack's name. Only what bears a token on record is
//! deleted, and nothing that holds data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tandem_core::journal::{Intent, Record};
use tandem_core::provider::{CallReport, Found, Pending, Reading, Request};
use tandem_core::step::{CreateClass, Wait};
use tandem_core::{CallError, Object, State, Step};
use tandem_plan::{Completion, DispatchId, Plan};

use super::run::Run;
use super::tasks::Note;
use crate::Edge;
use crate::attempt::{Before, Call, Tried, Verdict, carry_out};
use crate::interrupt::Stop;
use crate::reading::{count, read_all};
use crate::recover::done;
use crate::report::Reason;
use crate::request::{intent_item, request};
use crate::sweep::deletion;
use crate::waits::{Awaited, WaitEnd, wait};

/// How often something in the way of one create is deleted: more than once only if late requests go on making it.
const TIMES: u32 = 3;

/// The deletion of what is in the way of a create: one call after the other.
#[derive(Clone, Debug)]
pub(super) struct Clearing {
    intent: Intent,
    pub(super) call: Call,
    /// What is deleted.
    object: Object,
    /// What is waited for after the call.
    wait: Option<Wait>,
    /// The steps that follow.
    rest: Vec<Step>,
}

/// Returns the tokens of everything that is on record as this stack's.
pub(super) fn tokens(state: &State, plan: &Plan) -> BTreeSet<String> {
    let remembered = state.objects.values().chain(&state.deposed);
    let planned = plan.changes.iter().filter_map(|change| change.prior.as_ref());
    let objects = remembered.chain(planned).map(|object| &object.incarnation);
    let doubts = state.doubts.iter().map(|doubt| &doubt.item.token);
    objects.chain(doubts).filter(|token| !token.is_empty()).cloned().collect()
}

impl Run<'_> {
    /// Goes on with a create that met an object of an earlier incarnation.
    pub(super) fn clear(&mut self, id: DispatchId, found: String, incarnation: String) {
        if self.edge.stop() > Stop::No {
            return self.give_back(id);
        }
        let Some(flight) = self.flights.get_mut(&id) else { return };
        let request = flight.call.as_ref().and_then(|call| call.requests.first()).cloned();
        flight.clears += 1;
        let often = flight.clears > TIMES;
        match request {
            Some(request) if !often && self.is_clearable(&request, &found, &incarnation) => {
                let object = leftover(request, found, incarnation);
                let reading = Reading {
                    address: object.address.clone(),
                    arguments: object.arguments.clone(),
                    object: Some(object.clone()),
                };
                let edge = self.edge.clone();
                self.spawn(id, async move {
                    let mut report = read_all(&edge, &[reading]).await;
                    let found = report.found.pop().unwrap_or(Ok(None));
                    Note::Leftover(id, Box::new(object), found, report.calls)
                });
            }
            _ => self.fail(id, Reason::Leftover { id: found, incarnation }),
        }
    }

    /// Returns whether what is in the way of a create is being deleted.
    pub(super) fn is_clearing(&self, id: DispatchId) -> bool {
        self.flights.get(&id).is_some_and(|flight| flight.clearing.is_some())
    }

    fn is_clearable(&self, request: &Request, found: &str, incarnation: &str) -> bool {
        let kind = self.edge.provider.registry().kind(request.address.kind());
        kind.is_some_and(|kind| !kind.precious)
            && self.tokens.contains(incarnation)
            && self.ledger.state.objects.values().all(|object| object.id != found)
    }

    /// Puts the deletion of what is in the way on record, once it is known as it is.
    pub(super) fn leftover(
        &mut self,
        id: DispatchId,
        object: Object,
        found: Result<Option<Found>, CallError>,
        calls: &BTreeMap<String, u64>,
    ) {
        self.count(calls);
        let found = match found {
            Ok(Some(found)) => found,
            Ok(None) => return self.seek(id),
            Err(error) => return self.fail(id, Reason::Refused(error)),
        };
        let object = Object { attributes: found.attributes, settled: found.settled, ..object };
        // From here on the next plan deletes it, whatever becomes of this run.
        self.ledger.record(Record::Swept { cleared: Vec::new(), extras: vec![object.clone()] });
        let plan = deletion(self.edge, &self.ledger.state, std::slice::from_ref(&object), 0);
        self.take_away(id, object, plan.steps);
    }

    /// Puts the first of the steps on record that delete what is in the way of a create.
    fn take_away(&mut self, id: DispatchId, object: Object, mut steps: Vec<Step>) {
        let reason = Reason::Leftover { id: object.id.clone(), incarnation: object.incarnation.clone() };
        if steps.is_empty() {
            return self.fail(id, reason);
        }
        let step = steps.remove(0);
        let Some(item) = step.items.first() else { return self.fail(id, reason) };
        let Ok(request) = request(self.edge, &step, item, &self.ledger.state, &self.lookups) else {
            return self.fail(id, reason);
        };
        let intent = Intent {
            intent: self.ledger.number(),
            call: step.call.clone(),
            region: step.region.clone(),
            account: request.account.clone(),
            class: step.class,
            atomic: step.batch.is_some(),
            items: vec![intent_item(&request, item, false)],
        };
        self.ledger.record(Record::Intent(intent.clone()));
        let call = Call {
            requests: vec![request],
            class: CreateClass::Idempotent,
            atomic: step.batch.is_some(),
            absent: false,
            buckets: step.buckets.clone(),
            patience: self.edge.settings.patience,
        };
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.clearing = Some(Clearing { intent, call, object, wait: step.wait, rest: steps });
        }
        self.outbox.push(id);
    }

    /// Goes on after the deletion of what was in the way.
    pub(super) fn cleared(&mut self, id: DispatchId, tried: Tried) {
        self.count(&tried.calls);
        let Some(flight) = self.flights.get_mut(&id) else { return };
        let Some(clearing) = flight.clearing.take() else { return };
        let (flight, intent) = (flight.clone(), clearing.intent.clone());
        let report = match tried.verdict {
            Verdict::Answered(report) => report,
            Verdict::Seen(outcomes) => CallReport { outcomes, ..CallReport::default() },
            Verdict::Refused { reason, .. } => {
                let record = Record::Fail { intent: intent.intent, reason: reason.to_string() };
                self.ledger.record(record);
                return self.fail(id, reason);
            }
            Verdict::Withdrawn | Verdict::Again { .. } => {
                let reason = "the run was stopped".to_owned();
                self.ledger.record(Record::Fail { intent: intent.intent, reason });
                return self.give_back(id);
            }
            Verdict::Unknown(error) => {
                let now = self.edge.clock.now();
                self.doubt(&flight, &error);
                self.flights.remove(&id);
                let skipped = self.scheduler.complete(id, Completion::Failed, now);
                return self.skip(&skipped);
            }
        };
        let pending = report.pending.clone();
        self.ledger.record(done(&intent, report, true));
        match pending {
            Some(pending) => self.rest(id, clearing, pending),
            None => self.go_on(id, clearing),
        }
    }

    /// Waits for what a call of the deletion has left pending.
    fn rest(&mut self, id: DispatchId, clearing: Clearing, pending: Pending) {
        let now = self.edge.clock.now();
        let limit = clearing.wait.as_ref().map(|wait| u64::from(wait.deadline) * 1000);
        let deadline = Arc::new(AtomicU64::new(now + limit.unwrap_or(self.edge.settings.patience)));
        let edge = self.edge.clone();
        self.spawn(id, async move {
            let end = wait(&edge, &Awaited::Pending(pending), &deadline, |_| ()).await;
            Note::Rested(id, Box::new(clearing), end)
        });
    }

    /// Goes on after such a wait.
    pub(super) fn rested(&mut self, id: DispatchId, clearing: Clearing, end: WaitEnd) {
        match end {
            WaitEnd::Ready(_) => self.go_on(id, clearing),
            WaitEnd::Abandoned => self.give_back(id),
            WaitEnd::Never(status) => {
                let what = clearing.wait.map_or_else(|| "it to be gone".to_owned(), |wait| wait.what);
                self.fail(id, Reason::NotReady { what, status });
            }
        }
    }

    /// Goes on with the next step of the deletion, or looks for the object of the create once more.
    fn go_on(&mut self, id: DispatchId, clearing: Clearing) {
        if self.edge.stop() > Stop::No {
            return self.give_back(id);
        }
        match clearing.rest.is_empty() {
            true => self.seek(id),
            false => self.take_away(id, clearing.object, clearing.rest),
        }
    }
}

/// Deletes what is in the way, again and again while it is throttled or busy.
pub(super) async fn delete(edge: &Edge, call: &Call) -> Tried {
    let mut before = Before { since: Some(edge.clock.now()), tries: 0 };
    let mut calls = BTreeMap::new();
    loop {
        let mut tried = carry_out(edge, call, before).await;
        count(&mut calls, &tried.calls);
        before.tries = tried.tries;
        match &tried.verdict {
            Verdict::Again { pause, .. } if edge.pause(*pause).await => (),
            _ => {
                tried.calls = calls;
                return tried;
            }
        }
    }
}

/// Returns the object that is in the way of a create, as far as it is known.
fn leftover(request: Request, id: String, incarnation: String) -> Object {
    Object {
        address: request.address,
        id,
        account: request.account,
        region: request.region,
        incarnation,
        parent: request.parent.map(|parent| parent.address),
        dependencies: Vec::new(),
        attributes: request.arguments.clone(),
        arguments: request.arguments,
        protect: false,
        settled: true,
    }
}
