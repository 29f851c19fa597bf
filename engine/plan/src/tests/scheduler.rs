//! What may run when.

use std::collections::BTreeMap;

use tandem_core::step::{Batch, CreateClass, Effect, Item, NeededBy};
use tandem_core::{Step, StepId};

use super::fake::wait;
use super::world::address;
use crate::{Completion, Dispatch, DispatchId, Limits, Plan, Rate, Scheduler, Skipped, predict};

/// A step after others, without anything special.
pub(super) fn step(id: u32, after: &[u32]) -> Step {
    Step {
        id: StepId(id),
        items: vec![Item {
            address: address("dns::check", &format!("n{id}")),
            operation: "create".to_owned(),
            effect: Effect::Create,
            arguments: BTreeMap::new(),
            prior: None,
            parent: None,
            within: None,
            dependencies: Vec::new(),
            protect: false,
            place: String::new(),
        }],
        after: after.iter().map(|before| StepId(*before)).collect(),
        call: "fake:Create".to_owned(),
        region: "us-east-1".to_owned(),
        account: String::new(),
        class: CreateClass::UniqueName,
        locks: Vec::new(),
        buckets: Vec::new(),
        batch: None,
        wait: None,
    }
}

/// A record of a zone: one call at a time, many records in one.
pub(super) fn record(id: u32, after: &[u32]) -> Step {
    let batch = Batch {
        key: "zone".to_owned(),
        elements: 1,
        characters: 8,
        max_elements: 1000,
        max_characters: 32_000,
    };
    Step {
        call: "fake:ChangeRecords".to_owned(),
        locks: vec!["zone".to_owned()],
        batch: Some(batch),
        wait: wait(30, NeededBy::End),
        ..step(id, after)
    }
}

fn limits(parallelism: usize) -> Limits {
    Limits { parallelism, ..Limits::default() }
}

fn ids(dispatches: &[Dispatch]) -> Vec<Vec<u32>> {
    dispatches.iter().map(|dispatch| dispatch.steps.iter().map(|step| step.0).collect()).collect()
}

fn calls(steps: &[Step], limits: &Limits) -> (u64, u64) {
    let prediction = predict(&Plan { steps: steps.to_vec(), ..Plan::default() }, limits);
    (prediction.calls.values().sum(), prediction.seconds)
}

#[test]
fn the_longest_remaining_path_goes_first() {
    let steps = [step(0, &[]), step(1, &[]), step(2, &[1]), step(3, &[2])];
    let mut scheduler = Scheduler::new(&steps, &limits(1));
    assert_eq!(ids(&scheduler.ready(5)), [[1]]);
    assert_eq!(ids(&scheduler.ready(5)), [[0; 0]; 0], "one at a time");
    scheduler.complete(DispatchId(0), Completion::Done, 6);
    assert_eq!(ids(&scheduler.ready(6)), [[2]]);
    let waits = [step(0, &[]), Step { wait: wait(100, NeededBy::End), ..step(1, &[]) }];
    assert_eq!(ids(&Scheduler::new(&waits, &limits(1)).ready(0)), [[1]], "a long wait starts early");
}

#[test]
fn a_lock_admits_one_at_a_time() {
    let locked = |id| Step { locks: vec!["table".to_owned()], ..step(id, &[]) };
    let mut scheduler = Scheduler::new(&[locked(0), locked(1), step(2, &[])], &limits(9));
    assert_eq!(ids(&scheduler.ready(0)), [[0], [2]]);
    scheduler.complete(DispatchId(0), Completion::Done, 1);
    assert_eq!(ids(&scheduler.ready(1)), [[1]]);
}

/// While the cloud is still busy with an object, its lock is held; where it takes further calls, it is not.
#[test]
fn a_wait_holds_what_needs_it() {
    let locked =
        |id, needed_by| Step { locks: vec!["x".to_owned()], wait: wait(20, needed_by), ..step(id, &[]) };
    for (needed_by, at_once) in [(NeededBy::End, true), (NeededBy::Dependants, false)] {
        let mut scheduler =
            Scheduler::new(&[locked(0, needed_by), locked(1, needed_by), step(2, &[0])], &limits(9));
        assert_eq!(ids(&scheduler.ready(0)), [[0]]);
        assert_eq!(scheduler.complete(DispatchId(0), Completion::Waiting, 1), []);
        assert_eq!(scheduler.tally().waiting, 1);
        assert_eq!(scheduler.ready(1).len(), if at_once { 2 } else { 0 });
        scheduler.settled(DispatchId(0), 2);
        assert_eq!(scheduler.ready(2).len(), if at_once { 0 } else { 2 });
        assert_eq!(scheduler.tally().done, 1);
    }
}

