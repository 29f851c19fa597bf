//! Which steps may run when: a state machine without clock or threads.
//!
//! Whoever drives it asks [`Scheduler::ready`] what to send, reports with [`Scheduler::complete`] what came of it, and
//! with [`Scheduler::settled`] when a status that takes time is there. Times are milliseconds of any clock that does
//! not run backwards: production, the dry run and a simulator drive the same machine.
//!
//! What may be sent is decided by the steps' order, by named locks, by rate buckets, and by how many calls may be in
//! flight. Among what may be sent, the step with the longest way to the end of the plan goes first. Steps of one
//! batch key go together where the plan's own timing makes them ready together; which do is fixed beforehand by a dry
//! run (`gather.rs`, `unit.rs`), so that the calls a plan predicts are the calls an apply makes, however fast the cloud answers.
//! Work per call is proportional to what changes, never to what waits: blocked units sleep at what blocks them.

mod bucket;
mod estimate;
mod gather;
mod limits;
mod lock;
mod node;
mod report;
mod simulate;
mod start;
mod unit;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use tandem_core::{Step, StepId};

use crate::limiter::{Limiter, SharedLimiter};
use bucket::Sleepers;
use lock::Locks;
use node::Node;
use unit::{Unit, UnitId};

pub use limits::{Limits, Raised, Rate};
pub use report::{Completion, Skipped, Tally};
pub(crate) use simulate::{Run, simulate};

/// Names one call of a run, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DispatchId(pub u64);

/// One call to make now: a step, or several of one batch key merged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispatch {
    /// Its name; reports refer to it.
    pub id: DispatchId,
    /// The steps it makes, those that delete first.
    pub steps: Vec<StepId>,
}

/// Which steps may run when.
#[derive(Debug)]
pub struct Scheduler {
    nodes: Vec<Node>,
    units: Vec<Unit>,
    /// The steps that come after nothing; they count as ready from the first question on, not before, because only
    /// that brings the time.
    first: Vec<StepId>,
    locks: Locks,
    limiter: SharedLimiter,
    /// The units that wait for tokens.
    sleepers: Sleepers,
    /// Units that may start as far as is known, the longest remaining path first.
    queue: BinaryHeap<(u64, Reverse<UnitId>)>,
    /// When to look at a unit again that is held back for late members or after a refusal.
    timers: BinaryHeap<Reverse<(u64, UnitId)>>,
    flights: BTreeMap<DispatchId, Flight>,
    next_dispatch: u64,
    parallelism: usize,
    patience: u64,
    running: usize,
    stopped: bool,
    /// How many units wait for a timer.
    held: usize,
    tally: Tally,
    work: u64,
}

/// A call that was sent and is not over.
#[derive(Debug)]
struct Flight {
    steps: Vec<StepId>,
    unit: UnitId,
    /// Whether the call was answered and a status is waited for.
    answered: bool,
    /// Whether locks and dependants wait for that status too.
    holds: bool,
}

impl Scheduler {
    /// Returns the scheduler of a plan's steps; a step's id is its index.
    pub fn new(steps: &[Step], limits: &Limits) -> Scheduler {
        Scheduler::sharing(steps, limits, SharedLimiter::new(Limiter::new(limits, "")))
    }

    /// Returns the scheduler of a plan's steps that shares a limiter with everything else that calls the cloud. What
    /// goes together depends on the limits alone, not on how full the buckets happen to be.
    pub fn sharing(steps: &[Step], limits: &Limits, limiter: SharedLimiter) -> Scheduler {
        let together = gather::gather(steps);
        if together.len() == steps.len() {
            return Scheduler::with_units(steps, limits, limiter, together, unit::PATIENCE_MS);
        }
        // What the dry run sends together is sent together: its calls are an order that works, so that a unit never
        // waits for itself, and its timing knows locks and rates, which readiness alone does not.
        let full = SharedLimiter::new(Limiter::new(limits, ""));
        let rehearsal = Scheduler::with_units(steps, limits, full, together, unit::REHEARSAL_PATIENCE_MS);
        let Run { mut dispatches, .. } = simulate(rehearsal, steps);
        // Steps that wait for each other never run; a plan has none, but a file may say anything.
        let sent: BTreeSet<StepId> = dispatches.iter().flatten().copied().collect();
        let never = steps.iter().map(|step| step.id).filter(|step| !sent.contains(step));
        dispatches.extend(never.map(|step| vec![step]));
        Scheduler::with_units(steps, limits, limiter, dispatches, unit::PATIENCE_MS)
    }

