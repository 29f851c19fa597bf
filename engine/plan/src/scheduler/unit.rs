//! Units: what is sent in one call, a step or several of one batch key.
//!
//! Which steps of a key go together is fixed before the first call (`gather.rs`); a dry run with locks and rates then
//! splits those that come far apart. At run time a unit waits for all its members that can still come, so that the
//! number of calls does not depend on how fast the cloud answers; only if one is very late do the others go ahead.

use std::collections::BTreeSet;

use tandem_core::{Step, StepId};

use super::lock::{LockId, Locks};
use crate::limiter::{BucketId, Limiter};

/// How long the members of a unit that are ready wait for the others in the dry run. Long enough to gather what a rate
/// bucket lets through one by one, short enough that a person does not wonder.
pub(super) const REHEARSAL_PATIENCE_MS: u64 = 30_000;

/// How long they wait in earnest: far beyond what a slow call takes, so that only trouble splits a unit.
pub(super) const PATIENCE_MS: u64 = 120_000;

/// Names a unit within a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct UnitId(pub(super) u32);

/// Where a unit is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Nowhere: it has nothing to send, or waits for members.
    Idle,
    /// In the queue.
    Queued,
    /// At a lock or bucket.
    Asleep,
}

/// What is sent in one call.
#[derive(Debug)]
pub(super) struct Unit {
    /// The members that may run.
    pub(super) ready: Vec<StepId>,
    /// How many members can still become ready.
    pub(super) outstanding: usize,
    pub(super) locks: Vec<LockId>,
    /// The rate buckets, and whether each counts elements.
    pub(super) buckets: Vec<(BucketId, bool)>,
    /// The longest remaining path of any member.
    pub(super) priority: u64,
    pub(super) place: Place,
    /// When the members that are ready go without the others; absent while none is ready.
    pub(super) patience: Option<u64>,
    /// When it may be sent again after a refusal.
    pub(super) not_before: u64,
    /// The timer that is set for it, so that one is not set twice.
    pub(super) timer: Option<u64>,
}

impl Unit {
    pub(super) fn new(
        members: &[StepId],
        steps: &[Step],
        remaining: &[u64],
        locks: &mut Locks,
        limiter: &mut Limiter,
        weighed: &BTreeSet<String>,
    ) -> Unit {
        let mut unit = Unit {
            ready: Vec::new(),
            outstanding: members.len(),
            locks: Vec::new(),
            buckets: Vec::new(),
            priority: 0,
            place: Place::Idle,
            patience: None,
            not_before: 0,
            timer: None,
        };
        for step in members.iter().map(|member| &steps[member.0 as usize]) {
            unit.priority = unit.priority.max(remaining[step.id.0 as usize]);
            unit.locks.extend(step.locks.iter().map(|name| locks.intern(name)));
            let names = step.buckets.iter();
            unit.buckets.extend(names.filter_map(|name| {
                let bucket = limiter.bucket(name, &step.region, &step.account)?;
                Some((bucket, weighed.contains(name)))
            }));
            unit.locks.sort();
            unit.locks.dedup();
            unit.buckets.sort();
            unit.buckets.dedup();
        }
        unit
    }
}
