//! Who sleeps at which rate bucket, and when to look at them again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::unit::UnitId;
use crate::limiter::{BucketId, Limiter};

/// The units asleep at rate buckets, the one with the longest way to the end first, with the tokens each needs.
#[derive(Debug, Default)]
pub(super) struct Sleepers(BTreeMap<BucketId, Heap>);

/// Units by priority, each with its tokens.
type Heap = BinaryHeap<(u64, Reverse<UnitId>, u32)>;

impl Sleepers {
    /// Puts a unit to sleep until the bucket has its tokens.
    pub(super) fn sleep(
        &mut self,
        limiter: &mut Limiter,
        bucket: BucketId,
        cost: u32,
        priority: u64,
        unit: UnitId,
    ) {
        self.0.entry(bucket).or_default().push((priority, Reverse(unit), cost));
        limiter.want(bucket, true);
    }

    /// Returns the first unit asleep at a bucket, if its tokens are there.
    pub(super) fn wake(&mut self, limiter: &mut Limiter, bucket: BucketId, now: u64) -> Option<UnitId> {
        let sleepers = self.0.get_mut(&bucket)?;
        let (_, _, cost) = sleepers.peek()?;
        if !limiter.allows(bucket, *cost, now) {
            return None;
        }
        let (_, Reverse(unit), _) = sleepers.pop()?;
        if sleepers.is_empty() {
            self.0.remove(&bucket);
        }
        limiter.want(bucket, false);
        Some(unit)
    }

    /// Returns the units to look at again: for every bucket no more than it has tokens for, and no more than `most`.
    pub(super) fn wake_all(&mut self, limiter: &mut Limiter, most: usize, now: u64) -> Vec<UnitId> {
        let mut units = Vec::new();
        let buckets: Vec<BucketId> = self.0.keys().copied().collect();
        for bucket in buckets {
            let tokens = limiter.tokens(bucket, now).min(most);
            units.extend((0..tokens).map_while(|_| self.wake(limiter, bucket, now)));
        }
        units
    }

    /// Returns when the first unit asleep has its tokens.
    pub(super) fn next(&self, limiter: &Limiter, now: u64) -> Option<u64> {
        let first = |(bucket, sleepers): (&BucketId, &Heap)| {
            sleepers.peek().map(|(_, _, cost)| limiter.ready_at(*bucket, *cost, now))
        };
        self.0.iter().filter_map(first).min()
    }

    /// Returns whether nobody sleeps at any bucket.
    pub(super) fn is_quiet(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes note that those who sleep will not be sent any more.
    pub(super) fn give_up(&mut self, limiter: &mut Limiter) {
        for (bucket, sleepers) in std::mem::take(&mut self.0) {
            sleepers.into_iter().for_each(|_| limiter.want(bucket, false));
        }
    }
}
