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
        for unit in self.buckets.wake_all(most, now) {
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
        } else if let Some(bucket) = unit.buckets.iter().find(|bucket| !self.buckets.has_token(**bucket, now))
        {
            self.buckets.sleep(*bucket, priority, id);
        } else {
            return Some(self.start(id, now));
        }
        self.pass_on(id, now);
        None
    }

    fn start(&mut self, id: UnitId, now: u64) -> Dispatch {
        let unit = &mut self.units[id.0 as usize];
        unit.place = Place::Idle;
        unit.patience = None;
        let mut steps = std::mem::take(&mut unit.ready);
        for lock in &unit.locks {
            self.locks.hold(*lock);
        }
        for bucket in &unit.buckets {
            self.buckets.take(*bucket, now);
        }
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
        next.extend(buckets.into_iter().filter_map(|bucket| self.buckets.wake(bucket, now)));
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