    /// Returns the calls to make now, the longest remaining path first.
    pub fn ready(&mut self, now: u64) -> Vec<Dispatch> {
        let mut dispatches = Vec::new();
        if self.stopped {
            return dispatches;
        }
        for step in std::mem::take(&mut self.first) {
            self.make_ready(step, now);
        }
        self.wake(now);
        while self.running < self.parallelism {
            let Some((_, Reverse(unit))) = self.queue.pop() else { break };
            self.work += 1;
            dispatches.extend(self.attempt(unit, now));
        }
        self.drop_stale_timers();
        dispatches
    }

    /// Returns when [`Scheduler::ready`] may have more even if nothing is reported until then.
    pub fn next_deadline(&self, now: u64) -> Option<u64> {
        if self.stopped || self.running >= self.parallelism {
            return None;
        }
        let timer = self.timers.peek().map(|Reverse((at, _))| *at);
        let next = [timer, self.sleepers.next(&self.limiter.lock(), now)].into_iter().flatten().min()?;
        Some(next.max(now + 1))
    }

    /// Starts nothing new; what is in flight is still to be reported.
    pub fn stop(&mut self) {
        self.stopped = true;
        self.sleepers.give_up(&mut self.limiter.lock());
    }

    /// Returns whether nothing is in flight, nothing is waited for, and nothing will start.
    pub fn is_finished(&self) -> bool {
        let idle = self.first.is_empty()
            && self.queue.is_empty()
            && self.held == 0
            && self.locks.is_quiet()
            && self.sleepers.is_quiet();
        self.flights.is_empty() && (self.stopped || idle)
    }

    /// Returns how far it is.
    pub fn tally(&self) -> Tally {
        let mut tally = self.tally;
        for flight in self.flights.values() {
            *if flight.answered { &mut tally.waiting } else { &mut tally.running } += flight.steps.len();
        }
        tally
    }

    /// Returns how many units and edges were looked at so far: a measure of work that needs no clock.
    pub fn work(&self) -> u64 {
        self.work
    }

    fn with_units(
        steps: &[Step],
        limits: &Limits,
        limiter: SharedLimiter,
        together: Vec<Vec<StepId>>,
        patience: u64,
    ) -> Scheduler {
        let mut locks = Locks::default();
        let remaining = estimate::remaining(steps);
        let units = {
            let (mut limiter, weighed) = (limiter.lock(), &limits.weighed);
            let unit =
                |members: &Vec<_>| Unit::new(members, steps, &remaining, &mut locks, &mut limiter, weighed);
            together.iter().map(unit).collect::<Vec<Unit>>()
        };
        let mut nodes = node::nodes(steps);
        for (unit, members) in together.iter().enumerate() {
            for step in members {
                nodes[step.0 as usize].unit = UnitId(unit as u32);
            }
        }
        let first = steps.iter().map(|step| step.id).filter(|step| nodes[step.0 as usize].unmet == 0);
        Scheduler {
            first: first.collect(),
            nodes,
            units,
            locks,
            limiter,
            sleepers: Sleepers::default(),
            queue: BinaryHeap::new(),
            timers: BinaryHeap::new(),
            flights: BTreeMap::new(),
            next_dispatch: 0,
            parallelism: limits.parallelism.max(1),
            patience,
            running: 0,
            stopped: false,
            held: 0,
            tally: Tally { left: steps.len(), ..Tally::default() },
            work: 0,
        }
    }
}
