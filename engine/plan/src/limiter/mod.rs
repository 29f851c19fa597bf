//! The rate limiter: one set of token buckets for everything that is sent to a cloud.
//!
//! A client in front of the cloud that keeps below its rates fails nothing and is nearly as fast as the cloud allows;
//! one that only sends again what was throttled does neither. Scheduled calls take their tokens through the scheduler;
//! everything else, such as readings and polls, asks. Times are milliseconds of any clock, so that production, the dry
//! run and a simulator drive the same buckets. A bucket belongs to a rate, in one region of one account.

mod bucket;
mod level;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Limits, Rate};
use bucket::Bucket;

pub use level::Level;

/// For how long a reading gives way to scheduled calls that wait at the same bucket, in milliseconds. Longer than a
/// bucket of one token a second takes to serve the next of them, and short beside the statuses that polls wait for.
const YIELD_MS: u64 = 2_000;

/// Names a bucket within a limiter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BucketId(u32);

/// Every bucket of a run.
#[derive(Clone, Debug, Default)]
pub struct Limiter {
    rates: BTreeMap<String, Rate>,
    /// The stack's own account, which steps leave out.
    own: String,
    names: HashMap<Key, BucketId>,
    buckets: Vec<Bucket>,
    /// When every bucket was empty, as far as is known; absent if they began full.
    drained: Option<u64>,
}

/// What names a bucket: rate, region, account.
type Key = (String, String, String);

impl Limiter {
    /// Returns the limiter of some limits, every bucket full; `own` is the account of steps that name none.
    pub fn new(limits: &Limits, own: &str) -> Limiter {
        Limiter { rates: limits.rates.clone(), own: own.to_owned(), ..Limiter::default() }
    }

    /// Returns whether it limits anything.
    pub fn has_rates(&self) -> bool {
        !self.rates.is_empty()
    }

    /// Returns the bucket of a rate in a region of an account; none if nothing limits it.
    pub fn bucket(&mut self, name: &str, region: &str, account: &str) -> Option<BucketId> {
        let rate = *self.rates.get(name)?;
        let account = if account.is_empty() { &self.own } else { account };
        let key = (name.to_owned(), region.to_owned(), account.to_owned());
        let (buckets, drained) = (&mut self.buckets, self.drained);
        Some(*self.names.entry(key).or_insert_with(|| {
            let resumed = drained.map(|at| Bucket::resumed(rate, 0.0, 1.0, at));
            buckets.push(resumed.unwrap_or_else(|| Bucket::new(rate)));
            BucketId(buckets.len() as u32 - 1)
        }))
    }

    /// Returns the buckets of some rates in a region of an account.
    pub fn buckets<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        region: &str,
        account: &str,
    ) -> Vec<BucketId> {
        names.into_iter().filter_map(|name| self.bucket(name, region, account)).collect()
    }

    /// Returns whether a bucket holds the tokens of a call.
    pub fn allows(&mut self, bucket: BucketId, cost: u32, now: u64) -> bool {
        let bucket = self.get(bucket);
        bucket.tokens(now) >= bucket.needed(cost)
    }

    /// Returns how many whole tokens a bucket holds.
    pub fn tokens(&mut self, bucket: BucketId, now: u64) -> usize {
        self.get(bucket).tokens(now) as usize
    }

    /// Takes the tokens of a call, whether they are there or not.
    pub fn take(&mut self, bucket: BucketId, cost: u32, now: u64) {
        let bucket = self.get(bucket);
        bucket.fill(now);
        bucket.level -= f64::from(cost);
    }

    /// Returns when a bucket holds the tokens of a call, if nobody else takes any.
    pub fn ready_at(&self, bucket: BucketId, cost: u32, now: u64) -> u64 {
        self.buckets[bucket.0 as usize].ready_at(cost, now)
    }

    /// Takes a token of each of some buckets for a call that is not scheduled, or says when to ask again. Scheduled
    /// calls go before it for a while, counted from when it first asked.
    ///
    /// # Errors
    /// With the moment to ask again.
    pub fn ask(&mut self, buckets: &[BucketId], since: u64, now: u64) -> Result<(), u64> {
        let patient = now < since.saturating_add(YIELD_MS);
        let mut again = None;
        for id in buckets {
            let wanted = self.get(*id).wanted > 0;
            if !self.allows(*id, 1, now) {
                again = again.max(Some(self.ready_at(*id, 1, now).max(now + 1)));
            } else if wanted && patient {
                again = again.max(Some(since + YIELD_MS));
            }
        }
        match again {
            Some(at) => Err(at),
            None => {
                buckets.iter().for_each(|id| self.take(*id, 1, now));
                Ok(())
            }
        }
    }

    /// Takes note that a call was throttled that was sent at a moment: the likeliest of its buckets slows down, which
    /// is the one that is emptiest for its size, and of several the one of the fewest calls.
    pub fn throttled(&mut self, buckets: &[BucketId], sent: u64, now: u64) {
        let mut likeliest: Option<(f64, f64, BucketId)> = None;
        for id in buckets {
            let bucket = self.get(*id);
            let key = (bucket.tokens(now) / bucket.nominal.burst, bucket.nominal.rate, *id);
            if likeliest.is_none_or(|(share, rate, _)| (key.0, key.1) < (share, rate)) {
                likeliest = Some(key);
            }
        }
        if let Some((_, _, id)) = likeliest {
            self.get(id).throttled(sent, now);
        }
    }

    /// Returns how many tokens a second fill a bucket now.
    pub fn rate(&mut self, bucket: BucketId, now: u64) -> f64 {
        let bucket = self.get(bucket);
        bucket.fill(now);
        bucket.rate
    }

    /// Counts scheduled calls that begin (or cease) to wait at a bucket.
    pub(crate) fn want(&mut self, bucket: BucketId, begins: bool) {
        let bucket = self.get(bucket);
        bucket.wanted = if begins { bucket.wanted + 1 } else { bucket.wanted.saturating_sub(1) };
    }

    fn get(&mut self, bucket: BucketId) -> &mut Bucket {
        &mut self.buckets[bucket.0 as usize]
    }
}

/// A limiter that the scheduler shares with everything else that calls the same cloud; cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct SharedLimiter(Arc<Mutex<Limiter>>);

impl SharedLimiter {
    /// Returns the limiter, ready to be shared.
    pub fn new(limiter: Limiter) -> SharedLimiter {
        SharedLimiter(Arc::new(Mutex::new(limiter)))
    }

    /// Returns the limiter for as long as the answer is kept; never across a pause.
    pub fn lock(&self) -> MutexGuard<'_, Limiter> {
        // Nothing that holds it can leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
