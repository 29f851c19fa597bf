//! The same seed is the same run: everything that is told and everything that is sent, in the same order.

use super::basics::one_of_each;
use super::cloud::Faults;
use super::stage::Stage;

/// Returns all that a run with many faults told, sent and left.
async fn told(seed: u64) -> String {
    let mut stage = Stage::new(seed);
    one_of_each(&mut stage);
    for name in 0..6 {
        stage.declare("t::token", &format!("a{name}"), tandem_core::Value::Integer(1), &[]);
    }
    let faults =
        Faults { throttled: 10, busy: 5, lost_before: 10, lost_after: 10, lag: 5, ..Faults::default() };
    stage.cloud.set_faults(faults);
    let ended = stage.apply().await;
    let events = stage.diary.0.lock().expect("no test panics with it");
    let world = stage.cloud.world();
    format!("{events:#?}\n{:#?}\n{:#?}\n{ended:#?}", world.sent, world.things.keys())
}

#[test]
fn the_same_seed_is_the_same_run() {
    let mut different = std::collections::BTreeSet::new();
    for seed in 0..30 {
        // Times are of one clock that goes on: each run has its own.
        let [first, second] = [once(seed), once(seed)];
        assert!(first == second, "seed {seed} is two runs:\n{}", difference(&first, &second));
        different.insert(first);
    }
    assert!(different.len() > 20, "other seeds are other runs: {}", different.len());
}

/// Runs in a runtime of its own, whose time begins anew.
fn once(seed: u64) -> String {
    let run = move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().expect("it can be made");
        runtime.block_on(told(seed))
    };
    std::thread::spawn(run).join().expect("the run does not panic")
}

fn difference(first: &str, second: &str) -> String {
    let pairs = first.lines().zip(second.lines()).enumerate();
    let found = pairs.filter(|(_, (a, b))| a != b).take(5);
    found.map(|(at, (a, b))| format!("{at}: {a}\n{at}: {b}\n")).collect()
}
