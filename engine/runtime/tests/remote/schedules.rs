//! Many runs from a seed on one shelf: lost answers, throttles, late writes, frozen machines and wrong clocks.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tandem_core::Rng as _;
use tandem_core::store::{Standing, Store as _};
use tandem_runtime::store::remote::{self, Leasing};
use tokio::time::Instant;

use crate::dice::Dice;
use crate::run::{Body, Run, entry, replayed};
use crate::world::Shared;

/// How many schedules are played.
const SCHEDULES: u64 = 300;

/// What was seen of all runs of a schedule.
#[derive(Default)]
struct Story {
    /// Every record that was answered to be durable.
    recorded: Vec<String>,
    /// The highest epoch whose owner has begun to work.
    working: u64,
    /// Calls that were sent by a run after a later one had begun to work.
    stale: Vec<String>,
    sent: usize,
    refused: usize,
}

#[tokio::test(start_paused = true)]
async fn nothing_recorded_is_lost_and_nothing_is_sent_by_two() {
    let (mut sent, mut refused) = (0, 0);
    for seed in 0..SCHEDULES {
        let story = schedule(seed).await;
        assert_eq!(story.stale, Vec::<String>::new(), "seed {seed}");
        sent += story.sent;
        refused += story.refused;
    }
    assert!(sent > 5_000 && refused > 100, "the schedules are no test: {sent} sent, {refused} refused");
}

async fn schedule(seed: u64) -> Story {
    let world = Shared::default();
    let story = Arc::new(Mutex::new(Story::default()));
    let dice = Dice::new(seed);
    let runs: Vec<Run> = (0..5)
        .map(|who| Run {
            faults: [0, 20, 100, 250][dice.below(4) as usize],
            base: dice.bits() % 4_000_000_000_000,
            rate: 900 + dice.below(200),
            body: Body::new(dice.below(2) == 0),
            ..Run::new(who, seed)
        })
        .collect();
    let tasks: Vec<_> =
        runs.iter().map(|run| tokio::spawn(work(run.clone(), world.clone(), story.clone()))).collect();
    for run in &runs {
        tokio::spawn(disturb(run.body.clone(), Dice::new(seed ^ (run.who as u64) << 40)));
    }
    for task in tasks {
        task.await.expect("a run does not panic");
    }
    // Whatever happened: the next run, without any other command, finds everything that was answered to be durable.
    let last = Run::new(9, seed);
    let mut store =
        last.open(&world, &Leasing { wait: 600_000, ..Leasing::default() }).await.expect("nobody lives");
    let state = replayed(store.load().await.expect("it is whole"));
    let story = std::mem::take(&mut *story.lock().expect("nobody panics holding it"));
    for name in &story.recorded {
        assert!(state.outputs.contains_key(name), "seed {seed}: `{name}` is lost");
    }
    let (log, _) = remote::audit_log(last.desk(&world), last.clock()).await.expect("it is whole");
    let once: BTreeSet<&str> = log.lines().collect();
    assert_eq!(once.len(), log.lines().count(), "seed {seed}: a line is in the audit log twice");
    assert!(
        story.recorded.iter().all(|name| once.contains(name.as_str())),
        "seed {seed}: the audit log has a gap"
    );
    let looked = remote::load(last.desk(&world), last.clock()).await.expect("it is whole");
    assert_eq!(replayed(looked).outputs, state.outputs, "seed {seed}");
    story
}

/// Freezes a machine now and then, for up to five minutes.
async fn disturb(body: Body, dice: Dice) {
    for _ in 0..dice.below(4) {
        tokio::time::sleep(Duration::from_millis(dice.bits() % 200_000)).await;
        body.freeze();
        tokio::time::sleep(Duration::from_millis(dice.bits() % 300_000)).await;
        body.thaw();
    }
}

/// Applies a few times, sending calls that are on record first, and dies half way now and then.
async fn work(run: Run, world: Shared, story: Arc<Mutex<Story>>) {
    let dice = Dice::new(run.seed ^ (run.who as u64) << 20);
    let told = || story.lock().expect("nobody panics holding it");
    for round in 0..3 {
        tokio::time::sleep(Duration::from_millis(dice.bits() % 60_000)).await;
        let leasing = Leasing { wait: dice.bits() % 400_000, ..Leasing::default() };
        let begun = Instant::now();
        let opened = run.open(&world, &leasing).await;
        assert!(begun.elapsed() < Duration::from_secs(3_000), "a run waits for ever");
        let Ok(mut store) = opened else { continue };
        let Ok(stored) = store.load().await else { continue };
        let mut state = replayed(stored);
        {
            let mut story = told();
            story.working = story.working.max(store.epoch());
        }
        for call in 0..dice.below(12) {
            let name = format!("{}-{round}-{call}", run.who);
            if store.append_audited(&[entry(&name)], std::slice::from_ref(&name)).await.is_err() {
                told().refused += 1;
                break;
            }
            state.outputs.insert(name.clone(), true.into());
            let held = store.standing() == Standing::Held;
            {
                let mut story = told();
                story.recorded.push(name.clone());
                story.sent += usize::from(held);
                // A machine that is suspended between a record and its call, with a clock that does not notice, cannot
                // know; for its call, which is on record, the next owner looks.
                if held && !run.body.suspends && store.epoch() < story.working {
                    story.stale.push(name);
                }
            }
            tokio::time::sleep(Duration::from_millis(dice.bits() % 4_000)).await;
        }
        if dice.below(3) == 0 {
            // It dies here.
            continue;
        }
        state.lineage = "abc".into();
        state.serial += 1;
        let replaced = store.replace(&state).await;
        told().refused += usize::from(replaced.is_err());
        // One that could not be given back frees itself.
        let _ = store.close().await;
    }
}
