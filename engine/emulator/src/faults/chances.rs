//! Faults by chance, drawn from a seed.

use std::collections::BTreeMap;
use std::time::Duration;

use super::fault::{Fault, When};
use super::request::Asked;
use super::rule::Matches;

/// How likely one fault is for one sort of request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chance {
    /// Which requests.
    pub matches: Matches,
    /// Of a thousand of them, how many.
    pub permille: u32,
    /// What is done to those.
    pub fault: Fault,
}

/// Faults by chance. One seed gives one decision for the nth request of an operation in a region, in whatever order
/// requests of different operations come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chances {
    /// Where the decisions come from.
    pub seed: u64,
    /// How likely what is; the figures of the lines that match a request add up.
    pub table: Vec<Chance>,
    /// After so many faults everything goes well, so that a run ends.
    pub most: u64,
}

impl Chances {
    /// Makes chances without any fault.
    #[must_use]
    pub fn new(seed: u64) -> Chances {
        Chances { seed, table: Vec::new(), most: u64::MAX }
    }

    /// Adds a line to the table.
    #[must_use]
    pub fn with(mut self, matches: Matches, permille: u32, fault: Fault) -> Chances {
        self.table.push(Chance { matches, permille, fault });
        self
    }

    /// Makes the weather of a bad day: about a quarter of all writes and a fifth of all reads meet something.
    #[must_use]
    pub fn storm(seed: u64) -> Chances {
        let (all, reads, writes) = (Matches::all, Matches::reads, Matches::writes);
        let zone = || Matches { service: Some("route53".to_owned()), ..Matches::writes() };
        Chances { most: 40, ..Chances::new(seed) }
            .with(all(), 30, Fault::throttled())
            .with(all(), 10, Fault::too_many_requests())
            .with(zone(), 15, Fault::prior_request_not_complete())
            .with(all(), 20, Fault::Broken(When::Before, 500))
            .with(writes(), 25, Fault::Broken(When::After, 500))
            .with(all(), 10, Fault::Broken(When::Before, 502))
            .with(writes(), 10, Fault::Broken(When::After, 502))
            .with(all(), 15, Fault::Broken(When::Before, 503))
            .with(all(), 15, Fault::Reset(When::Before))
            .with(all(), 25, Fault::Reset(When::After))
            .with(all(), 10, Fault::Silent(When::Before))
            .with(writes(), 20, Fault::Silent(When::After))
            .with(all(), 15, Fault::HalfBody)
            .with(all(), 10, Fault::Garbage)
            .with(all(), 5, Fault::Slow)
            .with(writes(), 10, Fault::Late(Duration::from_secs(5)))
            .with(writes(), 10, Fault::Late(Duration::from_secs(45)))
            .with(reads(), 40, Fault::Stale)
    }

    pub(super) fn draw(&self, drawn: &mut Drawn, asked: &Asked) -> Option<Fault> {
        let key = asked.name();
        let salt = fingerprint(&key);
        let nth = drawn.nth.entry(key).or_default();
        *nth += 1;
        if drawn.faults >= self.most {
            return None;
        }
        let mut left = mixed(mixed(self.seed ^ salt).wrapping_add(*nth)) % 1000;
        for chance in self.table.iter().filter(|chance| chance.matches.hit(asked)) {
            match left.checked_sub(u64::from(chance.permille)) {
                Some(rest) => left = rest,
                None => {
                    drawn.faults += 1;
                    return Some(chance.fault.clone());
                }
            }
        }
        None
    }
}

/// How often it was drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The requests so far, by service, operation and region.
    nth: BTreeMap<String, u64>,
    faults: u64,
}

/// Mixes the bits of a number: one step of splitmix64.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Returns a number for a text, the same in every version: FNV-1a.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
