//! The lock: one of two gets it, a dead owner's frees itself, and an owner that slept gets nothing accepted.

use std::sync::Arc;
use std::time::Duration;

use tandem_core::store::{Progress, Standing, Store as _};
use tandem_runtime::store::remote::{self, Leasing};
use tokio::time::Instant;

use crate::run::{Body, Run, apply, entry, replayed};
use crate::world::{Shared, look};

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn of_two_that_race_one_proceeds() {
    for seed in 0..200 {
        let world = Shared::default();
        let (one, two) = (Run::new(1, seed), Run { faults: 100, ..Run::new(2, seed) });
        let leasing = Leasing::default();
        let (one, two) = tokio::join!(one.open(&world, &leasing), two.open(&world, &leasing));
        let codes = [one.as_ref().err(), two.as_ref().err()].map(|error| error.map(|error| error.code));
        assert!(
            codes == [None, Some("state::locked")] || codes == [Some("state::locked"), None],
            "seed {seed}: {codes:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_living_owner_is_shown_and_waited_for() {
    let world = Shared::default();
    let mut first = Run::new(1, 1).open(&world, &Leasing::default()).await.expect("it is free");
    first.progress(Progress { step: 3, of: 9, at: 0 });
    let begun = Instant::now();
    let error = Run::new(2, 1).open(&world, &Leasing::default()).await.err().expect("it is held");
    assert_eq!(error.code, "state::locked");
    assert!(error.message.starts_with("prod is being applied by user1@"), "{}", error.message);
    assert!(
        error.message.contains("step 3 of 9 · heartbeat 0 s ago · lease ends in 42 s"),
        "{}",
        error.message
    );
    assert!(begun.elapsed() <= Duration::from_secs(16), "a heartbeat is enough to see that it lives");
    let patient = Leasing { wait: 300_000, ..Leasing::default() };
    let second = tokio::spawn({
        let world = world.clone();
        async move { Run::new(2, 1).open(&world, &patient).await.map(|store| store.epoch()) }
    });
    pass(100).await;
    first.close().await.expect("it is ours");
    assert_eq!(second.await.expect("it does not panic"), Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_dead_owner_frees_its_lock_within_the_lease() {
    for seed in 0..50 {
        let world = Shared::default();
        let mut dead = Run::new(1, seed).open(&world, &Leasing::default()).await.expect("it is free");
        apply(&mut dead, "made").await.expect("nothing fails");
        dead.append(&[entry("under way")]).await.expect("nothing fails");
        pass(seed).await;
        drop(dead);
        let begun = Instant::now();
        let mut next = Run::new(2, seed).open(&world, &Leasing::default()).await.expect("its owner is dead");
        // The lease, and what is left of the grace for calls of the dead owner that are still under way.
        assert!(begun.elapsed() <= Duration::from_secs(60), "{:?}", begun.elapsed());
        let state = replayed(next.load().await.expect("it is whole"));
        assert_eq!(state.outputs.keys().collect::<Vec<_>>(), ["made", "under way"]);
        assert_eq!(next.epoch(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_slept_past_its_lease_gets_nothing_accepted() {
    // A machine that is suspended does not even know that time has passed.
    for (suspends, applied) in [(false, 0), (true, 0), (true, 1), (true, 25), (false, 25)] {
        let world = Shared::default();
        let body = Body::new(suspends);
        let sleeper = Run { body: body.clone(), ..Run::new(1, 7) };
        let mut slept = sleeper.open(&world, &Leasing::default()).await.expect("it is free");
        apply(&mut slept, "made").await.expect("nothing fails");
        slept.append(&[entry("under way")]).await.expect("nothing fails");
        body.freeze();
        pass(120).await;
        let mut next = Run::new(2, 7).open(&world, &Leasing::default()).await.expect("its owner is dead");
        for round in 0..applied {
            apply(&mut next, &format!("later {round}")).await.expect("nothing fails");
        }
        next.close().await.expect("it is ours");
        let before = look(&world).accepted.iter().filter(|(who, _)| *who == 1).count();
        body.thaw();
        assert_eq!(
            slept.standing() == Standing::Held,
            suspends,
            "the clock of a suspended machine stood still"
        );
        assert_eq!(slept.append(&[entry("too late")]).await.map_err(|error| error.code), Err("state::lost"));
        assert!(matches!(slept.standing(), Standing::Lost(_)));
        assert!(apply(&mut slept, "too late").await.is_err());
        assert!(slept.audit(&["too late".to_owned()]).await.is_err());
        assert!(slept.close().await.is_err());
        pass(300).await;
        let after = look(&world).accepted.iter().filter(|(who, _)| *who == 1).count();
        assert_eq!(after - before, 0, "suspends: {suspends}, applied: {applied}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_single_write_of_an_owner_that_slept_is_refused() {
    for write in ["replace", "audit", "close", "heartbeat"] {
        let world = Shared::default();
        let body = Body::new(true);
        let sleeper = Run { body: body.clone(), ..Run::new(1, 7) };
        let mut slept = sleeper.open(&world, &Leasing::default()).await.expect("it is free");
        let mut state = apply(&mut slept, "made").await.expect("nothing fails");
        body.freeze();
        pass(90).await;
        let mut next = Run::new(2, 7).open(&world, &Leasing::default()).await.expect("its owner is dead");
        let before = look(&world).accepted.iter().filter(|(who, _)| *who == 1).count();
        body.thaw();
        state.serial += 1;
        let refused = match write {
            "replace" => slept.replace(&state).await.err(),
            "audit" => slept.audit(&["too late".to_owned()]).await.err(),
            "close" => slept.close().await.err(),
            _ => {
                pass(20).await;
                slept.append(&[entry("too late")]).await.err()
            }
        };
        assert_eq!(refused.map(|error| error.code), Some("state::lost"), "{write}");
        assert!(matches!(slept.standing(), Standing::Lost(_)), "{write}");
        let after = look(&world).accepted.iter().filter(|(who, _)| *who == 1).count();
        assert_eq!(after - before, 0, "{write}");
        assert_eq!(replayed(next.load().await.expect("it is whole")).serial, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_given_back_and_taken_at_once() {
    let world = Shared::default();
    for round in 1..=30 {
        let mut store = Run::new(round, 3).open(&world, &Leasing::default()).await.expect("it is free");
        let begun = Instant::now();
        apply(&mut store, &format!("{round:02}")).await.expect("nothing fails");
        store.close().await.expect("it is ours");
        assert!(begun.elapsed() < Duration::from_secs(4));
        assert_eq!(store.epoch(), round as u64);
    }
    assert_eq!(look(&world).keys("snapshots/").len(), 20);
    assert_eq!(
        look(&world).keys("journal/"),
        Vec::<String>::new(),
        "a snapshot makes its journal superfluous"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_taken_away_by_its_id() {
    let world = Shared::default();
    let run = Run::new(1, 3);
    let held = run.open(&world, &Leasing::default()).await.expect("it is free");
    let other = Run::new(2, 3);
    let lock = remote::held(other.desk(&world), other.clock(), "prod").await.expect("it is there");
    let id = lock.expect("it is held").id;
    let wrong = remote::unlock(other.desk(&world), other.clock(), "prod", "0000").await;
    assert_eq!(wrong.map_err(|error| error.code), Err("state::lock_id"));
    let taken =
        remote::unlock(other.desk(&world), other.clock(), "prod", &id).await.expect("the id is right");
    assert_eq!(taken.owner.map(|owner| owner.user).as_deref(), Some("user1"));
    let again = remote::unlock(other.desk(&world), other.clock(), "prod", &id).await;
    assert_eq!(again.map_err(|error| error.code), Err("state::unlocked"));
    let next = other.open(&world, &Leasing::default()).await.expect("it is free");
    assert_eq!(next.epoch(), 2);
    assert!(matches!(held.standing(), Standing::Lost(_)), "its heartbeat found out");
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_cannot_renew_stops_before_anybody_may_take_over() {
    let world = Shared::default();
    let body = Body::new(false);
    let run = Run { body: body.clone(), ..Run::new(1, 3) };
    let store = run.open(&world, &Leasing::default()).await.expect("it is free");
    pass(25).await;
    assert_eq!(store.standing(), Standing::Held);
    body.freeze();
    pass(15).await;
    assert_eq!(store.standing(), Standing::Held);
    pass(12).await;
    assert_eq!(store.standing(), Standing::Unsure);
    body.thaw();
    pass(2).await;
    assert_eq!(store.standing(), Standing::Held, "nobody took it: it goes on");
    drop(store);
    tokio::task::yield_now().await;
    assert_eq!(Arc::strong_count(&world), 1, "nothing goes on behind a store that is dropped");
}
