//! One call to its end: sent, sent again where that is safe, and resolved where nobody knows whether it was done.
//!
//! Everything here happens after the call is on record. It never decides by guessing: what is not known in the end is
//! reported as such, and the record stays open.

mod doubt;
pub(crate) mod look;

use std::collections::BTreeMap;

use tandem_core::provider::{CallReport, ErrorClass, Outcome, Request};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Address, CallError};

use crate::report::Reason;
use crate::{Edge, Event};

/// A call to make.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The items, in order; all go to one region and account.
    pub(crate) requests: Vec<Request>,
    /// What a repeated create means.
    pub(crate) class: CreateClass,
    /// Whether the cloud makes all of it or nothing, and refuses what is not as it was last seen.
    pub(crate) atomic: bool,
    /// Whether the objects were looked for just before, and were not there.
    pub(crate) absent: bool,
    /// For how many milliseconds it is repeated while it is throttled or finds the object busy.
    pub(crate) patience: u64,
    /// The rate buckets that it draws from.
    pub(crate) buckets: Vec<String>,
}

/// What came of a call.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Verdict {
    /// It was made, as its answer says.
    Answered(CallReport),
    /// It was made, as the objects show; one outcome an item.
    Seen(Vec<Outcome>),
    /// It was not made; nothing was changed.
    Refused {
        /// Why.
        reason: Reason,
        /// The indexes of the items to blame; empty if all of them are.
        offenders: Vec<usize>,
    },
    /// It was not made, because the run is to stop.
    Withdrawn,
    /// It was not made, and is to be sent again: whoever sent it does so, so that nothing is held meanwhile.
    Again {
        /// Why it was not made.
        error: CallError,
        /// After how many milliseconds.
        pause: u64,
    },
    /// Nobody knows.
    Unknown(CallError),
}

/// What came of a call, and what it took.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Tried {
    pub(crate) verdict: Verdict,
    /// How often it was sent.
    pub(crate) tries: u32,
    /// The calls that were made, by name.
    pub(crate) calls: BTreeMap<String, u64>,
    /// Whether it was ever in doubt whether the call was made: a request for it may still be on its way.
    pub(crate) doubted: bool,
}

/// What was tried of a call before it was given back to be sent again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Before {
    /// When it was first sent; absent if it was not.
    pub(crate) since: Option<u64>,
    /// How often it was sent.
    pub(crate) tries: u32,
}

/// Makes a call; one that is throttled, finds its object busy or what it needs not there yet is given back.
pub(crate) async fn carry_out(edge: &Edge, call: &Call, before: Before) -> Tried {
    let mut attempt = Attempt::new(edge, call);
    attempt.since = before.since.unwrap_or(attempt.since);
    attempt.tries = before.tries;
    attempt.paid = true;
    let verdict = attempt.send().await;
    Tried { verdict, tries: attempt.tries, calls: attempt.calls, doubted: attempt.doubted }
}

/// Finds out whether the call of an earlier run was made; creates are made with the recorded token if they were not.
pub(crate) async fn resolve(edge: &Edge, call: &Call) -> Tried {
    let mut attempt = Attempt::new(edge, call);
    let verdict = attempt.recover().await;
    Tried { verdict, tries: attempt.tries, calls: attempt.calls, doubted: true }
}

/// What is known of a call while it is being made.
struct Attempt<'a> {
    edge: &'a Edge,
    call: &'a Call,
    /// When it was first sent, or began to be resolved.
    since: u64,
    tries: u32,
    /// Whether the tokens of the next try are taken already, as the scheduler does.
    paid: bool,
    calls: BTreeMap<String, u64>,
    /// The last answer that left open whether the call was made, and when it came.
    doubt: Option<(CallError, u64)>,
    /// Whether there ever was such an answer.
    doubted: bool,
    /// Whether it was refused after that.
    refused: bool,
}

