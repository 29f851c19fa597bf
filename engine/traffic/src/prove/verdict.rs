//! What a proof says of one name: it holds, here is a counterexample, or something must be known first.

use std::collections::BTreeMap;

use tandem_core::{Address, Path};

use crate::assume::Used;
use crate::fail::Failure;
use crate::health::Interval;
use crate::model::{Family, Unknown};

/// What a proof says of one name, or of one store.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// Which objective speaks of it, as an index into those of the proof.
    pub objective: usize,
    /// The name: `api.example.com`; for a store, its address.
    pub name: String,
    /// Whether it holds.
    pub outcome: Outcome,
    /// Which families of addresses the name has.
    pub families: Vec<Family>,
    /// How long clients fail after a failure that the objective promises to survive, in seconds: the best of the client
    /// that asks anew, the mean, and the last client of the slowest failure.
    pub recovery: Interval,
    /// The failures after which that is so; empty if nothing promised costs anyone anything.
    pub slowest: Vec<Failure>,
    /// What is left of the capacity, where the objective declares any.
    pub capacity: Option<Headroom>,
    /// What is not promised, and does not hold.
    pub limits: Vec<Limit>,
    /// Everything that was tried, in the order it was tried: fewest failures first.
    pub trials: Vec<Trial>,
    /// How many classes of clients were asked for.
    pub classes: usize,
    /// What it rests on.
    pub used: Used,
}

/// Whether an objective holds for a name.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// It holds.
    Proved,
    /// It does not, and this is how.
    Refuted(Box<Counterexample>),
    /// It rests on what is not known yet.
    Needs(Vec<Need>),
}

/// What must be known before anything can be said.
#[derive(Clone, PartialEq, Debug)]
pub enum Need {
    /// An attribute that is known after apply, or once look-ups are recorded.
    Value(Unknown),
    /// The records of a name that no zone of the topology answers for.
    Name(String),
}

/// What happened in one trial.
#[derive(Clone, PartialEq, Debug)]
pub struct Trial {
    /// What failed at once.
    pub failures: Vec<Failure>,
    /// Whether the objective promises that it is survived.
    pub promised: bool,
    /// The share of the demand that fails for good.
    pub failing: f64,
    /// The share of the demand that fails for good at the clients that it hits worst.
    pub worst: f64,
    /// How long the slowest clients fail; `None` while some fail for good, or nobody can say how long.
    pub recovery: Option<Interval>,
    /// The share of the demand that each region serves afterwards.
    pub load: BTreeMap<String, f64>,
    /// Whether someone is answered by a last resort: nothing healthy was found, so the dead are handed out as well.
    pub last_resort: bool,
}

/// A failure, told as a timeline, after which an objective does not hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Counterexample {
    /// What fails at once; empty if nothing has to.
    pub failures: Vec<Failure>,
    /// The clients that it hits: `EU clients`.
    pub who: String,
    /// The class of them that it hits worst: `near eu-west-1`.
    pub class: String,
    /// The share of the demand that fails.
    pub share: f64,
    /// Whether that demand was declared, or is an even share of all places.
    pub declared: bool,
    /// What happens when.
    pub story: Vec<Moment>,
    /// What in the script is to blame, first of all first.
    pub blames: Vec<Blame>,
    /// Why it is so.
    pub cause: Cause,
    /// Ways out, best first.
    pub hints: Vec<String>,
}

/// Something that happens in a story.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// When, in seconds after the failure; `None` is for ever.
    pub at: Option<f64>,
    /// What.
    pub text: String,
}

/// A place in the script with what is said of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Blame {
    /// The declaration; `None` is the objective.
    pub address: Option<Address>,
    /// The attribute; empty for the declaration itself.
    pub path: Path,
    /// What is said.
    pub text: String,
}

/// Why an objective does not hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// Nothing that is left can serve.
    Alone,
    /// A health check is there, and does not see it.
    Blind,
    /// No record answers the name.
    Missing,
    /// A target that nothing checks.
    Unwatched,
    /// Some clients are in no record's place.
    Unanswered,
    /// Clients are served again, and too late.
    TooLate,
    /// An accelerator finds nothing healthy and sends traffic all the same.
    FailsOpen,
    /// What is left cannot carry the load.
    Overload,
    /// Too few members of a store are left to write.
    Quorum,
    /// More of what was written is lost than may be.
    Lost,
}

impl Cause {
    /// Returns the code of the message.
    pub fn code(self) -> &'static str {
        match self {
            Cause::Alone | Cause::Blind | Cause::Missing => "AA001",
            Cause::Unwatched => "AA002",
            Cause::Unanswered => "AA005",
            Cause::TooLate => "AA012",
            Cause::FailsOpen => "AA025",
            Cause::Overload => "AA039",
            Cause::Quorum => "AA043",
            Cause::Lost => "AA049",
        }
    }
}

/// What is left of the capacity of each region in its worst case.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Headroom {
    /// By region.
    pub regions: BTreeMap<String, Room>,
}

/// What is left of the capacity of one region in its worst case.
#[derive(Clone, PartialEq, Debug)]
pub struct Room {
    /// What it can carry, as a share of the whole demand.
    pub capacity: f64,
    /// What it carries while nothing fails.
    pub calm: f64,
    /// The most that it must carry.
    pub load: f64,
    /// What must fail for that.
    pub after: Vec<Failure>,
}

impl Room {
    /// Returns how much more it could carry; less than nothing if it carries too much.
    pub fn left(&self) -> f64 {
        self.capacity - self.load
    }
}

/// What is not promised, and does not hold; or is worth knowing.
#[derive(Clone, PartialEq, Debug)]
pub enum Limit {
    /// So many percent of requests fail somewhere, and nothing notices it.
    Unnoticed {
        /// What fails so.
        failure: Failure,
        /// The share of the demand that fails.
        failing: f64,
        /// From how many percent on it is noticed; `None` if never.
        noticed: Option<u8>,
    },
    /// Some failures that the objective does not promise to survive.
    Broken {
        /// What fails at once.
        failures: Vec<Failure>,
        /// The share of the demand that fails.
        failing: f64,
    },
    /// Connections that are there when a region vanishes may hang for so many seconds.
    Held(f64),
    /// From so many failures at once on there are too many cases to be tried, although they are promised.
    Untried(usize),
    /// A region serves, and nobody said what it can carry.
    Uncounted(String),
}

impl Verdict {
    /// Returns whether it holds.
    pub fn holds(&self) -> bool {
        self.outcome == Outcome::Proved
    }

    /// Returns the counterexample, if there is one.
    pub fn refuted(&self) -> Option<&Counterexample> {
        self.outcome.refuted()
    }
}

impl Outcome {
    /// Returns the counterexample, if there is one.
    pub fn refuted(&self) -> Option<&Counterexample> {
        match self {
            Outcome::Refuted(example) => Some(example),
            _ => None,
        }
    }
}
