//! One bucket: tokens that calls take, and a rate that gives way to throttles and comes back.

use crate::Rate;

/// After how long without a throttle the rate of a bucket rises again, in milliseconds, and again after each further one.
const CLEAN_MS: u64 = 10_000;

/// By what share of its nominal rate a bucket rises: from half to full in fifty clean seconds.
const RISE: f64 = 0.1;

/// The least share of its nominal rate that is left after many throttles: so little that others who draw from the same
/// account can be many, and so much that a bucket is back within a hundred clean seconds.
const LEAST: f64 = 1.0 / 64.0;

/// One bucket, as it was when it was last looked at.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    pub(super) nominal: Rate,
    /// How many tokens a second fill it now.
    pub(super) rate: f64,
    pub(super) level: f64,
    /// When `level` was true; absent before the first look, when it is full.
    pub(super) at: Option<u64>,
    /// Since when no call was throttled that counts here; the rate rises at every tenth second from then on.
    clean: u64,
    /// When the last throttle was answered by a lower rate.
    halved: Option<u64>,
    /// How many scheduled calls wait for a token.
    pub(super) wanted: usize,
}

impl Bucket {
    pub(super) fn new(rate: Rate) -> Bucket {
        let nominal = Rate { burst: rate.burst.max(1.0), rate: rate.rate.max(0.001) };
        Bucket {
            nominal,
            rate: nominal.rate,
            level: nominal.burst,
            at: None,
            clean: 0,
            halved: None,
            wanted: 0,
        }
    }

    /// Returns the bucket as an earlier run left it, at a moment.
    pub(super) fn resumed(rate: Rate, level: f64, share: f64, at: u64) -> Bucket {
        let mut bucket = Bucket::new(rate);
        // What is stored may say anything; a bucket never holds more than it can.
        bucket.level = if level.is_finite() { level.min(bucket.nominal.burst) } else { 0.0 };
        let share = if share.is_finite() { share.clamp(LEAST, 1.0) } else { LEAST };
        bucket.rate = bucket.nominal.rate * share;
        (bucket.at, bucket.clean) = (Some(at), at);
        bucket
    }

    /// Brings the level to a moment.
    pub(super) fn fill(&mut self, now: u64) {
        let mut at = self.at.unwrap_or(now);
        while at < now {
            let next = self.next_rise().unwrap_or(now).clamp(at + 1, now);
            self.level = (self.level + (next - at) as f64 / 1000.0 * self.rate).min(self.nominal.burst);
            at = next;
            self.rise(at);
        }
        self.at = Some(at);
    }

    /// Returns how many tokens it holds.
    pub(super) fn tokens(&mut self, now: u64) -> f64 {
        self.fill(now);
        // Filling adds fractions: a token short by a rounding error is a token.
        (self.level + 1e-9).max(0.0)
    }

    /// Returns what must be there before a call that takes some tokens may be sent: no more than the bucket can hold.
    pub(super) fn needed(&self, cost: u32) -> f64 {
        f64::from(cost).min(self.nominal.burst)
    }

    /// Returns when the tokens for a call are there, if nobody else takes any.
    pub(super) fn ready_at(&self, cost: u32, now: u64) -> u64 {
        let mut bucket = self.clone();
        let needed = bucket.needed(cost);
        loop {
            let at = bucket.at.unwrap_or(now);
            let pause = ((needed - bucket.level) / bucket.rate * 1000.0 - 1e-6).max(0.0).ceil() as u64;
            match bucket.next_rise() {
                Some(rise) if rise > at && rise < at + pause => bucket.fill(rise),
                _ => return (at + pause).max(now),
            }
        }
    }

    /// Halves the rate and empties the bucket: the cloud's own is empty, whatever was thought. A call that was sent
    /// before the last time this happened says nothing new.
    pub(super) fn throttled(&mut self, sent: u64, now: u64) {
        self.fill(now);
        self.clean = now;
        if self.halved.is_none_or(|halved| sent >= halved) {
            self.halved = Some(now);
            self.rate = (self.rate / 2.0).max(self.nominal.rate * LEAST);
            self.level = self.level.min(0.0);
        }
    }

    /// Returns when the rate rises next; never if it is back at what it was.
    fn next_rise(&self) -> Option<u64> {
        (self.rate < self.nominal.rate).then(|| self.clean + CLEAN_MS)
    }

    fn rise(&mut self, now: u64) {
        if self.next_rise().is_some_and(|at| at <= now) {
            self.rate = (self.rate + self.nominal.rate * RISE).min(self.nominal.rate);
            self.clean += CLEAN_MS;
        }
    }
}
