//! Reports: what came of a call, and whom that frees or skips.

use tandem_core::StepId;

use super::node::Status;
use super::{DispatchId, Flight, Scheduler};

/// What came of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Completion {
    /// It was made, and nothing is open.
    Done,
    /// It was made, and a status takes time: [`Scheduler::settled`] or [`Scheduler::unsettled`] follows.
    Waiting,
    /// It was refused as a whole: every step of it failed.
    Failed,
    /// It was refused because of some steps: these failed, and nothing of the others was made; they are sent again.
    Refused(Vec<StepId>),
    /// Nothing was made; it is to be sent again from this time on.
    Again(u64),
}

/// A step that will not run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Skipped {
    /// The step.
    pub step: StepId,
    /// The failed step it needs, directly or through others.
    pub cause: StepId,
}

/// How far an apply is, in steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Made, with nothing open.
    pub done: usize,
    /// Tried and failed.
    pub failed: usize,
    /// Never tried, because they need one that failed.
    pub skipped: usize,
    /// Being called.
    pub running: usize,
    /// Made, but for a status that takes time.
    pub waiting: usize,
    /// Not started.
    pub left: usize,
}

impl Scheduler {
    /// Takes note of what came of a call, and returns the steps that are skipped because of it.
    pub fn complete(&mut self, dispatch: DispatchId, completion: Completion, now: u64) -> Vec<Skipped> {
        let Some(flight) = self.flights.get_mut(&dispatch).filter(|flight| !flight.answered) else {
            return Vec::new();
        };
        self.running -= 1;
        if completion == Completion::Waiting {
            flight.answered = true;
            if !flight.holds {
                let (unit, steps) = (flight.unit, flight.steps.clone());
                self.release(unit);
                self.free_dependants(&steps, now);
            }
            return Vec::new();
        }
        let Some(Flight { steps, unit, .. }) = self.flights.remove(&dispatch) else { return Vec::new() };
        self.release(unit);
        match completion {
            Completion::Waiting | Completion::Done => {
                self.close(&steps);
                self.tally.done += steps.len();
                self.free_dependants(&steps, now);
                Vec::new()
            }
            Completion::Failed => self.fail(&steps, now),
            Completion::Refused(failed) => {
                let (failed, others) = steps.into_iter().partition::<Vec<_>, _>(|step| failed.contains(step));
                self.give_back(&others, now, now);
                self.fail(&failed, now)
            }
            Completion::Again(at) => {
                self.give_back(&steps, at, now);
                Vec::new()
            }
        }
    }

    /// Takes note that the status a call waited for is there.
    pub fn settled(&mut self, dispatch: DispatchId, now: u64) {
        let Some(flight) = self.answered(dispatch) else { return };
        self.tally.done += flight.steps.len();
        self.close(&flight.steps);
        if flight.holds {
            self.release(flight.unit);
            self.free_dependants(&flight.steps, now);
        }
    }

    /// Takes note that the status a call waited for will never be there, and returns the steps skipped because of it:
    /// none if only the end of the run needed it.
    pub fn unsettled(&mut self, dispatch: DispatchId, now: u64) -> Vec<Skipped> {
        let Some(flight) = self.answered(dispatch) else { return Vec::new() };
        if flight.holds {
            self.release(flight.unit);
            return self.fail(&flight.steps, now);
        }
        self.close(&flight.steps);
        self.tally.failed += flight.steps.len();
        Vec::new()
    }

    fn answered(&mut self, dispatch: DispatchId) -> Option<Flight> {
        self.flights.get(&dispatch).filter(|flight| flight.answered)?;
        self.flights.remove(&dispatch)
    }

    fn close(&mut self, steps: &[StepId]) {
        for step in steps {
            self.nodes[step.0 as usize].status = Status::Over;
        }
    }

    fn free_dependants(&mut self, steps: &[StepId], now: u64) {
        for step in steps {
            for dependant in self.nodes[step.0 as usize].dependants.clone() {
                self.work += 1;
                let node = &mut self.nodes[dependant.0 as usize];
                node.unmet -= 1;
                if node.unmet == 0 && node.status == Status::Pending {
                    self.make_ready(dependant, now);
                }
            }
        }
    }

    /// Makes steps that were sent ready again, together, from some time on.
    fn give_back(&mut self, steps: &[StepId], at: u64, now: u64) {
        let Some(first) = steps.first() else { return };
        self.tally.left += steps.len();
        let id = self.nodes[first.0 as usize].unit;
        for step in steps {
            self.nodes[step.0 as usize].status = Status::Ready;
        }
        let unit = &mut self.units[id.0 as usize];
        unit.ready.extend(steps);
        unit.not_before = unit.not_before.max(at);
        // They waited for the others of their unit once already.
        unit.patience = Some(now);
        self.offer(id, now);
    }

    /// Counts steps as failed and everything that needs them as skipped.
    fn fail(&mut self, steps: &[StepId], now: u64) -> Vec<Skipped> {
        self.close(steps);
        self.tally.failed += steps.len();
        let mut skipped = Vec::new();
        let mut touched = Vec::new();
        let mut stack: Vec<(StepId, StepId)> = steps.iter().rev().map(|step| (*step, *step)).collect();
        while let Some((step, cause)) = stack.pop() {
            for dependant in self.nodes[step.0 as usize].dependants.clone() {
                self.work += 1;
                let node = &mut self.nodes[dependant.0 as usize];
                if node.status != Status::Pending {
                    continue;
                }
                node.status = Status::Over;
                let unit = &mut self.units[node.unit.0 as usize];
                unit.outstanding = unit.outstanding.saturating_sub(1);
                touched.push(node.unit);
                skipped.push(Skipped { step: dependant, cause });
                stack.push((dependant, cause));
            }
        }
        self.tally.skipped += skipped.len();
        self.tally.left -= skipped.len();
        for unit in touched {
            self.offer(unit, now);
        }
        skipped.sort();
        skipped
    }
}
