//! A run under virtual time: the scheduler and the limiter as they are, a cloud that takes as long as was drawn.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use tandem_core::{Step, StepId};

use super::{POLLS, Timing};
use crate::limiter::{BucketId, Limiter, SharedLimiter};
use crate::{Completion, DispatchId, Limits, Rate, Scheduler};

/// What a run did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Driven {
    /// When nothing was open any more, in milliseconds.
    pub makespan: u64,
    /// How many changing calls were sent, throttled ones included.
    pub calls: u64,
    /// How many polls were sent.
    pub polls: u64,
    /// How many calls the server throttled.
    pub throttled: u64,
    /// How many steps did not come to their end.
    pub failed: usize,
}

/// A server's own bucket, which all calls draw from; one that comes when it is empty is throttled.
#[derive(Clone, Debug)]
pub struct Server {
    limiter: Limiter,
    bucket: Option<BucketId>,
}

impl Server {
    /// Returns a server with a full bucket.
    pub fn new(rate: Rate) -> Server {
        let limits = Limits { rates: [("server".to_owned(), rate)].into(), ..Limits::default() };
        let mut limiter = Limiter::new(&limits, "");
        Server { bucket: limiter.bucket("server", "", ""), limiter }
    }

    /// Returns whether a call is accepted.
    fn accepts(&mut self, now: u64) -> bool {
        self.bucket.is_none_or(|bucket| self.limiter.ask(&[bucket], now, now).is_ok())
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy, Debug)]
enum Event {
    Answered,
    /// The status is looked at for the so manieth time; since when that is due.
    Poll(usize, u64),
}

/// Runs some steps to their end.
pub fn drive(steps: &[Step], limits: &Limits, timing: &Timing, server: Option<Server>) -> Driven {
    let limiter = SharedLimiter::new(Limiter::new(limits, ""));
    let mut run = Run {
        steps,
        timing,
        scheduler: Scheduler::sharing(steps, limits, limiter.clone()),
        limiter,
        server,
        sent: Vec::new(),
        waiting: BTreeMap::new(),
        events: BinaryHeap::new(),
        driven: Driven::default(),
    };
    run.all();
    let tally = run.scheduler.tally();
    Driven { failed: steps.len() - tally.done, ..run.driven }
}

struct Run<'a> {
    steps: &'a [Step],
    timing: &'a Timing,
    scheduler: Scheduler,
    limiter: SharedLimiter,
    server: Option<Server>,
    /// The calls by number: their steps, and when their status is there.
    sent: Vec<Sent>,
    /// The calls that wait for one status together, by the object it is of.
    waiting: BTreeMap<String, Vec<DispatchId>>,
    events: BinaryHeap<Reverse<(u64, DispatchId, Event)>>,
    driven: Driven,
}

struct Sent {
    steps: Vec<StepId>,
    at: u64,
    ready: u64,
    throttled: bool,
}

impl Run<'_> {
    fn all(&mut self) {
        let mut now = 0;
        loop {
            for dispatch in self.scheduler.ready(now) {
                self.send(dispatch.id, dispatch.steps, now);
            }
            let event = self.events.peek().map(|Reverse((at, ..))| *at);
            let Some(next) = [event, self.scheduler.next_deadline(now)].into_iter().flatten().min() else {
                return;
            };
            now = next;
            while self.events.peek().is_some_and(|Reverse((at, ..))| *at <= now) {
                let Some(Reverse((_, id, event))) = self.events.pop() else { break };
                self.driven.makespan = self.driven.makespan.max(now);
                match event {
                    Event::Answered => self.answered(id, now),
                    Event::Poll(looks, since) => self.poll(id, looks, since, now),
                }
            }
        }
    }

    fn send(&mut self, id: DispatchId, steps: Vec<StepId>, now: u64) {
        let throttled = self.server.as_mut().is_some_and(|server| !server.accepts(now));
        self.driven.calls += 1;
        self.driven.throttled += u64::from(throttled);
        let longest = |times: &[u64]| steps.iter().map(|step| times[step.0 as usize]).max().unwrap_or(0);
        let answer = now + longest(&self.timing.calls);
        let ready = answer + longest(&self.timing.waits);
        self.events.push(Reverse((answer, id, Event::Answered)));
        self.sent.push(Sent { steps, at: now, ready, throttled });
    }

    fn answered(&mut self, id: DispatchId, now: u64) {
        let sent = &self.sent[id.0 as usize];
        if sent.throttled {
            let step = &self.steps[sent.steps[0].0 as usize];
            let mut limiter = self.limiter.lock();
            let names = step.buckets.iter().map(String::as_str);
            let buckets = limiter.buckets(names, &step.region, &step.account);
            limiter.throttled(&buckets, sent.at, now);
            drop(limiter);
            self.scheduler.complete(id, Completion::Again(now + 500), now);
        } else if sent.ready > now {
            self.scheduler.complete(id, Completion::Waiting, now);
            let group = self.waiting.entry(self.object(id)).or_default();
            group.push(id);
            if group.len() == 1 {
                self.next_poll(id, 0, now);
            }
        } else {
            self.scheduler.complete(id, Completion::Done, now);
        }
    }

    fn next_poll(&mut self, id: DispatchId, looks: usize, now: u64) {
        let at = now + POLLS.get(looks).or(POLLS.last()).copied().unwrap_or(1_000);
        self.events.push(Reverse((at, id, Event::Poll(looks, at))));
    }

    /// Looks at a status, once the limiter lets it.
    fn poll(&mut self, id: DispatchId, looks: usize, since: u64, now: u64) {
        let sent = &self.sent[id.0 as usize];
        let step = &self.steps[sent.steps[0].0 as usize];
        let readings = ["route53", "globalaccelerator:readings"];
        let service = step.call.split(':').next().unwrap_or_default();
        let names = readings.into_iter().filter(|name| name.split(':').next() == Some(service));
        let asked = {
            let mut limiter = self.limiter.lock();
            let buckets = limiter.buckets(names, &step.region, &step.account);
            limiter.ask(&buckets, since, now)
        };
        if let Err(at) = asked {
            self.events.push(Reverse((at.max(now + 1), id, Event::Poll(looks, since))));
            return;
        }
        self.driven.polls += 1;
        let object = self.object(id);
        let group = self.waiting.get(&object).cloned().unwrap_or_default();
        if group.iter().any(|id| self.sent[id.0 as usize].ready > now) {
            return self.next_poll(id, looks + 1, now);
        }
        self.waiting.remove(&object);
        for id in group {
            self.scheduler.settled(id, now);
        }
    }

    /// Returns what is polled for a call: the accelerator or the table as a whole, but each change of a zone by itself.
    fn object(&self, id: DispatchId) -> String {
        let step = &self.steps[self.sent[id.0 as usize].steps[0].0 as usize];
        match step.call.starts_with("route53:") {
            true => format!("change {}", id.0),
            false => step.locks.join(" "),
        }
    }
}
