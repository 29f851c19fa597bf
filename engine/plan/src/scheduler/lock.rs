//! Named locks: one call at a time may hold each.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::unit::UnitId;

/// Names a lock within a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct LockId(u32);

/// Every named lock, who sleeps at it, and whether it is held.
#[derive(Debug, Default)]
pub(super) struct Locks {
    names: HashMap<String, LockId>,
    locks: Vec<Lock>,
    sleepers: usize,
}

#[derive(Debug, Default)]
struct Lock {
    held: bool,
    sleepers: BinaryHeap<(u64, Reverse<UnitId>)>,
}

impl Locks {
    /// Returns the id of a name.
    pub(super) fn intern(&mut self, name: &str) -> LockId {
        if let Some(lock) = self.names.get(name) {
            return *lock;
        }
        let lock = LockId(self.locks.len() as u32);
        self.locks.push(Lock::default());
        self.names.insert(name.to_owned(), lock);
        lock
    }

    pub(super) fn is_held(&self, lock: LockId) -> bool {
        self.locks[lock.0 as usize].held
    }

    pub(super) fn hold(&mut self, lock: LockId) {
        self.locks[lock.0 as usize].held = true;
    }

    pub(super) fn release(&mut self, lock: LockId) {
        self.locks[lock.0 as usize].held = false;
    }

    /// Puts a unit to sleep until the lock is free.
    pub(super) fn sleep(&mut self, lock: LockId, priority: u64, unit: UnitId) {
        self.locks[lock.0 as usize].sleepers.push((priority, Reverse(unit)));
        self.sleepers += 1;
    }

    /// Returns the first unit asleep at a lock, if it is free.
    pub(super) fn wake(&mut self, lock: LockId) -> Option<UnitId> {
        let lock = self.locks.get_mut(lock.0 as usize).filter(|lock| !lock.held)?;
        let (_, Reverse(unit)) = lock.sleepers.pop()?;
        self.sleepers -= 1;
        Some(unit)
    }

    /// Returns whether nobody sleeps at any lock.
    pub(super) fn is_quiet(&self) -> bool {
        self.sleepers == 0
    }
}
