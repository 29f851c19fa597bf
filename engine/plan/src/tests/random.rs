//! Random plans under random answers: what must hold for all of them.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::step::NeededBy;
use tandem_core::{Step, StepId};

use super::fake::wait;
use super::scheduler::{record, step};
use crate::{Completion, DispatchId, Limits, Plan, Rate, Scheduler, predict};

/// A small generator of numbers that look random, the same for a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }
}

fn random_steps(numbers: &mut Numbers) -> Vec<Step> {
    let count = 1 + numbers.below(80) as u32;
    let mut steps = Vec::new();
    for id in 0..count {
        let edges = if id == 0 { 0 } else { numbers.below(4) };
        let mut after: Vec<u32> = (0..edges).map(|_| numbers.below(u64::from(id)) as u32).collect();
        after.sort_unstable();
        after.dedup();
        let mut one = if numbers.one_in(2) { record(id, &after) } else { step(id, &after) };
        if let Some(batch) = &mut one.batch {
            batch.max_elements = 5;
        }
        if one.batch.is_none() && numbers.one_in(3) {
            one.locks = vec![format!("lock{}", numbers.below(3)), format!("lock{}", numbers.below(3))];
        }
        if numbers.one_in(3) {
            one.buckets = vec![format!("rate{}", numbers.below(2))];
        }
        if one.batch.is_none() && numbers.one_in(4) {
            let needed_by = if numbers.one_in(2) { NeededBy::End } else { NeededBy::Dependants };
            one.wait = wait(numbers.below(60) as u32, needed_by);
        }
        steps.push(one);
    }
    steps
}

fn random_limits(numbers: &mut Numbers) -> Limits {
    let rate = |burst, rate| Rate { burst, rate };
    let rates = [("rate0".to_owned(), rate(3.0, 2.0)), ("rate1".to_owned(), rate(1.0, 0.5))];
    Limits { parallelism: 1 + numbers.below(6) as usize, rates: rates.into(), ..Limits::default() }
}

/// What a run saw, beside the scheduler's own account.
#[derive(Default)]
struct Seen {
    over: BTreeSet<StepId>,
    started: BTreeSet<StepId>,
    failed: BTreeSet<StepId>,
    skipped: BTreeSet<StepId>,
    flights: BTreeMap<DispatchId, (Vec<StepId>, bool)>,
    drawn: BTreeMap<String, Vec<u64>>,
}

/// Drives a random plan with random answers and checks what must hold at every moment.
fn run(seed: u64, trouble: bool) {
    let mut numbers = Numbers(seed);
    let steps = random_steps(&mut numbers);
    let limits = random_limits(&mut numbers);
    let mut scheduler = Scheduler::new(&steps, &limits);
    let mut seen = Seen::default();
    let mut now = numbers.below(1_000_000_000_000);
    while !scheduler.is_finished() {
        for dispatch in scheduler.ready(now) {
            check_start(seed, &steps, &dispatch.steps, &mut seen, now);
            seen.flights.insert(dispatch.id, (dispatch.steps, false));
        }
        let running = seen.flights.values().filter(|(_, waiting)| !waiting).count();
        assert!(running <= limits.parallelism, "seed {seed}");
        let flights: Vec<DispatchId> = seen.flights.keys().copied().collect();
        if flights.is_empty() || numbers.one_in(4) {
            match scheduler.next_deadline(now) {
                Some(deadline) => now = deadline,
                None => assert!(!flights.is_empty() || scheduler.is_finished(), "seed {seed}: stuck"),
            }
        }
        if !flights.is_empty() {
            now += numbers.below(400);
            let flight = flights[numbers.below(flights.len() as u64) as usize];
            answer(&mut scheduler, &steps, flight, &mut seen, &mut numbers, trouble, now);
        }
    }
    check_end(seed, &steps, &limits, &scheduler, &seen);
}

