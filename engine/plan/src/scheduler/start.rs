//! Starting units: what holds one back, and what to look at again when it no longer does.

use std::cmp::Reverse;

use tandem_core::StepId;

use super::node::Status;
use super::unit::{Place, UnitId};
use super::{Dispatch, DispatchId, Flight, Scheduler};

impl Scheduler {
    /// Queues what time alone has made ready: units that waited long enough, and sleepers at buckets with tokens.
    pub(super) fn wake(&mut self, now: u64) {
        while let Some(Reverse((at, unit))) =
            self.timers.peek().copied().filter(|Reverse((at, _))| *at <= now)
        {
            self.timers.pop();
            self.work += 1;
            if self.units[unit.0 as usize].timer == Some(at) {
                self.clear_timer(unit);
                self.offer(unit, now);
            }
        }
        let most = self.parallelism.saturating_sub(self.running);
        let woken = self.sleepers.wake_all(&mut self.limiter.lock(), most, now);
        for unit in woken {
            self.enqueue(unit);
        }
    }

    /// Counts a step as ready.
    pub(super) fn make_ready(&mut self, step: StepId, now: u64) {
        let node = &mut self.nodes[step.0 as usize];
        node.status = Status::Ready;
        let id = node.unit;
        let unit = &mut self.units[id.0 as usize];
        unit.ready.push(step);
        unit.outstanding = unit.outstanding.saturating_sub(1);
        self.offer(id, now);
    }

    /// Queues a unit if it has all the members that can still come, or waited long enough; else sets a timer.
    pub(super) fn offer(&mut self, id: UnitId, now: u64) {
        self.work += 1;
        let patience = now.saturating_add(self.patience);
        let unit = &mut self.units[id.0 as usize];
        if unit.place != Place::Idle || unit.ready.is_empty() {
            return;
        }
        let due =
            if unit.outstanding == 0 { unit.not_before } else { *unit.patience.get_or_insert(patience) };
        let due = due.max(unit.not_before);
        if due <= now {
            self.enqueue(id);
        } else if unit.timer != Some(due) {
            self.held += usize::from(unit.timer.is_none());
            unit.timer = Some(due);
            self.timers.push(Reverse((due, id)));
        }
    }

    /// Forgets timers at the head that were set for what has happened meanwhile.
    pub(super) fn drop_stale_timers(&mut self) {
        while let Some(Reverse((at, unit))) = self.timers.peek() {
            if self.units[unit.0 as usize].timer == Some(*at) {
                break;
            }
            self.timers.pop();
        }
    }

    fn clear_timer(&mut self, id: UnitId) {
        if self.units[id.0 as usize].timer.take().is_some() {
            self.held -= 1;
        }
    }

    /// Starts a unit, or puts it to sleep at what holds it back.
    pub(super) fn attempt(&mut self, id: UnitId, now: u64) -> Option<Dispatch> {
        let unit = &mut self.units[id.0 as usize];
        unit.place = Place::Asleep;
        let priority = unit.priority;
        if now < unit.not_before {
            unit.place = Place::Idle;
            self.offer(id, now);
        } else if let Some(lock) = unit.locks.iter().find(|lock| self.locks.is_held(**lock)) {
            self.locks.sleep(*lock, priority, id);
        } else if !self.sleeps(id, now) {
            return Some(self.start(id, now));
        }
        self.pass_on(id, now);
        None
    }

    /// Puts a unit to sleep at the first bucket that has no tokens for it; returns whether there is one.
    fn sleeps(&mut self, id: UnitId, now: u64) -> bool {
        let elements = self.elements(id);
        let unit = &self.units[id.0 as usize];
        let mut limiter = self.limiter.lock();
        let mut costs =
            unit.buckets.iter().map(|(bucket, weighed)| (*bucket, if *weighed { elements } else { 1 }));
        let Some((bucket, cost)) = costs.find(|(bucket, cost)| !limiter.allows(*bucket, *cost, now)) else {
            return false;
        };
        self.sleepers.sleep(&mut limiter, bucket, cost, unit.priority, id);
        true
    }

    /// Returns how many elements the call of a unit has now.
    fn elements(&self, id: UnitId) -> u32 {
        let ready = self.units[id.0 as usize].ready.iter();
        ready.map(|step| self.nodes[step.0 as usize].elements).fold(0, u32::saturating_add)
    }

    fn start(&mut self, id: UnitId, now: u64) -> Dispatch {
        let elements = self.elements(id);
        let unit = &mut self.units[id.0 as usize];
        unit.place = Place::Idle;
        unit.patience = None;
        let mut steps = std::mem::take(&mut unit.ready);
        for lock in &unit.locks {
            self.locks.hold(*lock);
        }
        let mut limiter = self.limiter.lock();
        for (bucket, weighed) in &unit.buckets {
            limiter.take(*bucket, if *weighed { elements } else { 1 }, now);
        }
        drop(limiter);
        steps.sort_by_key(|step| (!self.nodes[step.0 as usize].deletes, *step));
        let mut holds = false;
        for step in &steps {
            let node = &mut self.nodes[step.0 as usize];
            node.status = Status::Running;
            holds |= node.holds;
        }
        let dispatch = DispatchId(self.next_dispatch);
        self.next_dispatch += 1;
        self.running += 1;
        self.work += steps.len() as u64;
        self.tally.left -= steps.len();
        self.flights.insert(dispatch, Flight { steps: steps.clone(), unit: id, answered: false, holds });
        Dispatch { id: dispatch, steps }
    }

    /// Releases the locks of a unit and looks at who slept there.
    pub(super) fn release(&mut self, id: UnitId) {
        for lock in self.units[id.0 as usize].locks.clone() {
            self.locks.release(lock);
            if let Some(next) = self.locks.wake(lock) {
                self.enqueue(next);
            }
        }
    }

    /// Wakes the next sleeper wherever a unit was woken and could not start after all.
    fn pass_on(&mut self, id: UnitId, now: u64) {
        let unit = &self.units[id.0 as usize];
        let (locks, buckets) = (unit.locks.clone(), unit.buckets.clone());
        let sleepers = locks.into_iter().filter_map(|lock| self.locks.wake(lock));
        let mut next: Vec<UnitId> = sleepers.collect();
        let mut limiter = self.limiter.lock();
        let sleepers = &mut self.sleepers;
        next.extend(buckets.into_iter().filter_map(|(bucket, _)| sleepers.wake(&mut limiter, bucket, now)));
        drop(limiter);
        for unit in next {
            self.enqueue(unit);
        }
    }

    fn enqueue(&mut self, id: UnitId) {
        self.clear_timer(id);
        let unit = &mut self.units[id.0 as usize];
        unit.place = Place::Queued;
        self.queue.push((unit.priority, Reverse(id)));
    }
}