#[test]
fn a_wait_that_fails_skips_only_who_needed_it() {
    let waiting = |needed_by| Step { wait: wait(20, needed_by), ..step(0, &[]) };
    let mut scheduler = Scheduler::new(&[waiting(NeededBy::Dependants), step(1, &[0])], &limits(9));
    scheduler.ready(0);
    scheduler.complete(DispatchId(0), Completion::Waiting, 1);
    assert_eq!(scheduler.unsettled(DispatchId(0), 2), [Skipped { step: StepId(1), cause: StepId(0) }]);
    assert!(scheduler.is_finished());
    let mut scheduler = Scheduler::new(&[waiting(NeededBy::End), step(1, &[0])], &limits(9));
    scheduler.ready(0);
    scheduler.complete(DispatchId(0), Completion::Waiting, 1);
    assert_eq!(scheduler.unsettled(DispatchId(0), 2), []);
    assert_eq!(ids(&scheduler.ready(2)), [[1]]);
    assert_eq!(scheduler.tally().failed, 1);
}

#[test]
fn a_failed_step_skips_its_dependants_and_names_them() {
    let steps = [step(0, &[]), step(1, &[0]), step(2, &[1]), step(3, &[]), step(4, &[2, 3])];
    let mut scheduler = Scheduler::new(&steps, &limits(9));
    assert_eq!(ids(&scheduler.ready(0)), [[0], [3]]);
    let skipped = scheduler.complete(DispatchId(0), Completion::Failed, 1);
    assert_eq!(skipped, [1, 2, 4].map(|step| Skipped { step: StepId(step), cause: StepId(0) }));
    scheduler.complete(DispatchId(1), Completion::Done, 1);
    assert!(scheduler.ready(1).is_empty() && scheduler.is_finished());
    let tally = scheduler.tally();
    assert_eq!((tally.done, tally.failed, tally.skipped, tally.left), (1, 1, 3, 0));
}

/// Five thousand records of one zone are five calls, whatever comes before them.
#[test]
fn records_of_a_zone_go_in_as_few_calls_as_fit() {
    let mut steps = vec![step(0, &[])];
    steps.extend((1..=5000).map(|id| record(id, &[0])));
    let (calls, seconds) = calls(&steps, &limits(16));
    assert_eq!((calls, seconds), (6, 33));
}

/// Records that come a call later than others of their zone go with them, unless they need them.
#[test]
fn a_call_that_is_not_full_waits_for_those_that_come_soon() {
    let steps = [step(0, &[]), step(1, &[0]), record(2, &[]), record(3, &[1]), record(4, &[])];
    assert_eq!(calls(&steps, &limits(16)).0, 3);
    let steps = [record(0, &[]), step(1, &[0]), record(2, &[1]), record(3, &[])];
    assert_eq!(calls(&steps, &limits(16)).0, 3, "record 2 needs record 0");
    let late = Step { wait: wait(20, NeededBy::Dependants), ..step(0, &[]) };
    assert_eq!(calls(&[late, record(1, &[]), record(2, &[0])], &limits(16)).0, 3, "20 s are not soon");
    // Either zone's first record is needed by the other zone's second one: they cannot wait for each other.
    let other = |id: u32, after: &[u32]| {
        let mut step = record(id, after);
        step.locks = vec!["other".to_owned()];
        step.batch.iter_mut().for_each(|batch| batch.key = "other".to_owned());
        step
    };
    let steps = [record(0, &[]), other(1, &[]), record(2, &[1]), other(3, &[0])];
    let (calls, seconds) = calls(&steps, &limits(16));
    assert!(calls >= 3 && seconds < 40, "{calls} calls, {seconds} s");
}