#[track_caller]
fn check_start(seed: u64, steps: &[Step], together: &[StepId], seen: &mut Seen, now: u64) {
    let held = |seen: &Seen| -> BTreeSet<String> {
        let holds = |(ids, waiting): &&(Vec<StepId>, bool)| {
            !waiting
                || ids.iter().any(|id| {
                    steps[id.0 as usize].wait.as_ref().is_some_and(|w| w.needed_by == NeededBy::Dependants)
                })
        };
        let ids = seen.flights.values().filter(holds).flat_map(|(ids, _)| ids);
        ids.flat_map(|id| steps[id.0 as usize].locks.clone()).collect()
    };
    let held = held(seen);
    let first = &steps[together[0].0 as usize];
    let elements: u32 =
        together.iter().map(|id| steps[id.0 as usize].batch.as_ref().map_or(1, |b| b.elements)).sum();
    assert!(elements <= first.batch.as_ref().map_or(1, |batch| batch.max_elements), "seed {seed}: too many");
    for id in together {
        let step = &steps[id.0 as usize];
        assert!(seen.started.insert(*id), "seed {seed}: {id} started twice");
        assert!(step.after.iter().all(|before| seen.over.contains(before)), "seed {seed}: {id} too early");
        assert!(step.locks.iter().all(|lock| !held.contains(lock)), "seed {seed}: {id} without its lock");
        assert_eq!(step.batch.as_ref().map(|batch| &batch.key), first.batch.as_ref().map(|batch| &batch.key));
    }
    let buckets: BTreeSet<&String> = together.iter().flat_map(|id| &steps[id.0 as usize].buckets).collect();
    for bucket in buckets {
        seen.drawn.entry(bucket.clone()).or_default().push(now);
    }
}

fn answer(
    scheduler: &mut Scheduler,
    steps: &[Step],
    flight: DispatchId,
    seen: &mut Seen,
    numbers: &mut Numbers,
    trouble: bool,
    now: u64,
) {
    let (ids, waiting) = seen.flights[&flight].clone();
    let waits: Vec<_> = ids.iter().filter_map(|id| steps[id.0 as usize].wait.as_ref()).collect();
    let holds = waits.iter().any(|wait| wait.needed_by == NeededBy::Dependants);
    let mut skipped = Vec::new();
    if waiting {
        seen.flights.remove(&flight);
        if trouble && numbers.one_in(8) {
            skipped = scheduler.unsettled(flight, now);
            seen.failed.extend(&ids);
            if !holds {
                assert!(skipped.is_empty());
            }
        } else {
            scheduler.settled(flight, now);
            seen.over.extend(&ids);
        }
    } else if trouble && numbers.one_in(5) {
        seen.flights.remove(&flight);
        match numbers.below(3) {
            0 => {
                skipped = scheduler.complete(flight, Completion::Failed, now);
                seen.failed.extend(&ids);
            }
            1 => {
                skipped = scheduler.complete(flight, Completion::Refused(vec![ids[0]]), now);
                seen.failed.insert(ids[0]);
                ids[1..].iter().for_each(|id| {
                    seen.started.remove(id);
                });
            }
            _ => {
                scheduler.complete(flight, Completion::Again(now + 5_000), now);
                ids.iter().for_each(|id| {
                    seen.started.remove(id);
                });
            }
        }
    } else if waits.is_empty() {
        seen.flights.remove(&flight);
        scheduler.complete(flight, Completion::Done, now);
        seen.over.extend(&ids);
    } else {
        scheduler.complete(flight, Completion::Waiting, now);
        seen.flights.insert(flight, (ids.clone(), true));
        if !holds {
            seen.over.extend(&ids);
        }
    }
    seen.skipped.extend(skipped.iter().map(|skipped| skipped.step));
}

#[track_caller]
fn check_end(seed: u64, steps: &[Step], limits: &Limits, scheduler: &Scheduler, seen: &Seen) {
    // A step whose wait failed at the end of the run did free its dependants.
    let blocked: BTreeSet<StepId> = seen.failed.difference(&seen.over).copied().collect();
    let mut expected: BTreeSet<StepId> = BTreeSet::new();
    for step in steps {
        let hit = |before: &StepId| blocked.contains(before) || expected.contains(before);
        if step.after.iter().any(hit) {
            expected.insert(step.id);
        }
    }
    assert_eq!(seen.skipped, expected, "seed {seed}: exactly the transitive dependants are skipped");
    assert_eq!(seen.started.len() + seen.skipped.len(), steps.len(), "seed {seed}: everything had its turn");
    let tally = scheduler.tally();
    assert_eq!(tally.done + tally.failed + tally.skipped, steps.len(), "seed {seed}: {tally:?}");
    assert_eq!((tally.failed, tally.left, tally.running), (seen.failed.len(), 0, 0), "seed {seed}");
    for (bucket, times) in &seen.drawn {
        let rate = limits.rates[bucket];
        for (from, start) in times.iter().enumerate() {
            for (to, end) in times.iter().enumerate().skip(from) {
                let most = rate.burst + (end - start) as f64 / 1000.0 * rate.rate + 1e-6;
                assert!((to - from + 1) as f64 <= most, "seed {seed}: {bucket} is drawn too fast");
            }
        }
    }
}

#[test]
fn random_plans_keep_every_rule() {
    for seed in 0..1000 {
        run(seed, false);
    }
}

