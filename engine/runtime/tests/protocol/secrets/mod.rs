//! Secrets through crashes: the value stands in nothing that is kept, and what a run with another value, or none, meets.

mod bare;
mod scene;

use tandem_core::secret::{SecretRef, SecretSource};
use tandem_core::{Address, Argument, Part, Secret, Value};
use tandem_runtime::secret::Redactor;
use tandem_runtime::{End, Failure};

use super::cloud::Faults;
use super::things::KINDS;
use scene::{Ended, Scene};

const FIRST: &str = "Canary.7f3a/Q+z9-8bY2";
const SECOND: &str = "Second.1c0d/K+w3-5xT7";

fn secret(name: &str) -> Argument {
    let reference = SecretRef {
        source: SecretSource::Env,
        name: name.to_owned(),
        region: String::new(),
        version: None,
        key: None,
    };
    Argument::Template(vec![Part::Text("token ".to_owned()), Part::Secret(reference.into())])
}

/// One of each kind, all with the secret.
fn one_of_each(scene: &mut Scene) -> Vec<Address> {
    let zone = scene.stage.declare("t::refused", "zone", secret("TOKEN"), &[]);
    let mut all = vec![zone.clone()];
    for (at, (kind, ..)) in KINDS.iter().enumerate() {
        let after = if *kind == "t::record" { vec![&zone] } else { Vec::new() };
        all.push(scene.stage.declare(kind, &format!("n{at}"), secret("TOKEN"), &after));
    }
    all
}

/// Fails if a value shows in what the store holds, in any form.
#[track_caller]
fn is_clean(scene: &Scene, label: &str) {
    let stored = scene.stage.disk.lock().expect("no test panics while it holds the disk").clone();
    let text = format!("{stored:?}");
    for value in [FIRST, SECOND] {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(value));
        assert!(!redactor.finds(&text), "{label}: {}", redactor.text(&text));
    }
}

#[track_caller]
fn is_there(scene: &Scene, value: &str, label: &str) {
    assert_eq!(scene.stage.wrong(), None, "{label}");
    let world = scene.stage.cloud.world();
    assert_eq!(world.things.len(), scene.stage.topology.declarations.len(), "{label}");
    for thing in world.things.values() {
        assert_eq!(thing.value, Value::from(format!("token {value}")), "{label}: {}", thing.id);
    }
}

#[track_caller]
fn complete(ended: Ended, label: &str) {
    let Ended::Reported(report) = ended else { panic!("{label}: {ended:?}") };
    let failures: Vec<&Failure> = report.failures().collect();
    assert_eq!(report.end, End::Complete, "{label}: {failures:#?}");
}

/// Dies at one step after the other of a create and of a change of the value, each followed by a run with the value
/// that is right now; the old one is gone by then.
#[tokio::test(start_paused = true)]
async fn a_kill_at_every_step_leaves_no_value_and_the_rerun_is_complete() {
    let (mut step, mut died) = (1, true);
    while died {
        let mut scene = Scene::new(step);
        one_of_each(&mut scene);
        died = false;
        for (phase, value) in [("create", FIRST), ("change", SECOND)] {
            let label = format!("step {step} of {phase}");
            scene.put(Some(value));
            scene.stage.crash.arm(step);
            died |= matches!(scene.apply().await, Ended::Crashed);
            is_clean(&scene, &label);
            scene.stage.crash.arm(u64::MAX);
            complete(scene.apply().await, &label);
            is_clean(&scene, &label);
            is_there(&scene, value, &label);
        }
        scene.put(None);
        complete(scene.destroy().await, &format!("destroy after step {step}"));
        assert_eq!(scene.stage.cloud.world().things.len(), 0, "step {step}");
        step += 1;
    }
    assert!(step > 40, "only {step} steps were tried");
}