/// A plan file may say anything: steps that wait for each other never run, and nothing hangs.
#[test]
fn steps_that_wait_for_each_other_never_run() {
    let steps = [record(0, &[1]), record(1, &[0]), record(2, &[]), record(3, &[9])];
    let mut scheduler = Scheduler::new(&steps, &limits(9));
    assert_eq!(ids(&scheduler.ready(0)), [[2, 3]]);
    scheduler.complete(DispatchId(0), Completion::Done, 1);
    assert!(scheduler.ready(1).is_empty() && scheduler.is_finished());
    assert_eq!(scheduler.tally().left, 2);
}

#[test]
fn a_batch_keeps_within_its_characters() {
    let long = |id| {
        let mut step = record(id, &[]);
        step.batch.iter_mut().for_each(|batch| batch.characters = 10_000);
        step
    };
    let steps: Vec<Step> = (0..10).map(long).collect();
    assert_eq!(calls(&steps, &limits(16)).0, 4);
}

/// Records whose checks come one by one go together all the same: their unit waits for the last of them.
#[test]
fn a_unit_waits_for_its_members() {
    let mut steps: Vec<Step> = (0..8).map(|id| step(id, &[])).collect();
    steps.extend((8..16).map(|id| record(id, &[id - 8])));
    let mut scheduler = Scheduler::new(&steps, &limits(2));
    let mut sent = Vec::new();
    for now in 0..50 {
        for dispatch in scheduler.ready(now) {
            scheduler.complete(dispatch.id, Completion::Done, now);
            sent.push(dispatch.steps.len());
        }
    }
    assert_eq!(sent, [1, 1, 1, 1, 1, 1, 1, 1, 8]);
    assert!(scheduler.is_finished());
}

/// One that is very late does not hold up the others for ever, and one that is skipped not at all.
#[test]
fn a_unit_does_not_wait_for_ever() {
    let steps = [step(0, &[]), step(1, &[]), record(2, &[0]), record(3, &[1])];
    let mut scheduler = Scheduler::new(&steps, &limits(9));
    scheduler.ready(1_000_000);
    scheduler.complete(DispatchId(0), Completion::Done, 1_000_000);
    assert!(scheduler.ready(1_000_000).is_empty());
    let deadline = scheduler.next_deadline(1_000_000).expect("its patience ends");
    assert_eq!(deadline, 1_120_000);
    assert_eq!(ids(&scheduler.ready(deadline)), [[2]]);
    let mut scheduler = Scheduler::new(&steps, &limits(9));
    scheduler.ready(0);
    scheduler.complete(DispatchId(0), Completion::Done, 1);
    scheduler.complete(DispatchId(1), Completion::Failed, 1);
    assert_eq!(ids(&scheduler.ready(1)), [[2]]);
    assert_eq!(scheduler.next_deadline(1), None, "no timer is left over");
}

#[test]
fn offenders_fail_and_the_others_are_sent_again() {
    let steps = [record(0, &[]), record(1, &[]), record(2, &[]), step(3, &[1])];
    let mut scheduler = Scheduler::new(&steps, &limits(9));
    assert_eq!(
        ids(&scheduler.ready(0)),
        [[1, 0, 2].map(|id| id.min(9))].map(|mut ids| {
            ids.sort();
            ids.to_vec()
        })
    );
    let skipped = scheduler.complete(DispatchId(0), Completion::Refused(vec![StepId(1)]), 1);
    assert_eq!(skipped, [Skipped { step: StepId(3), cause: StepId(1) }]);
    assert_eq!(ids(&scheduler.ready(1)), [[0, 2]]);
    scheduler.complete(DispatchId(1), Completion::Done, 2);
    assert!(scheduler.is_finished());
    assert_eq!(scheduler.tally().done, 2);
}

#[test]
fn a_call_is_sent_again_when_it_may() {
    let steps = [record(0, &[]), record(1, &[])];
    let mut scheduler = Scheduler::new(&steps, &limits(9));
    scheduler.ready(0);
    scheduler.complete(DispatchId(0), Completion::Again(700), 100);
    assert!(scheduler.ready(100).is_empty() && !scheduler.is_finished());
    assert_eq!(scheduler.next_deadline(100), Some(700));
    assert_eq!(ids(&scheduler.ready(700)), [[0, 1]]);
    assert_eq!(scheduler.tally().left, 0);
}

