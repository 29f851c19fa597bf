//! Chance from a seed: a stream for tokens, and numbers by name that do not depend on what was asked before.

use std::sync::atomic::{AtomicU64, Ordering};

use tandem_core::Rng;

/// A stream of random numbers: splitmix64.
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(AtomicU64::new(seed))
    }

    /// Returns a number from 0 to below `end`.
    pub fn below(&self, end: u64) -> u64 {
        self.bits() % end.max(1)
    }

    /// Returns a number below `end` as an index.
    pub fn index(&self, end: usize) -> usize {
        self.below(end as u64) as usize
    }

    /// Returns yes in so many of a hundred cases.
    pub fn percent(&self, share: u64) -> bool {
        self.below(100) < share
    }

    /// Returns one of several.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }
}

impl Rng for Dice {
    fn bits(&self) -> u64 {
        let golden = 0x9e37_79b9_7f4a_7c15_u64;
        scramble(self.0.fetch_add(golden, Ordering::Relaxed).wrapping_add(golden))
    }
}

/// Returns the random number of a name: the same for a seed, whatever else is asked. A schedule that is made smaller
/// keeps the chances of what is left.
pub fn chance(seed: u64, name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ scramble(seed);
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    scramble(hash)
}

fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