impl<'a> Attempt<'a> {
    fn new(edge: &'a Edge, call: &'a Call) -> Attempt<'a> {
        Attempt {
            edge,
            call,
            since: edge.clock.now(),
            tries: 0,
            paid: false,
            calls: BTreeMap::new(),
            doubt: None,
            doubted: false,
            refused: false,
        }
    }

    /// Sends the call until it is decided.
    async fn send(&mut self) -> Verdict {
        loop {
            self.tries += 1;
            let sent = self.pay().await;
            let error = match self.edge.call(&self.call.requests).await {
                Ok(report) => {
                    self.count(&report.calls);
                    return Verdict::Answered(report);
                }
                Err(error) => error,
            };
            *self.calls.entry(error.call.clone()).or_default() += 1;
            let decided = match error.class {
                ErrorClass::Throttled => {
                    let (region, account) = self.target();
                    self.edge.throttled(&self.call.buckets, region, account, sent);
                    let pause = self.edge.backoff(self.tries);
                    self.again(error, pause, self.call.patience).await
                }
                ErrorClass::Busy => {
                    let pause = self.edge.poll_pause(self.tries as usize - 1);
                    self.again(error, pause, self.call.patience).await
                }
                ErrorClass::NotYet => {
                    let pause = self.edge.poll_pause(self.tries as usize - 1);
                    self.again(error, pause, self.edge.settings.unseen).await
                }
                ErrorClass::InDoubt => self.in_doubt(error).await,
                _ => Some(self.refused(error).await),
            };
            if let Some(verdict) = decided {
                return verdict;
            }
        }
    }

    /// Gives the call back, or, if an earlier try of it may have been made, pauses before the next one; decides if the
    /// patience is at its end or the run is to stop.
    async fn again(&mut self, error: CallError, pause: u64, patience: u64) -> Option<Verdict> {
        if self.edge.clock.now() + pause > self.since + patience {
            return Some(self.undone(Reason::Refused(error), Vec::new()));
        }
        self.tell(&error, pause);
        if self.doubt.is_none() {
            return Some(Verdict::Again { error, pause });
        }
        if self.edge.pause(pause).await {
            return None;
        }
        Some(match self.doubt.take() {
            Some((doubt, _)) => Verdict::Unknown(doubt),
            None => Verdict::Withdrawn,
        })
    }

    /// Decides that the call was not made, unless an earlier try of it may have been.
    fn undone(&mut self, reason: Reason, offenders: Vec<usize>) -> Verdict {
        match self.doubt.take() {
            Some((doubt, _)) => Verdict::Unknown(doubt),
            None => Verdict::Refused { reason, offenders },
        }
    }

    /// Waits for the tokens of the next try, unless they are taken already; returns when it may be sent.
    async fn pay(&mut self) -> u64 {
        if !std::mem::take(&mut self.paid) {
            let (region, account) = self.target();
            self.edge.pay(&self.call.buckets, region, account).await;
        }
        self.edge.clock.now()
    }

    fn target(&self) -> (&'a str, &'a str) {
        self.call.requests.first().map_or(("", ""), |request| (&request.region, &request.account))
    }

    fn tell(&self, error: &CallError, pause: u64) {
        self.edge.observer.event(&Event::Retrying {
            addresses: self.addresses(),
            error: error.clone(),
            tries: self.tries,
            pause,
        });
    }

    fn addresses(&self) -> Vec<Address> {
        self.call.requests.iter().map(|request| request.address.clone()).collect()
    }

    fn count(&mut self, calls: &BTreeMap<String, u64>) {
        for (name, times) in calls {
            *self.calls.entry(name.clone()).or_default() += times;
        }
    }

    fn all(&self, effect: Effect) -> bool {
        self.call.requests.iter().all(|request| request.effect == effect)
    }

    fn any(&self, effect: Effect) -> bool {
        self.call.requests.iter().any(|request| request.effect == effect)
    }
}
