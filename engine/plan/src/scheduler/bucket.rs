//! Rate buckets: every call takes a token of each it names, and they fill again with time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use super::unit::UnitId;
use super::{Limits, Rate};

/// Names a bucket within a run: a rate, in one region of one account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct BucketId(u32);

/// Every rate bucket, how full it is, and who sleeps at it.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    rates: BTreeMap<String, Rate>,
    names: HashMap<(String, String, String), BucketId>,
    buckets: Vec<Bucket>,
    /// The buckets somebody sleeps at.
    busy: BTreeSet<BucketId>,
}

#[derive(Debug)]
struct Bucket {
    rate: Rate,
    level: f64,
    at: u64,
    sleepers: BinaryHeap<(u64, Reverse<UnitId>)>,
}

impl Buckets {
    pub(super) fn new(limits: &Limits) -> Buckets {
        Buckets { rates: limits.rates.clone(), ..Buckets::default() }
    }

    /// Returns the bucket of a rate in a region of an account; none if nothing limits it.
    pub(super) fn intern(&mut self, name: &str, region: &str, account: &str) -> Option<BucketId> {
        let rate = *self.rates.get(name)?;
        let key = (name.to_owned(), region.to_owned(), account.to_owned());
        let buckets = &mut self.buckets;
        Some(*self.names.entry(key).or_insert_with(|| {
            let rate = Rate { burst: rate.burst.max(1.0), rate: rate.rate.max(0.001) };
            buckets.push(Bucket { rate, level: rate.burst, at: 0, sleepers: BinaryHeap::new() });
            BucketId(buckets.len() as u32 - 1)
        }))
    }

    /// Returns whether a bucket holds a token now.
    pub(super) fn has_token(&mut self, bucket: BucketId, now: u64) -> bool {
        self.buckets[bucket.0 as usize].tokens(now) >= 1
    }

    /// Takes a token, whether there is one or not.
    pub(super) fn take(&mut self, bucket: BucketId, now: u64) {
        let bucket = &mut self.buckets[bucket.0 as usize];
        bucket.fill(now);
        bucket.level -= 1.0;
    }

    /// Takes a token of each bucket of some names.
    pub(super) fn spend(&mut self, names: &[String], region: &str, account: &str, now: u64) {
        for name in names {
            if let Some(bucket) = self.intern(name, region, account) {
                self.take(bucket, now);
            }
        }
    }

    /// Puts a unit to sleep until the bucket has a token.
    pub(super) fn sleep(&mut self, bucket: BucketId, priority: u64, unit: UnitId) {
        self.buckets[bucket.0 as usize].sleepers.push((priority, Reverse(unit)));
        self.busy.insert(bucket);
    }

    /// Returns the first unit asleep at a bucket, if it has a token.
    pub(super) fn wake(&mut self, id: BucketId, now: u64) -> Option<UnitId> {
        let bucket = &mut self.buckets[id.0 as usize];
        if bucket.tokens(now) < 1 {
            return None;
        }
        let (_, Reverse(unit)) = bucket.sleepers.pop()?;
        if bucket.sleepers.is_empty() {
            self.busy.remove(&id);
        }
        Some(unit)
    }

    /// Returns the units to look at again: for every bucket no more than it has tokens, and no more than `most`.
    pub(super) fn wake_all(&mut self, most: usize, now: u64) -> Vec<UnitId> {
        let mut units = Vec::new();
        for id in self.busy.clone() {
            let tokens = self.buckets[id.0 as usize].tokens(now).min(most);
            units.extend((0..tokens).map_while(|_| self.wake(id, now)));
        }
        units
    }

    /// Returns when the first bucket that somebody sleeps at has a token.
    pub(super) fn next_token(&self, now: u64) -> Option<u64> {
        self.busy.iter().map(|id| self.buckets[id.0 as usize].next_token(now)).min()
    }

    /// Returns whether nobody sleeps at any bucket.
    pub(super) fn is_quiet(&self) -> bool {
        self.busy.is_empty()
    }
}

impl Bucket {
    fn fill(&mut self, now: u64) {
        let seconds = now.saturating_sub(self.at) as f64 / 1000.0;
        self.level = (self.level + seconds * self.rate.rate).min(self.rate.burst);
        self.at = self.at.max(now);
    }

    fn tokens(&mut self, now: u64) -> usize {
        self.fill(now);
        // Filling adds fractions: a token short by a rounding error is a token.
        (self.level + 1e-9).max(0.0) as usize
    }

    fn next_token(&self, now: u64) -> u64 {
        let seconds = ((1.0 - self.level) / self.rate.rate).max(0.0);
        (self.at + (seconds * 1000.0).ceil() as u64).max(now)
    }
}
