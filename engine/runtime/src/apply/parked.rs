//! Calls that were refused for a while: they are on record, and sent again when the scheduler says so.
//!
//! While one waits it holds no place in flight, no lock and no token, so that others go ahead.

use tandem_core::StepId;
use tandem_plan::{Completion, DispatchId};

use super::flight::Flight;
use super::run::Run;
use crate::attempt::Before;

/// The calls that are to be sent again.
#[derive(Debug, Default)]
pub(super) struct Parked(Vec<Flight>);

impl Run<'_> {
    /// Gives a call back to the scheduler, to be sent again after a pause. It keeps its record and with it its tokens.
    pub(super) fn park(&mut self, id: DispatchId, pause: u64, tries: u32) {
        let now = self.edge.clock.now();
        let Some(mut flight) = self.flights.remove(&id) else { return };
        flight.before = Before { since: flight.before.since.or(Some(flight.started)), tries };
        if self.stopping {
            self.record_fail(&flight, "the run was stopped");
            self.unstart(&flight.steps);
        } else {
            self.parked.0.push(flight);
        }
        self.scheduler.complete(id, Completion::Again(now.saturating_add(pause)), now);
    }

    /// Returns a call with what is known of it if it was sent before. What it was sent with is recorded anew if other
    /// steps joined it meanwhile.
    pub(super) fn unpark(&mut self, mut flight: Flight) -> Flight {
        let meets = |parked: &mut Flight| parked.steps.iter().any(|step| flight.steps.contains(step));
        let parked: Vec<Flight> = self.parked.0.extract_if(.., meets).collect();
        for parked in parked {
            if parked.steps == flight.steps {
                return parked;
            }
            self.record_fail(&parked, "it is sent again together with others");
            flight.started = flight.started.min(parked.started);
            let since = [flight.before.since, parked.before.since].into_iter().flatten().min();
            flight.before = Before { since, tries: flight.before.tries.max(parked.before.tries) };
        }
        flight
    }

    /// Returns whether a call is on record already.
    pub(super) fn is_recorded(&self, id: DispatchId) -> bool {
        self.flights.get(&id).is_some_and(|flight| flight.call.is_some())
    }

    /// Puts on record that calls which were to be sent again are not: nothing of them was made.
    pub(super) fn give_up_parked(&mut self, reason: &str) {
        for flight in std::mem::take(&mut self.parked.0) {
            self.record_fail(&flight, reason);
            self.unstart(&flight.steps);
        }
    }

    fn unstart(&mut self, steps: &[StepId]) {
        for step in steps {
            self.steps[step.0 as usize].started = None;
        }
    }
}