#[test]
fn rates_are_kept_and_fill_again() {
    let mut limits = limits(100);
    limits.rates.insert("dns".to_owned(), Rate { burst: 3.0, rate: 2.0 });
    let steps: Vec<Step> = (0..7)
        .map(|id| Step { buckets: vec!["dns".to_owned(), "free".to_owned()], ..step(id, &[]) })
        .collect();
    let mut scheduler = Scheduler::new(&steps, &limits);
    let (mut now, mut sent) = (10_000, Vec::new());
    loop {
        sent.extend(scheduler.ready(now).iter().map(|_| now - 10_000));
        let Some(next) = scheduler.next_deadline(now) else { break };
        now = next;
    }
    assert_eq!(sent, [0, 0, 0, 500, 1000, 1500, 2000]);
    let elsewhere = Step { region: "eu-west-1".to_owned(), ..steps[0].clone() };
    let mut both = vec![elsewhere];
    both.extend((1..5).map(|id| Step { buckets: vec!["dns".to_owned()], ..step(id, &[]) }));
    assert_eq!(Scheduler::new(&both, &limits).ready(0).len(), 4, "another region has a bucket of its own");
}

/// Whoever is woken at a lock and then held up elsewhere lets the next one pass.
#[test]
fn a_free_lock_is_not_left_idle() {
    let mut limits = limits(9);
    limits.rates.insert("dns".to_owned(), Rate { burst: 1.0, rate: 0.1 });
    let locked = |id| Step { locks: vec!["zone".to_owned()], ..step(id, &[]) };
    let rated = |step: Step| Step { buckets: vec!["dns".to_owned()], ..step };
    let steps = [
        Step { wait: wait(200, NeededBy::End), ..rated(locked(0)) },
        Step { wait: wait(100, NeededBy::End), ..rated(locked(1)) },
        locked(2),
    ];
    let mut scheduler = Scheduler::new(&steps, &limits);
    assert_eq!(ids(&scheduler.ready(0)), [[0]]);
    scheduler.complete(DispatchId(0), Completion::Done, 1);
    assert_eq!(ids(&scheduler.ready(1)), [[2]]);
    scheduler.complete(DispatchId(1), Completion::Done, 2);
    assert_eq!(scheduler.next_deadline(2), Some(10_000));
    assert_eq!(ids(&scheduler.ready(10_000)), [[1]]);
}

#[test]
fn after_a_stop_nothing_new_starts() {
    let mut scheduler = Scheduler::new(&[step(0, &[]), step(1, &[0]), step(2, &[])], &limits(1));
    scheduler.ready(0);
    scheduler.stop();
    assert!(!scheduler.is_finished(), "one is in flight");
    scheduler.complete(DispatchId(0), Completion::Done, 1);
    assert!(scheduler.ready(1).is_empty() && scheduler.is_finished());
    assert_eq!((scheduler.tally().done, scheduler.tally().left), (1, 2));
    assert_eq!(scheduler.next_deadline(1), None);
}

#[test]
fn reports_on_what_is_over_change_nothing() {
    let mut scheduler = Scheduler::new(&[step(0, &[])], &limits(1));
    scheduler.ready(0);
    scheduler.complete(DispatchId(0), Completion::Done, 1);
    scheduler.complete(DispatchId(0), Completion::Failed, 2);
    scheduler.settled(DispatchId(0), 3);
    scheduler.complete(DispatchId(7), Completion::Failed, 3);
    assert_eq!((scheduler.tally().done, scheduler.tally().failed), (1, 0));
}

#[test]
fn a_prediction_counts_calls_and_time() {
    let steps = [
        step(0, &[]),
        Step { wait: wait(20, NeededBy::Dependants), ..step(1, &[0]) },
        record(2, &[1]),
        record(3, &[1]),
        Step { call: String::new(), ..step(4, &[]) },
    ];
    let prediction = predict(&Plan { steps: steps.to_vec(), ..Plan::default() }, &limits(16));
    let expected = [("fake:ChangeRecords".to_owned(), 1), ("fake:Create".to_owned(), 2)];
    assert_eq!(prediction.calls, BTreeMap::from(expected));
    assert_eq!(prediction.seconds, 52, "0.5 + 20.5 + 30.5");
}