/// After a kill the secret is gone: the run says so and sends nothing. Once it is back, the same command ends right.
#[tokio::test(start_paused = true)]
async fn without_the_secret_what_is_open_stays_open() {
    let mut told = 0;
    for step in 1..60 {
        let mut scene = Scene::new(step);
        one_of_each(&mut scene);
        scene.put(Some(FIRST));
        scene.stage.crash.arm(step);
        drop(scene.apply().await);
        scene.stage.crash.arm(u64::MAX);
        scene.put(None);
        let made = scene.stage.cloud.world().things.len();
        let Ended::Refused(message) = scene.apply().await else {
            panic!("step {step} went on without the secret")
        };
        assert!(
            message.starts_with("secret::missing: the secret cannot be read: `secret::env(\"TOKEN\")`"),
            "{message}"
        );
        assert_eq!(scene.stage.cloud.world().things.len(), made, "step {step}");
        told += usize::from(!scene.stage.state().open.is_empty());
        is_clean(&scene, &format!("step {step}"));
        scene.put(Some(FIRST));
        complete(scene.apply().await, &format!("step {step}"));
        is_there(&scene, FIRST, &format!("step {step}"));
    }
    assert!(told > 10, "only {told} runs had an open call without its secret");
}

/// After a kill the secret has another value. What bears a mark is found by it, and changed; what is only known by how
/// it looks stays open until a run has the value of then.
#[tokio::test(start_paused = true)]
async fn with_another_value_nothing_is_made_twice() {
    let mut waited = 0;
    for step in 1..60 {
        let mut scene = Scene::new(step);
        one_of_each(&mut scene);
        let label = format!("step {step}");
        scene.put(Some(FIRST));
        scene.stage.cloud.set_faults(Faults { lost_after: 20, ..Faults::default() });
        scene.stage.crash.arm(step);
        drop(scene.apply().await);
        scene.stage.crash.arm(u64::MAX);
        scene.stage.cloud.set_faults(Faults::default());
        scene.put(Some(SECOND));
        drop(scene.apply().await);
        if !scene.stage.state().open.is_empty() {
            waited += 1;
            let failures = scene.recovered().await;
            for failure in &failures {
                assert_eq!(
                    failure.reason.to_string(),
                    "nobody knows whether it was done: `secret::env(\"TOKEN\")` has another value than when the call was sent"
                );
                assert!(failure.hint.as_deref().is_some_and(|hint| hint.contains("the value it had then")));
            }
            scene.put(Some(FIRST));
            complete(scene.apply().await, &label);
            scene.put(Some(SECOND));
        }
        complete(scene.apply().await, &label);
        is_there(&scene, SECOND, &label);
        is_clean(&scene, &label);
    }
    assert!(waited > 0, "no call was open that only the old value resolves");
}

/// A check that cannot fail is no check: without the veil's seal, the store is seen to refuse; without the store's
/// guard as well, the search finds the value.
#[tokio::test(start_paused = true)]
async fn without_the_veil_the_guard_refuses_and_without_both_the_value_is_found() {
    let mut scene = Scene::new(1);
    one_of_each(&mut scene);
    scene.put(Some(FIRST));
    scene.bare = true;
    let ended = scene.apply().await;
    let Ended::Unwritten(error) = ended else { panic!("the guard let it pass: {ended:?}") };
    assert_eq!(error.code, "secret::exposed");
    assert!(error.message.contains("`secret::env(\"TOKEN\")` stands in it in the open"), "{}", error.message);
    is_clean(&scene, "guarded");
    // Nothing is lost by the refusal: with the veil again, the same command ends right.
    scene.bare = false;
    complete(scene.apply().await, "veiled again");
    is_there(&scene, FIRST, "veiled again");
    let mut scene = Scene::new(2);
    one_of_each(&mut scene);
    scene.put(Some(FIRST));
    (scene.bare, scene.unguarded) = (true, true);
    complete(scene.apply().await, "bare");
    let stored = scene.stage.disk.lock().expect("no test panics while it holds the disk").clone();
    assert!(format!("{stored:?}").contains(FIRST), "a search that finds nothing anywhere is no search");
}
