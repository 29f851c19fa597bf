//! What goes wrong with a call, by chance or as a case says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dice::chance;

/// What becomes of one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is refused: too many calls.
    Throttled,
    /// It is refused: something else is being done to the object.
    Busy,
    /// A server error, and nothing was done.
    ErrorBefore,
    /// A server error, and it was done.
    ErrorAfter,
    /// It never arrives; nobody answers.
    LostBefore,
    /// It is done; the answer is lost.
    LostAfter,
    /// Nobody answers, and it is done so many seconds later.
    Late(u32),
}

impl Fate {
    /// Returns whether nobody answers: the caller waits for its whole timeout.
    pub fn is_silent(self) -> bool {
        matches!(self, Fate::LostBefore | Fate::LostAfter | Fate::Late(_))
    }

    /// Returns when the effect comes, in milliseconds after the call arrived; never where there is none.
    pub fn effect(self, latency: u64) -> Option<u64> {
        match self {
            Fate::Throttled | Fate::Busy | Fate::ErrorBefore | Fate::LostBefore => None,
            Fate::ErrorAfter | Fate::LostAfter => Some(latency),
            Fate::Late(seconds) => Some(u64::from(seconds) * 1_000),
        }
    }
}

/// How often what goes wrong, in per cent of the calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mix {
    pub throttled: u64,
    pub busy: u64,
    pub before: u64,
    pub after: u64,
    pub late: u64,
    /// Reading calls that fail.
    pub reads: u64,
    /// For how many seconds a search may not show what was just made or deleted.
    pub lag: u64,
}

impl Mix {
    /// Returns what becomes of the changing call of a name.
    pub fn change(&self, seed: u64, name: &str) -> Option<Fate> {
        let roll = chance(seed, name);
        let other = chance(seed, &format!("{name}?"));
        let rows = [
            (self.throttled, Fate::Throttled),
            (self.busy, Fate::Busy),
            (self.before, if other.is_multiple_of(2) { Fate::ErrorBefore } else { Fate::LostBefore }),
            (self.after, if other.is_multiple_of(2) { Fate::ErrorAfter } else { Fate::LostAfter }),
            (self.late, Fate::Late(1 + late(other))),
        ];
        pick(roll % 100, &rows)
    }

    /// Returns what becomes of the reading call of a name.
    pub fn read(&self, seed: u64, name: &str) -> Option<Fate> {
        let fate = if chance(seed, name).is_multiple_of(2) { Fate::Throttled } else { Fate::ErrorBefore };
        pick(chance(seed, &format!("{name}?")) % 100, &[(self.reads, fate)])
    }
}

/// Half of what is late is so by less than a minute, the rest by up to a quarter of an hour.
fn late(roll: u64) -> u32 {
    let most = if roll.is_multiple_of(2) { 60 } else { 900 };
    u32::try_from((roll / 2) % most).unwrap_or(0)
}

fn pick(roll: u64, rows: &[(u64, Fate)]) -> Option<Fate> {
    let mut sum = 0;
    rows.iter().find_map(|(share, fate)| {
        sum += share;
        (roll < sum).then_some(*fate)
    })
}

/// Where the fates of a run come from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Faults {
    /// By chance.
    Mix(Mix),
    /// Exactly these, by the name of the call; searches lag by so many seconds.
    Exactly { calls: BTreeMap<String, Fate>, lag: u64 },
}

impl Faults {
    /// Returns what becomes of a call.
    pub fn fate(&self, seed: u64, name: &str, changing: bool) -> Option<Fate> {
        match self {
            Faults::Mix(mix) if changing => mix.change(seed, name),
            Faults::Mix(mix) => mix.read(seed, name),
            Faults::Exactly { calls, .. } => calls.get(name).copied(),
        }
    }

    /// Returns for how many milliseconds searches lag.
    pub fn lag(&self) -> u64 {
        1_000
            * match self {
                Faults::Mix(mix) => mix.lag,
                Faults::Exactly { lag, .. } => *lag,
            }
    }
}

impl Default for Faults {
    fn default() -> Faults {
        Faults::Exactly { calls: BTreeMap::new(), lag: 0 }
    }
}
