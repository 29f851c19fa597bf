//! How full buckets are, as one run leaves it for the next: two runs do not burst twice.

use serde::{Deserialize, Serialize};

use super::{Bucket, BucketId, Limiter};

/// How full one bucket was.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Level {
    /// The rate: `route53:CreateHealthCheck`.
    pub bucket: String,
    /// The region.
    pub region: String,
    /// The account, twelve digits.
    pub account: String,
    /// How many tokens it held; less than none if more were taken than there were.
    pub tokens: f64,
    /// How fast it filled, as a share of its nominal rate.
    pub share: f64,
    /// When that was true, in milliseconds of the clock that the runs share.
    pub at: u64,
}

impl Limiter {
    /// Returns the buckets that are not as full and as fast as they can be.
    pub fn levels(&mut self, now: u64) -> Vec<Level> {
        let mut names: Vec<_> = self.names.iter().map(|(key, id)| (key.clone(), *id)).collect();
        names.sort();
        let level = |((bucket, region, account), BucketId(id)): (_, BucketId)| {
            let found = &mut self.buckets[id as usize];
            found.fill(now);
            let (tokens, share) = (found.level, found.rate / found.nominal.rate);
            let full = tokens >= found.nominal.burst && share >= 1.0;
            (!full).then_some(Level { bucket, region, account, tokens, share, at: now })
        };
        names.into_iter().filter_map(level).collect()
    }

    /// Goes on with the buckets as an earlier run left them; they have filled since. What is of the future, because the
    /// clock was set back, has not filled at all. To be called before anything is taken.
    pub fn resume(&mut self, levels: &[Level], now: u64) {
        for level in levels {
            let Some(rate) = self.rates.get(&level.bucket).copied() else { continue };
            if let Some(BucketId(id)) = self.bucket(&level.bucket, &level.region, &level.account) {
                let mut bucket = Bucket::resumed(rate, level.tokens, level.share, level.at.min(now));
                bucket.fill(now);
                self.buckets[id as usize] = bucket;
            }
        }
    }

    /// Takes everything to be empty, because nobody knows how full it is.
    pub fn drain(&mut self, now: u64) {
        self.drained = Some(now);
    }
}
