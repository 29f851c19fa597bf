//! Whether objects still are as the plan saw them, just before they are changed.
//!
//! What was planned a while ago, or in another run, rests on what the world was then. What somebody else has changed
//! since is not changed over: its step is refused, and what does not need it goes on.

use std::collections::BTreeMap;

use tandem_core::journal::Record;
use tandem_core::provider::{CallReport, Found, Reading};
use tandem_core::state::Attributes;
use tandem_core::step::{Effect, Item};
use tandem_core::{CallError, Object, StepId};
use tandem_plan::{DispatchId, drifted};

use super::run::Run;
use super::tasks::Note;
use crate::interrupt::Stop;
use crate::reading::{count, read_all};
use crate::recover::done;
use crate::report::Reason;

/// What was found of the objects of a call, in the order of its items.
pub(super) type Again = Vec<Result<Option<Found>, CallError>>;

impl Run<'_> {
    /// Returns whether the objects of some steps are to be read again before they are changed: the plan saw them too
    /// long ago, and nothing in the call itself compares.
    pub(super) fn is_stale(&self, steps: &[StepId]) -> bool {
        let until = self.plan.seen.saturating_add(self.edge.settings.fresh);
        self.edge.clock.now() > until
            && steps.iter().all(|step| self.step(*step).batch.is_none())
            && self.items(steps).any(|(_, item)| self.stale(item).is_some())
    }

    /// Returns the object of an item as the plan saw it, unless this run has changed it itself.
    fn stale<'a>(&self, item: &'a Item) -> Option<&'a Object> {
        let changes = matches!(item.effect, Effect::Update | Effect::Delete);
        item.prior.as_ref().filter(|prior| changes && !self.touched.contains(&prior.id))
    }

    /// Reads the objects of a call again.
    pub(super) fn read_again(&mut self, id: DispatchId) {
        let Some(flight) = self.flights.get(&id) else { return };
        let objects = self.items(&flight.steps).map(|(_, item)| self.stale(item));
        let readings: Vec<Option<Reading>> = objects.map(|object| object.map(reading)).collect();
        let edge = self.edge.clone();
        self.spawn(id, async move {
            let (mut again, mut calls) = (Again::new(), BTreeMap::new());
            for reading in readings {
                let Some(reading) = reading else {
                    again.push(Ok(None));
                    continue;
                };
                let mut report = read_all(&edge, &[reading]).await;
                count(&mut calls, &report.calls);
                again.push(report.found.pop().unwrap_or(Ok(None)));
            }
            Note::Again(id, again, calls)
        });
    }

    /// Goes on after the objects of a call were read again.
    pub(super) fn again(&mut self, id: DispatchId, again: Again, calls: &BTreeMap<String, u64>) {
        self.count(calls);
        if self.edge.stop() > Stop::No && again.iter().all(Result::is_ok) {
            return self.give_back(id);
        }
        let Some(flight) = self.flights.get(&id) else { return };
        let steps = flight.steps.clone();
        let (mut refused, mut gone, mut items) = (None, 0, 0);
        for ((_, item), found) in self.items(&steps).zip(again) {
            items += 1;
            let Some(object) = self.stale(item) else { continue };
            match found {
                Ok(Some(found)) => refused = refused.or_else(|| self.change(object, &found.attributes)),
                Ok(None) if is_end(item) => gone += 1,
                Ok(None) => refused = refused.or(Some(Reason::Gone)),
                Err(error) => refused = refused.or(Some(Reason::Refused(error))),
            }
        }
        match refused {
            Some(reason) => self.fail(id, reason),
            None if gone == items => self.done_already(id),
            None => self.intend(id),
        }
    }

    /// Returns how an object is otherwise than the plan saw it.
    fn change(&self, object: &Object, now: &Attributes) -> Option<Reason> {
        // What is set aside is to be deleted whatever became of it.
        if self.ledger.state.deposed.iter().any(|deposed| deposed.id == object.id) {
            return None;
        }
        let kind = self.edge.provider.registry().kind(object.address.kind())?;
        let (path, seen, now) = drifted(kind, &object.attributes, now).into_iter().next()?;
        Some(Reason::Changed { attribute: path.to_string(), seen: seen.to_string(), now: now.to_string() })
    }

    /// Records that what was to be deleted is gone, and goes on as if it had been deleted.
    fn done_already(&mut self, id: DispatchId) {
        let Some(flight) = self.flights.get(&id) else { return };
        let number = self.ledger.number();
        let intent = flight.call.as_ref().and_then(|call| self.intent(number, &flight.steps, call));
        if let Some(intent) =
            intent.filter(|intent| intent.items.iter().all(|it| it.effect == Effect::Delete))
        {
            self.ledger.record(Record::Intent(intent.clone()));
            self.ledger.record(done(&intent, CallReport::default(), true));
        }
        self.succeed(id, true);
    }
}

/// Returns whether an item is a delete, or a step on the way to one: those name no arguments.
fn is_end(item: &Item) -> bool {
    item.effect == Effect::Delete || item.arguments.is_empty()
}

/// Returns the reading of an object as the plan read it, so that what only Tandem knows of it reads as it did then.
fn reading(object: &Object) -> Reading {
    Reading {
        address: object.address.clone(),
        arguments: object.attributes.clone(),
        object: Some(object.clone()),
    }
}
