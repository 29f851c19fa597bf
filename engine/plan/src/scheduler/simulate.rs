//! A run without a cloud: every call lasts as long as is usual, every status comes when it usually does.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tandem_core::{Step, StepId};

use super::estimate::{CALL_MS, until_settled};
use super::{Completion, DispatchId, Scheduler};

/// What a simulated run did.
pub(crate) struct Run {
    /// The calls, in the order they were sent.
    pub(crate) dispatches: Vec<Vec<StepId>>,
    /// When nothing was open any more, in milliseconds.
    pub(crate) end: u64,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Answered,
    Settled,
}

/// Runs a scheduler to its end.
pub(crate) fn simulate(mut scheduler: Scheduler, steps: &[Step]) -> Run {
    let mut run = Run { dispatches: Vec::new(), end: 0 };
    let mut events: BinaryHeap<Reverse<(u64, Event, DispatchId)>> = BinaryHeap::new();
    let mut now = 0;
    loop {
        for dispatch in scheduler.ready(now) {
            events.push(Reverse((now + CALL_MS, Event::Answered, dispatch.id)));
            debug_assert_eq!(dispatch.id.0 as usize, run.dispatches.len());
            run.dispatches.push(dispatch.steps);
        }
        let event = events.peek().map(|Reverse((at, ..))| *at);
        let Some(next) = [event, scheduler.next_deadline(now)].into_iter().flatten().min() else { break };
        now = next;
        // Everything of one moment is reported before anything is sent: what becomes ready together goes together.
        while events.peek().is_some_and(|Reverse((at, ..))| *at <= now) {
            let Some(Reverse((at, event, dispatch))) = events.pop() else { break };
            run.end = run.end.max(at);
            let steps = run.dispatches[dispatch.0 as usize].iter().map(|step| &steps[step.0 as usize]);
            match event {
                Event::Answered => {
                    let open = steps.map(until_settled).max().unwrap_or(CALL_MS) - CALL_MS;
                    let waits = open > 0;
                    let completion = if waits { Completion::Waiting } else { Completion::Done };
                    scheduler.complete(dispatch, completion, now);
                    if waits {
                        events.push(Reverse((now + open, Event::Settled, dispatch)));
                    }
                }
                Event::Settled => scheduler.settled(dispatch, now),
            }
        }
    }
    run
}
