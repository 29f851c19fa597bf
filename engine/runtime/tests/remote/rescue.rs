//! Damage to a shared state is named, and what is whole is put together again.

use tandem_core::store::{Store as _, StoreError};
use tandem_runtime::store::remote::{self, Leasing};
use tandem_runtime::store::salvage::Lost;

use crate::run::{Run, apply, entry, replayed};
use crate::world::{Shared, look};

const FIRST: &str = "journal/0000000002/0000000000";

/// A stack that was applied twice, and a run that died under way.
async fn stack() -> Shared {
    let world = Shared::default();
    let mut store = Run::new(1, 1).open(&world, &Leasing::default()).await.expect("it is free");
    for name in ["one", "two"] {
        apply(&mut store, name).await.expect("nothing fails");
    }
    store.append(&[entry("three")]).await.expect("nothing fails");
    store.append(&[entry("four")]).await.expect("nothing fails");
    drop(store);
    world
}

/// Damages the stack, recovers it, and returns the code of what was wrong, what was lost, and what is there then.
async fn recovered(damage: impl Fn(&Shared)) -> (&'static str, Vec<Lost>, Vec<String>) {
    let world = stack().await;
    damage(&world);
    let run = Run::new(2, 2);
    let seen = remote::load(run.desk(&world), run.clock()).await.expect_err("it is damaged");
    let refused = Run::new(3, 3).open(&world, &Leasing::default()).await.err();
    assert_eq!(refused.map(|error| error.code), Some(seen.code));
    let found = remote::survey(run.desk(&world), run.clock()).await.expect("something is left");
    let salvage = found.expect("it is damaged");
    let repaired =
        remote::repair(run.desk(&world), run.clock(), run.claim(), &Leasing::default(), &salvage).await;
    let (mut store, _) = repaired.expect("nothing changed meanwhile");
    let state = replayed(store.load().await.expect("it is whole"));
    assert_eq!((state.serial, state.lineage.as_str()), (3, "abc"));
    store.close().await.expect("it is ours");
    assert_eq!(remote::survey(run.desk(&world), run.clock()).await, Ok(None));
    // Life goes on: what was fenced is in nobody's way.
    let mut next = Run::new(4, 4).open(&world, &Leasing::default()).await.expect("it is whole");
    apply(&mut next, "five").await.expect("nothing fails");
    next.close().await.expect("it is ours");
    (seen.code, salvage.lost, state.outputs.into_keys().collect())
}

fn cut(world: &Shared, key: &str, bytes: usize) {
    let mut content = look(world).get(key).expect("it is there").bytes;
    content.truncate(bytes);
    look(world).set(key, content);
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_that_is_damaged_is_put_together_from_its_copy_and_the_journal() {
    // Outputs are recorded as a whole: the last record says all of them.
    let all = vec!["four".to_owned()];
    for (bytes, code) in [(0, "state::empty"), (60, "state::short")] {
        let found = recovered(|world| cut(world, "state.json", bytes)).await;
        assert_eq!(found, (code, vec![], all.clone()));
    }
    let found = recovered(|world| drop(look(world).remove("state.json"))).await;
    assert_eq!(found, ("state::missing", vec![], all.clone()));
    let old = recovered(|world| {
        let copy = look(world).get("snapshots/0000000001.json").expect("it is kept").bytes;
        look(world).set("state.json", copy);
    });
    assert_eq!(old.await, ("state::older", vec![], all));
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_is_damaged_loses_what_is_behind_the_damage_and_says_so() {
    let found = recovered(|world| cut(world, FIRST, 40)).await;
    assert_eq!(found, ("state::journal", vec![Lost::Tail], vec!["one".to_owned(), "two".to_owned()]));
    let found = recovered(|world| drop(look(world).remove(FIRST))).await;
    assert_eq!(found.0, "state::journal");
}

#[tokio::test(start_paused = true)]
async fn a_damaged_snapshot_without_its_copy_says_what_is_lost() {
    let (code, lost, left) = recovered(|world| {
        cut(world, "state.json", 60);
        look(world).remove("snapshots/0000000002.json");
    })
    .await;
    assert_eq!(code, "state::short");
    assert_eq!(lost, [Lost::Applies { first: 2, last: 2 }, Lost::Tail]);
    assert_eq!(left, ["one"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_repaired_that_changed_meanwhile() {
    let world = stack().await;
    cut(&world, "state.json", 60);
    let run = Run::new(2, 2);
    let found = remote::survey(run.desk(&world), run.clock()).await.expect("something is left");
    let salvage = found.expect("it is damaged");
    cut(&world, "state.json", 0);
    let repaired =
        remote::repair(run.desk(&world), run.clock(), run.claim(), &Leasing::default(), &salvage).await;
    assert_eq!(repaired.err().map(|error: StoreError| error.code), Some("state::changed"));
}
