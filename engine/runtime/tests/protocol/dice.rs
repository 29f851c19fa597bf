//! Random numbers from a seed.

use std::sync::atomic::{AtomicU64, Ordering};

use tandem_core::Rng;

/// Random numbers from a seed: splitmix64.
#[derive(Debug)]
pub(crate) struct Dice(AtomicU64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(AtomicU64::new(seed))
    }

    /// Returns a number from 0 to below `end`.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.bits() % end.max(1)
    }
}

impl Rng for Dice {
    fn bits(&self) -> u64 {
        let mut z =
            self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
