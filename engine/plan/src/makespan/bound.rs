//! The shortest time that any order of the same calls could need.
//!
//! Three things hold whatever a scheduler does: a chain of steps takes as long as its parts, a bucket lets no more
//! through than its burst and its rate, and what holds one lock is done one after the other. Each is taken together
//! with what must come before and after it: of the calls of a bucket, the last has all that depends on it still to come.

use std::collections::{BTreeMap, VecDeque};

use tandem_core::step::NeededBy;
use tandem_core::{Step, StepId};

use super::Timing;
use crate::Limits;

/// What no order of the calls can beat, in milliseconds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bound {
    /// The longest chain, statuses included.
    pub path: u64,
    /// The longest that a rate bucket takes, and which.
    pub rate: (u64, String),
    /// The longest that a lock takes, and which.
    pub lock: (u64, String),
}

impl Bound {
    /// Returns the greatest of the three.
    pub fn milliseconds(&self) -> u64 {
        self.path.max(self.rate.0).max(self.lock.0)
    }

    /// Returns which of the three it is, for people.
    pub fn cause(&self) -> &str {
        match self.milliseconds() {
            most if most == self.path => "longest chain",
            most if most == self.rate.0 => &self.rate.1,
            _ => "one lock",
        }
    }
}

/// What is known of one step: when it can begin at the earliest, and how long it is from there to the end.
struct Span<'a> {
    step: &'a Step,
    head: u64,
    /// For how long it keeps its locks.
    held: u64,
    tail: u64,
    /// Its share of a call.
    share: f64,
}

/// Returns the bound of some steps.
pub fn bound(steps: &[Step], limits: &Limits, timing: &Timing) -> Bound {
    let spans = spans(steps, timing);
    let mut buckets: BTreeMap<(&str, &str), Vec<&Span<'_>>> = BTreeMap::new();
    let mut locks: BTreeMap<&str, Vec<&Span<'_>>> = BTreeMap::new();
    for span in &spans {
        for name in &span.step.buckets {
            buckets.entry((name, &span.step.region)).or_default().push(span);
        }
        for name in &span.step.locks {
            locks.entry(name).or_default().push(span);
        }
    }
    let rated = buckets.into_iter().filter_map(|((name, _), spans)| {
        let rate = limits.rates.get(name).filter(|_| !limits.weighed.contains(name))?;
        Some((through_bucket(spans, rate.burst.max(1.0), rate.rate.max(0.001)), name.to_owned()))
    });
    let locked = locks.into_iter().map(|(name, spans)| (through_lock(&spans), name.to_owned()));
    Bound {
        path: spans.iter().map(|span| span.head + span.tail).max().unwrap_or(0),
        rate: rated.max().unwrap_or_default(),
        lock: locked.max().unwrap_or_default(),
    }
}

/// Of any set of calls the last begins no sooner than the bucket lets it, and has at least the shortest tail of the set
/// to go. The sets that matter are those of the longest tails.
fn through_bucket(mut spans: Vec<&Span<'_>>, burst: f64, rate: f64) -> u64 {
    spans.sort_by_key(|span| std::cmp::Reverse(span.tail));
    let (mut most, mut calls) = (0, 0.0);
    for span in spans {
        calls += span.share;
        let wait = ((calls - burst) / rate * 1000.0).max(0.0) as u64;
        most = most.max(wait + span.tail);
    }
    most
}

/// What holds a lock begins no sooner than the first can, and the last has at least the shortest way to go after it.
fn through_lock(spans: &[&Span<'_>]) -> u64 {
    let head = spans.iter().map(|span| span.head).min().unwrap_or(0);
    let after = spans.iter().map(|span| span.tail - span.held).min().unwrap_or(0);
    // Steps that go together hold it once: of those no more than their share counts.
    let work: f64 = spans.iter().map(|span| span.held as f64 * span.share).sum();
    head + work as u64 + after
}

fn spans<'a>(steps: &'a [Step], timing: &Timing) -> Vec<Span<'a>> {
    let order = order(steps);
    let until = |at: usize| {
        let holds = steps[at].wait.as_ref().is_some_and(|wait| wait.needed_by == NeededBy::Dependants);
        timing.calls[at] + if holds { timing.waits[at] } else { 0 }
    };
    let mut heads = vec![0; steps.len()];
    let mut tails: Vec<u64> = (0..steps.len()).map(|at| timing.calls[at] + timing.waits[at]).collect();
    for at in &order {
        let before = steps[*at].after.iter().map(|step| heads[step.0 as usize] + until(step.0 as usize));
        heads[*at] = before.max().unwrap_or(0);
    }
    for at in order.iter().rev() {
        for StepId(before) in &steps[*at].after {
            let before = *before as usize;
            tails[before] = tails[before].max(until(before) + tails[*at]);
        }
    }
    let share = |step: &Step| {
        step.batch.as_ref().map_or(1.0, |batch| f64::from(batch.elements) / f64::from(batch.max_elements))
    };
    let span =
        |(at, step)| Span { step, head: heads[at], held: until(at), tail: tails[at], share: share(step) };
    steps.iter().enumerate().map(span).collect()
}

/// Returns the indexes of steps, each after those it names.
fn order(steps: &[Step]) -> Vec<usize> {
    let mut unmet: Vec<usize> = steps.iter().map(|step| step.after.len()).collect();
    let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (at, step) in steps.iter().enumerate() {
        step.after.iter().for_each(|before| dependants[before.0 as usize].push(at));
    }
    let mut queue: VecDeque<usize> = (0..steps.len()).filter(|at| unmet[*at] == 0).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(at) = queue.pop_front() {
        order.push(at);
        for next in &dependants[at] {
            unmet[*next] -= 1;
            if unmet[*next] == 0 {
                queue.push_back(*next);
            }
        }
    }
    order
}
