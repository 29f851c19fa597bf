//! What a run needs of the world, and how patient it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use tandem_core::{Clock, Provider, Rng};
use tandem_plan::{Limits, Raised, SharedLimiter};

use crate::interrupt::Stop;
use crate::{Contact, Interrupt, Observer};

/// What a run needs of the world; cheap to copy.
#[derive(Clone)]
pub struct Edge {
    /// The cloud.
    pub provider: Arc<dyn Provider>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness: tokens and jitter.
    pub rng: Arc<dyn Rng>,
    /// Who is told what happens.
    pub observer: Arc<dyn Observer>,
    /// What stops the run.
    pub interrupt: Interrupt,
    /// How patient it is.
    pub settings: Settings,
    /// The rate buckets of everything that is sent; the default is given the rates of the settings at first use.
    pub limiter: SharedLimiter,
    /// What of the cloud answers.
    pub contact: Contact,
}

/// Whose run it is, for the audit log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Actor {
    /// What the run does: `apply`, `destroy`, `adopt`.
    pub run: String,
    /// Who does it: `user@host`.
    pub who: String,
    /// Whose credentials it uses, where the cloud says it: the ARN of the caller.
    pub arn: Option<String>,
    /// The command line, without values that may be secret.
    pub command: String,
}

/// How patient a run is; times in milliseconds.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// The stack's name, for ownership tags.
    pub stack: Arc<str>,
    /// The stack's account, twelve digits.
    pub account: Arc<str>,
    /// Whose run it is, for the audit log; without anybody, none is written.
    pub actor: Option<Arc<Actor>>,
    /// The regions to do without: nothing that lives in one of them is read.
    pub without: Arc<BTreeSet<String>>,
    /// How many calls may be in flight.
    pub parallelism: usize,
    /// Whether the rate limits of the real cloud are kept.
    pub limits: bool,
    /// The rates that the account has otherwise than everybody.
    pub raised: Arc<Raised>,
    /// The pauses before looking at a status again; the last one repeats.
    pub polls: Arc<[u64]>,
    /// For how long something just made may not be seen by a search, or a request still be on its way.
    pub settle: u64,
    /// For how long what was just made may not be known to the call that needs it.
    pub unseen: u64,
    /// For how long after its caller gave up on it a request may still be applied.
    pub late: u64,
    /// For how long calls whose outcome nobody knows are sent again.
    pub doubt: u64,
    /// For how long a call is repeated that is throttled or finds the object busy, where its step names no deadline.
    pub patience: u64,
    /// For how long what a plan saw may be relied on; later, it is read again just before it is changed.
    pub fresh: u64,
    /// How many calls in a row a service leaves without an answer before nothing more is sent there,
    pub silent_calls: u32,
    /// and over how long.
    pub silence: u64,
    /// How long what is in flight at the first interrupt may take to end.
    pub grace: u64,
    /// How long what is in flight may take to end once the credentials are no longer valid.
    pub lapse: u64,
}

impl Settings {
    /// Returns the settings for the real cloud.
    pub fn new(stack: &str, account: &str) -> Settings {
        Settings {
            stack: stack.into(),
            account: account.into(),
            actor: None,
            without: Arc::default(),
            parallelism: 16,
            limits: true,
            raised: Arc::default(),
            polls: [2_000, 4_000, 8_000, 10_000].into(),
            settle: 60_000,
            unseen: 120_000,
            late: 900_000,
            doubt: 300_000,
            patience: 1_800_000,
            fresh: 30_000,
            silent_calls: 8,
            silence: 30_000,
            grace: 30_000,
            lapse: 5_000,
        }
    }

    /// Returns these settings for a cloud on this machine: no rate limits, and statuses are looked at sooner.
    #[must_use]
    pub fn quick(mut self) -> Settings {
        self.limits = false;
        self.polls = [50, 100, 200, 500, 1_000, 2_000].into();
        self
    }
}

impl Edge {
    /// Returns the limits of the run's scheduler; what a plan predicts holds for the same ones.
    pub fn limits(&self) -> Limits {
        let limits = match self.settings.limits {
            true => Limits::of(self.provider.registry()).raised(&self.settings.raised),
            false => Limits::default(),
        };
        Limits { parallelism: self.settings.parallelism, ..limits }
    }

    /// Waits, unless the run is to stop; returns whether it may go on.
    pub(crate) async fn pause(&self, milliseconds: u64) -> bool {
        tokio::select! {
            biased;
            () = self.reached(Stop::Soon) => false,
            () = self.clock.sleep(milliseconds) => true,
        }
    }

    /// Returns the pause before the try after `tries` tries: the schedule of polls.
    pub(crate) fn poll_pause(&self, tries: usize) -> u64 {
        let polls = &self.settings.polls;
        polls.get(tries).or(polls.last()).copied().unwrap_or(1_000).max(1)
    }

    /// Returns the pause after so many throttled tries: doubling from one second to thirty, half of it by chance, so
    /// that calls throttled together do not come back together.
    pub(crate) fn backoff(&self, tries: u32) -> u64 {
        let most = 1_000_u64.saturating_mul(1 << tries.saturating_sub(1).min(5)).min(30_000);
        most / 2 + self.rng.bits() % (most / 2 + 1)
    }
}
