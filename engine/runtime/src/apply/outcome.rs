//! What came of searches, readings and calls.

use std::collections::BTreeMap;

use tandem_core::journal::Record;
use tandem_core::provider::{CallReport, Finding, Found};
use tandem_core::step::Effect;
use tandem_core::{CallError, StepId};
use tandem_plan::{Completion, DispatchId, Skipped};

use super::flight::Flight;
use super::run::Run;
use crate::Event;
use crate::attempt::{Tried, Verdict};
use crate::interrupt::Stop;
use crate::recover::done;
use crate::report::{Failure, Fate, Reason};
use crate::waits::Awaited;

impl Run<'_> {
    /// Goes on after the object of a create was looked for.
    pub(super) fn searched(&mut self, id: DispatchId, finding: Result<Finding, CallError>) {
        if self.edge.stop() > Stop::No && finding.is_ok() {
            return self.give_back(id);
        }
        match finding {
            Ok(Finding::Absent) => {
                if let Some(call) = self.flights.get_mut(&id).and_then(|flight| flight.call.as_mut()) {
                    call.absent = true;
                }
                self.intend(id);
            }
            // An earlier try of the call made it after all: the next one meets it.
            Ok(Finding::Ours(_)) if self.flights.get(&id).is_some_and(|flight| flight.intent.is_some()) => {
                self.intend(id);
            }
            // Nothing can bear a token that was never sent, so this only looks like what is to be made.
            Ok(Finding::Ours(outcome)) => {
                let what = "exactly what is declared".to_owned();
                self.fail(id, Reason::Foreign { id: outcome.id, what });
            }
            Ok(Finding::Older(found, incarnation)) => self.clear(id, found, incarnation),
            Ok(Finding::Foreign(found, what)) => self.fail(id, Reason::Foreign { id: found, what }),
            Err(error) => self.fail(id, Reason::Refused(error)),
        }
    }

    /// Goes on after a look-up was read.
    pub(super) fn read(
        &mut self,
        id: DispatchId,
        found: Result<Option<Found>, CallError>,
        calls: &BTreeMap<String, u64>,
    ) {
        self.count(calls);
        let Some(flight) = self.flights.get(&id) else { return };
        match found {
            Ok(Some(found)) => {
                let steps = flight.steps.clone();
                for address in self.addresses(&steps) {
                    self.lookups.insert(address, found.attributes.clone());
                }
                self.succeed(id, true);
            }
            Ok(None) => self.fail(id, Reason::NotFound),
            Err(error) => self.fail(id, Reason::Refused(error)),
        }
    }

    /// Goes on after a call.
    pub(super) fn called(&mut self, id: DispatchId, tried: Tried) {
        self.count(&tried.calls);
        let Some(flight) = self.flights.get(&id).cloned() else { return };
        let decided = !matches!(tried.verdict, Verdict::Unknown(_) | Verdict::Again { .. });
        if let Some(intent) = flight.intent.as_ref().filter(|_| tried.doubted && decided) {
            let at = self.edge.clock.now();
            self.ledger.record(Record::Doubted { intent: intent.intent, at });
        }
        match tried.verdict {
            Verdict::Answered(report) => self.answered(id, &flight, report),
            Verdict::Seen(outcomes) => {
                let report = CallReport { outcomes, ..CallReport::default() };
                let wait = self.wait(&flight.steps).is_some();
                self.record_done(&flight, report, !wait);
                // Without an answer nothing says what to poll: the object itself is looked at.
                let made = flight.intent.iter().flat_map(|intent| &intent.items);
                let made = made.filter(|item| item.effect != Effect::Delete).map(|item| &item.address);
                let object =
                    made.filter_map(|address| self.ledger.state.objects.get(address)).next().cloned();
                match object.filter(|_| wait) {
                    Some(object) => self.await_status(id, Awaited::Object(Box::new(object))),
                    None => self.succeed(id, true),
                }
            }
            Verdict::Refused { reason, offenders } => {
                self.refused(id, &flight, &reason, &offenders, tried.tries);
            }
            Verdict::Withdrawn => {
                self.record_fail(&flight, "the run was stopped");
                self.give_back(id);
            }
            Verdict::Again { pause, .. } => self.park(id, pause, tried.tries),
            Verdict::Unknown(error) => {
                let now = self.edge.clock.now();
                self.doubt(&flight, &error);
                self.flights.remove(&id);
                let skipped = self.scheduler.complete(id, Completion::Failed, now);
                self.skip(&skipped);
            }
        }
    }

    fn answered(&mut self, id: DispatchId, flight: &Flight, report: CallReport) {
        let pending = report.pending.clone();
        for step in &flight.steps {
            self.steps[step.0 as usize].request = report.request.clone();
        }
        self.record_done(flight, report, pending.is_none());
        match pending {
            Some(pending) => self.await_status(id, Awaited::Pending(pending)),
            None => self.succeed(id, true),
        }
    }

    fn record_done(&mut self, flight: &Flight, report: CallReport, settled: bool) {
        if let Some(intent) = &flight.intent {
            for item in intent.items.iter().filter(|item| item.effect == Effect::Create) {
                self.unfinished.remove(&item.address);
            }
            let made = report.outcomes.iter().map(|outcome| outcome.id.clone());
            let changed =
                intent.items.iter().filter_map(|item| item.prior.as_ref()).map(|prior| prior.id.clone());
            self.touched.extend(made.chain(changed));
            self.ledger.record(done(intent, report, settled));
        }
    }

    pub(super) fn record_fail(&mut self, flight: &Flight, reason: &str) {
        if let Some(intent) = &flight.intent {
            self.ledger.record(Record::Fail { intent: intent.intent, reason: reason.to_owned() });
        }
    }

    /// Fails the steps to blame; the others of the call are sent again without them.
    fn refused(&mut self, id: DispatchId, flight: &Flight, reason: &Reason, offenders: &[usize], tries: u32) {
        self.record_fail(flight, &reason.to_string());
        if let (Reason::Leftover { id: found, incarnation }, [_]) = (reason, &flight.steps[..]) {
            return self.clear(id, found.clone(), incarnation.clone());
        }
        let mut blamed: BTreeMap<StepId, usize> = BTreeMap::new();
        for (at, (step, _)) in self.items(&flight.steps).enumerate() {
            if offenders.contains(&at) {
                blamed.entry(step).or_insert(at);
            }
        }
        if blamed.is_empty() {
            return self.fail_tried(id, reason, tries);
        }
        let now = self.edge.clock.now();
        let mut first = 0;
        for step in &flight.steps {
            match blamed.get(step) {
                Some(at) => {
                    self.failed_item(*step, at - first, flight.started, own_words(reason, *at), tries);
                }
                None => self.steps[step.0 as usize].started = None,
            }
            first += self.step(*step).items.len();
        }
        self.flights.remove(&id);
        let completion = match blamed.len() == flight.steps.len() {
            true => Completion::Failed,
            false => Completion::Refused(blamed.into_keys().collect()),
        };
        let skipped = self.scheduler.complete(id, completion, now);
        self.skip(&skipped);
    }

    /// Ends a call that is done and has nothing left to wait for.
    pub(super) fn succeed(&mut self, id: DispatchId, settled: bool) {
        let now = self.edge.clock.now();
        let Some(flight) = self.flights.remove(&id) else { return };
        self.made(&flight, settled);
        self.scheduler.complete(id, Completion::Done, now);
    }

    /// Reports steps as made.
    pub(super) fn made(&mut self, flight: &Flight, settled: bool) {
        let now = self.edge.clock.now();
        for step in &flight.steps {
            let report = &mut self.steps[step.0 as usize];
            report.ended = Some(now);
            report.fate = Fate::Done { settled };
            if settled {
                let took = now.saturating_sub(flight.started);
                let addresses = report.addresses.clone();
                self.edge.observer.event(&Event::Done { step: *step, addresses, took });
            }
        }
    }

    /// Fails a call that was not made.
    pub(super) fn fail(&mut self, id: DispatchId, reason: Reason) {
        self.fail_tried(id, &reason, 1);
    }

    fn fail_tried(&mut self, id: DispatchId, reason: &Reason, tries: u32) {
        let now = self.edge.clock.now();
        let Some(flight) = self.flights.remove(&id) else { return };
        for step in &flight.steps {
            self.failed(*step, flight.started, reason.clone(), tries);
        }
        let skipped = self.scheduler.complete(id, Completion::Failed, now);
        self.skip(&skipped);
    }

    /// Reports a step as failed.
    pub(super) fn failed(&mut self, step: StepId, started: u64, reason: Reason, tries: u32) {
        self.failed_item(step, 0, started, reason, tries);
    }

    /// Reports a step as failed because of one of its items.
    fn failed_item(&mut self, step: StepId, item: usize, started: u64, reason: Reason, tries: u32) {
        let Some(item) = self.step(step).items.get(item) else { return };
        let took = self.edge.clock.now().saturating_sub(started);
        let failure = Failure { tries, took, ..Failure::new(item.address.clone(), &item.place, reason) };
        let report = &mut self.steps[step.0 as usize];
        report.ended = Some(self.edge.clock.now());
        report.fate = match failure.reason {
            Reason::InDoubt(_) => Fate::InDoubt(failure.clone()),
            _ => Fate::Failed(failure.clone()),
        };
        self.edge.observer.event(&Event::Failed { step, failure });
    }

    /// Reports the steps of a call as in doubt.
    pub(super) fn doubt(&mut self, flight: &Flight, error: &CallError) {
        for step in &flight.steps {
            self.failed(*step, flight.started, Reason::InDoubt(error.clone()), 1);
        }
    }

    /// Reports steps as skipped.
    pub(super) fn skip(&mut self, skipped: &[Skipped]) {
        for Skipped { step, cause } in skipped {
            let Some(because) = self.addresses(&[*cause]).into_iter().next() else { continue };
            let report = &mut self.steps[step.0 as usize];
            report.fate = Fate::Skipped { because: because.clone() };
            let addresses = report.addresses.clone();
            self.edge.observer.event(&Event::Skipped { step: *step, addresses, because });
        }
    }
}

/// Returns the reason with what the service says of one item, if it says something of it.
fn own_words(reason: &Reason, at: usize) -> Reason {
    let Reason::Refused(error) = reason else { return reason.clone() };
    let words = error.offenders.iter().find(|(item, _)| *item == at).map(|(_, words)| words.clone());
    let message = words.filter(|words| !words.is_empty()).unwrap_or_else(|| error.message.clone());
    Reason::Refused(CallError { message, offenders: Vec::new(), ..error.clone() })
}