#[test]
fn random_plans_keep_every_rule_in_trouble() {
    for seed in 10_000..11_500 {
        run(seed, true);
    }
}

/// However fast or slow the cloud answers, an apply makes the calls that were predicted.
#[test]
fn predicted_calls_are_made_calls() {
    for seed in 0..300 {
        let mut numbers = Numbers(seed);
        let steps = random_steps(&mut numbers);
        let limits = random_limits(&mut numbers);
        let predicted = predict(&Plan { steps: steps.clone(), ..Plan::default() }, &limits).calls;
        let mut scheduler = Scheduler::new(&steps, &limits);
        let (mut now, mut made, mut flights) = (0, BTreeMap::new(), Vec::new());
        let slow = 1 + numbers.below(900);
        while !scheduler.is_finished() {
            for dispatch in scheduler.ready(now) {
                *made.entry(steps[dispatch.steps[0].0 as usize].call.clone()).or_default() += 1;
                flights.push(dispatch.id);
            }
            if flights.is_empty() {
                now = scheduler.next_deadline(now).expect("not stuck");
                continue;
            }
            now += numbers.below(slow);
            let flight = flights.swap_remove(numbers.below(flights.len() as u64) as usize);
            scheduler.complete(flight, Completion::Done, now);
        }
        assert_eq!(made, predicted, "seed {seed}");
    }
}

/// Work grows with the plan, not with its square: counted in units and edges, not in time.
#[test]
fn work_is_linear() {
    let layered = |layers: u32, width: u32| -> Vec<Step> {
        let back = |id: u32| (0..3).map(move |at| (id / width - 1) * width + (id * 7 + at * 13) % width);
        (0..layers * width)
            .map(|id| {
                if id < width {
                    record(id, &[])
                } else {
                    record(id, &back(id).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
                }
            })
            .collect()
    };
    type Shape = (&'static str, fn(u32) -> Step);
    let shapes: [Shape; 4] = [
        ("one lock for all", |id| Step { locks: vec!["one".to_owned()], ..step(id, &[]) }),
        ("a lock each, one bucket", |id| Step {
            locks: vec![format!("l{id}")],
            buckets: vec!["dns".to_owned()],
            ..step(id, &[])
        }),
        ("two buckets", |id| Step { buckets: vec!["dns".to_owned(), "slow".to_owned()], ..step(id, &[]) }),
        ("a chain", |id| step(id, &if id == 0 { vec![] } else { vec![id - 1] })),
    ];
    let mut limits = Limits::default();
    limits.rates.insert("dns".to_owned(), Rate { burst: 45.0, rate: 9.0 });
    limits.rates.insert("slow".to_owned(), Rate { burst: 50.0, rate: 0.5 });
    let work = |steps: &[Step]| {
        let mut scheduler = Scheduler::new(steps, &limits);
        let mut now = 0;
        while !scheduler.is_finished() {
            let dispatches = scheduler.ready(now);
            if dispatches.is_empty() {
                now = scheduler.next_deadline(now).expect("not stuck");
            }
            for dispatch in dispatches {
                scheduler.complete(dispatch.id, Completion::Done, now);
            }
        }
        assert_eq!(scheduler.tally().done, steps.len());
        scheduler.work()
    };
    for (name, shape) in shapes {
        let small: Vec<Step> = (0..2_000).map(shape).collect();
        let large: Vec<Step> = (0..20_000).map(shape).collect();
        let (small, large) = (work(&small), work(&large));
        assert!(large < small * 12, "{name}: {small} → {large}");
        assert!(large < 20_000 * 12, "{name}: {large}");
    }
    let (small, large) = (work(&layered(50, 20)), work(&layered(50, 200)));
    assert!(large < small * 12, "layered: {small} → {large}");
}

/// A thousand records, fifty deep, each after three others, are fifty calls: one for every layer.
#[test]
fn a_layered_graph_takes_a_call_for_every_layer() {
    let steps: Vec<Step> = (0..1000)
        .map(|id: u32| {
            let after: BTreeSet<u32> = (0..3).map(|at| (id * 7 + at * 5) % 20).collect();
            let layer = id / 20;
            record(
                id,
                &after
                    .iter()
                    .filter(|_| layer > 0)
                    .map(|at| (layer.max(1) - 1) * 20 + at)
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    let prediction = predict(&Plan { steps, ..Plan::default() }, &Limits::default());
    assert_eq!(prediction.calls["fake:ChangeRecords"], 50);
    assert_eq!(prediction.seconds, 55, "fifty calls, and the last one settles");
}
