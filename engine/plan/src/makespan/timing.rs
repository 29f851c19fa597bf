//! How long calls and statuses take, drawn from a seed.

use std::collections::BTreeMap;

use tandem_core::Step;

/// Numbers from a seed: the same ones each time, on every machine.
#[derive(Clone, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Draw {
        Draw(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// Returns a number from `low` up to, but not including, `high`.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (bits ^ (bits >> 31)) % (high - low).max(1)
    }
}

/// How long the call of each step takes, and the status after it, in milliseconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timing {
    /// The calls, by step.
    pub calls: Vec<u64>,
    /// The statuses, by step; zero for a step that waits for none.
    pub waits: Vec<u64>,
}

impl Timing {
    /// Returns the timing of calls that do little: 50 to 250 milliseconds, and no statuses.
    pub fn quick(seed: u64, steps: &[Step]) -> Timing {
        let mut draw = Draw::new(seed);
        Timing { calls: steps.iter().map(|_| draw.between(50, 250)).collect(), waits: vec![0; steps.len()] }
    }

    /// Returns the timing of a seed: a call takes 0.1 to 1.5 seconds; a status takes three quarters to one and a half
    /// times what is usual, by the kind of call (services have slow days), and of one object up to a tenth more or less.
    ///
    /// Wider differences between objects of one kind would measure luck: no scheduler can know which one is slow.
    pub fn drawn(seed: u64, steps: &[Step]) -> Timing {
        let mut draw = Draw::new(seed.wrapping_mul(31).wrapping_add(7));
        let calls = steps.iter().map(|_| draw.between(100, 1_500)).collect();
        let mut shares: BTreeMap<String, u64> = BTreeMap::new();
        let wait = |step: &Step| {
            let typical = step.wait.as_ref().map_or(0, |wait| u64::from(wait.typical) * 1000);
            let mut share =
                |key: String, low, high| *shares.entry(key).or_insert_with(|| draw.between(low, high));
            let service = step.call.split(':').next().unwrap_or_default();
            let day = share(format!("{service} {typical}"), 750, 1_500);
            let own = share(format!("{} {}", step.locks.join(" "), step.region), 900, 1_100);
            typical * day / 1_000 * own / 1_000
        };
        Timing { calls, waits: steps.iter().map(wait).collect() }
    }
}
