//! What is there is named for what it is, and never read as "no state".

use tandem_core::store::Store as _;
use tandem_runtime::store::remote::{self, Leasing};

use crate::run::{Run, apply, entry, replayed};
use crate::world::{Shared, look};

const STATE: &str = "state.json";
const FIRST: &str = "journal/0000000002/0000000000";
const SECOND: &str = "journal/0000000002/0000000001";

/// Two applies, and a third that died after two records.
async fn story() -> Shared {
    let world = Shared::default();
    let mut store = Run::new(1, 5).open(&world, &Leasing::default()).await.expect("it is free");
    apply(&mut store, "a").await.expect("nothing fails");
    apply(&mut store, "b").await.expect("nothing fails");
    store.append(&[entry("c")]).await.expect("nothing fails");
    store.append(&[entry("d"), entry("e")]).await.expect("nothing fails");
    world
}

/// Returns what a look at it says: its entries, or the code.
async fn seen(world: &Shared) -> Result<String, &'static str> {
    let run = Run::new(9, 9);
    let stored = remote::load(run.desk(world), run.clock()).await.map_err(|error| error.code)?;
    Ok(replayed(stored).outputs.into_keys().collect())
}

#[tokio::test(start_paused = true)]
async fn it_is_read_without_the_lock() {
    let world = story().await;
    assert_eq!(seen(&world).await.as_deref(), Ok("abcde"));
    assert_eq!(seen(&Shared::default()).await.as_deref(), Ok(""));
}

#[tokio::test(start_paused = true)]
async fn every_cut_and_every_flipped_bit_is_named() {
    let world = story().await;
    for key in [STATE, FIRST, SECOND] {
        let whole = look(&world).get(key).expect("it is there").bytes;
        for at in 0..whole.len() {
            look(&world).set(key, whole[..at].to_vec());
            let code = seen(&world).await.expect_err("it was cut");
            assert!(
                ["state::empty", "state::short", "state::journal"].contains(&code),
                "{key} at {at}: {code}"
            );
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                look(&world).set(key, changed);
                assert!(seen(&world).await.is_err(), "{key} at {at}, bit {bit}");
            }
        }
        look(&world).set(key, whole);
    }
    assert_eq!(seen(&world).await.as_deref(), Ok("abcde"));
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_or_put_back_is_named() {
    let world = story().await;
    let copy = look(&world).get("snapshots/0000000001.json").expect("it is kept").bytes;
    let whole = look(&world).remove(STATE).expect("it is there");
    assert_eq!(seen(&world).await, Err("state::missing"));
    look(&world).set(STATE, copy);
    assert_eq!(seen(&world).await, Err("state::older"));
    look(&world).set(STATE, whole);
    let first = look(&world).remove(FIRST).expect("it is there");
    assert_eq!(seen(&world).await, Err("state::journal"));
    look(&world).set(SECOND, first.clone());
    assert_eq!(seen(&world).await, Err("state::journal"));
    look(&world).set(FIRST, first);
    look(&world).remove(SECOND);
    assert_eq!(seen(&world).await.as_deref(), Ok("abc"));
    look(&world).set(STATE, b"{\"terraform_version\": \"1.11.4\"}".to_vec());
    assert_eq!(seen(&world).await, Err("state::foreign"));
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_was_deleted_does_not_turn_epochs_back() {
    let world = story().await;
    look(&world).remove("lock");
    let mut store = Run::new(2, 5).open(&world, &Leasing::default()).await.expect("it is free");
    assert_eq!(store.epoch(), 2, "the journal was written under 1");
    apply(&mut store, "f").await.expect("nothing fails");
    store.close().await.expect("it is ours");
    assert_eq!(seen(&world).await.as_deref(), Ok("abcdef"));
}

#[tokio::test(start_paused = true)]
async fn the_audit_log_goes_on_where_it_ended() {
    let world = Shared::default();
    for round in 0..3 {
        let mut store = Run::new(round, 5).open(&world, &Leasing::default()).await.expect("it is free");
        let before = round.checked_sub(1).map(|before| format!("{before} second"));
        assert_eq!(store.last_audit().await, Ok(before));
        let lines = ["first", "second"].map(|line| format!("{round} {line}"));
        store.audit(&lines).await.expect("nothing fails");
        store.close().await.expect("it is ours");
    }
    let run = Run::new(9, 9);
    let (log, _) = remote::audit_log(run.desk(&world), run.clock()).await.expect("it is whole");
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        ["0 first", "0 second", "1 first", "1 second", "2 first", "2 second"]
    );
}
