//! Requests that are applied long after their caller gave up on them: what they make is found and deleted.

use std::time::Duration;

use tandem_core::{Address, Value};
use tandem_runtime::{End, Reason, recover};

use super::cloud::{Faults, Scripted};
use super::crash::MemoryStore;
use super::crashes::{block_on, declare_any, insist, model_faults, settled, vary};
use super::stage::Stage;
use super::things::{KINDS, TWICE, VAULT};

/// Longer than any request stays on its way.
const LATE: Duration = Duration::from_secs(16 * 60);

/// Makes something whose first request comes late, deletes it before it comes, and lets it come.
async fn made_late(kind: &str, seconds: u64) -> Stage {
    let mut stage = Stage::new(5);
    let zone = stage.declare("t::refused", "zone", Value::Integer(1), &[]);
    Stage::applied(stage.apply().await);
    let one = stage.declare(kind, "one", Value::Integer(1), &[&zone]);
    stage.cloud.world().script = vec![Scripted::Late(seconds)];
    assert_eq!(Stage::applied(stage.apply().await).end, End::Complete, "{kind}");
    stage.topology.declarations.remove(&one);
    assert_eq!(Stage::applied(stage.apply().await).end, End::Complete, "{kind}");
    assert_eq!(stage.cloud.world().things.len(), 1, "{kind}");
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    stage
}

#[tokio::test(start_paused = true)]
async fn what_is_made_after_it_was_deleted_is_deleted_by_the_next_run() {
    for (kind, ..) in KINDS {
        let stage = made_late(kind, 300).await;
        assert_eq!(stage.cloud.world().late, 1, "{kind}");
        assert_eq!(stage.cloud.world().things.len(), 2, "{kind}");
        let report = Stage::applied(stage.apply().await);
        assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{kind}: {report:#?}");
        assert_eq!(stage.cloud.world().things.len(), 1, "{kind}");
        assert_eq!(report.state.doubts.len(), 1, "{kind}: another request may still come");
        tokio::time::sleep(LATE).await;
        assert_eq!(Stage::applied(stage.apply().await).state.doubts, [], "{kind}");
        let searches = stage.cloud.world().searches;
        Stage::applied(stage.apply().await);
        assert_eq!(stage.cloud.world().searches, searches, "{kind}: there is nothing left to search for");
    }
}

#[tokio::test(start_paused = true)]
async fn what_holds_data_is_named_and_left() {
    let stage = made_late(VAULT.0, 300).await;
    for _ in 0..2 {
        let mut store =
            MemoryStore { disk: stage.disk.clone(), crash: stage.crash.clone(), audit: Vec::new() };
        let recovery = recover(&stage.edge(), &mut store).await.expect("it can be read");
        assert_eq!(recovery.strays.len(), 1, "{recovery:#?}");
        let address = recovery.strays[0].address.as_ref().map(Address::as_str);
        assert_eq!(address, Some("t::vault[\"one\"]"));
        tokio::time::sleep(LATE).await;
    }
    Stage::applied(stage.apply().await);
    assert_eq!(stage.cloud.world().things.len(), 2);
}

/// The first request comes after the window in which a second one is held back: two objects bear one token.
#[tokio::test(start_paused = true)]
async fn of_two_objects_with_one_token_the_one_that_is_not_remembered_goes() {
    let mut stage = Stage::new(5);
    stage.declare("t::anonymous", "one", Value::Integer(1), &[]);
    stage.cloud.world().script = vec![Scripted::Late(120)];
    let first = Stage::applied(stage.apply().await);
    let kept = first.state.objects.values().next().map(|object| object.id.clone());
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!(stage.cloud.world().things.len(), 2);
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
    assert_eq!(report.state.objects.values().next().map(|object| object.id.clone()), kept);
}

/// A run that lasts longer than the request finds it at its own end.
#[tokio::test(start_paused = true)]
async fn a_run_deletes_at_its_end_what_came_while_it_ran() {
    let mut stage = Stage::new(5);
    stage.declare("t::anonymous", "one", Value::Integer(1), &[]);
    let mut before = stage.declare("t::token", "t0", Value::Integer(1), &[]);
    for name in 1..30 {
        before = stage.declare("t::token", &format!("t{name}"), Value::Integer(1), &[&before]);
    }
    stage.cloud.world().late_once = Some(("one".to_owned(), 100));
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{report:#?}");
    assert_eq!(stage.cloud.world().late, 1);
    assert_eq!(report.deleted.len(), 1);
}

/// What comes late between the search at the start and the create is met by the create itself.
#[tokio::test(start_paused = true)]
async fn a_create_that_meets_an_older_incarnation_deletes_it_and_goes_on() {
    for kind in ["t::unique", "t::same", "t::upsert", TWICE.0] {
        let mut stage = Stage::new(5);
        let one = stage.declare(kind, "one", Value::Integer(1), &[]);
        stage.cloud.world().script = vec![Scripted::Late(20)];
        Stage::applied(stage.apply().await);
        let declared = stage.topology.declarations.remove(&one).expect("it is declared");
        Stage::applied(stage.apply().await);
        let a = stage.declare("t::token", "a", Value::Integer(1), &[]);
        let b = stage.declare("t::token", "b", Value::Integer(1), &[&a]);
        let c = stage.declare("t::token", "c", Value::Integer(1), &[&b]);
        stage.topology.declarations.insert(one.clone(), declared);
        stage.topology.declarations.get_mut(&one).expect("it is there").after = vec![c];
        stage.set(&one, "mould", "b");
        let report = Stage::applied(stage.apply().await);
        assert_eq!(stage.cloud.world().late, 1, "{kind}: it came in time");
        assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{kind}: {report:#?}");
        let object = &report.state.objects[&one];
        assert_eq!(object.attributes["mould"], Value::from("b"), "{kind}");
        assert!(report.state.deposed.is_empty(), "{kind}");
    }
}

/// A mark alone proves nothing: what bears it and no token on record is named, and never touched.
#[tokio::test(start_paused = true)]
async fn what_bears_our_mark_and_an_unknown_token_is_never_touched() {
    for kind in ["t::unique", "t::same", "t::upsert"] {
        let mut stage = Stage::new(5);
        let address = stage.declare(kind, "one", Value::Integer(1), &[]);
        stage.cloud.put_foreign(kind, "one", 7);
        stage.cloud.world().things.get_mut("foreign-one").expect("it is there").foreign = false;
        let report = Stage::applied(stage.apply().await);
        let failure = report.failures().next().expect("it fails");
        assert!(matches!(&failure.reason, Reason::Leftover { id, .. } if id == "foreign-one"), "{failure:?}");
        let hint = failure.hint.clone().unwrap_or_default();
        assert!(hint.contains(&format!("tandem adopt '{address}' 'foreign-one'")), "{hint}");
        assert!(stage.cloud.world().sent.is_empty(), "{kind}");
        assert_eq!(stage.cloud.world().things["foreign-one"].value, Value::Integer(7), "{kind}");
    }
}

/// An update that comes after a newer one is drift, and the next plan says so; a late delete hits nothing else.
#[tokio::test(start_paused = true)]
async fn late_updates_and_deletes_converge() {
    let mut late = 0;
    for (kind, ..) in KINDS {
        let mut stage = Stage::new(5);
        let zone = stage.declare("t::refused", "zone", Value::Integer(1), &[]);
        let one = stage.declare(kind, "one", Value::Integer(1), &[&zone]);
        Stage::applied(stage.apply().await);
        for (argument, value) in [("value", "2"), ("value", "3"), ("mould", "c"), ("mould", "d")] {
            stage.set(&one, argument, value);
            stage.cloud.world().script = vec![Scripted::Late(200)];
            let report = Stage::applied(stage.apply().await);
            assert_eq!(report.end, End::Complete, "{kind} {value} {report:#?}");
        }
        tokio::time::sleep(Duration::from_secs(300)).await;
        late += stage.cloud.world().late;
        assert_eq!(Stage::applied(stage.apply().await).end, End::Complete, "{kind}");
        assert_eq!(settled(&stage).await, Ok(()), "{kind}");
    }
    assert!(late > 0, "no request was done late");
}

async fn schedule(seed: u64, prepare: impl Fn(&mut Stage)) -> Result<(), String> {
    let mut stage = Stage::new(seed);
    prepare(&mut stage);
    declare_any(&mut stage);
    for phase in 0..3 {
        if phase == 1 {
            vary(&mut stage);
        }
        stage.cloud.set_faults(Faults { late: 8, ..model_faults() });
        let crashes: Vec<u64> = (0..stage.dice.below(5)).map(|_| 1 + stage.dice.below(60)).collect();
        let wrong = |wrong| format!("seed {seed}, phase {phase}: {wrong}");
        insist(&stage, &crashes, phase == 2).await.map_err(wrong)?;
        stage.cloud.set_faults(Faults::default());
        // Half of the time the next change is made while requests are still on their way.
        if stage.dice.below(2) == 0 || phase == 2 {
            tokio::time::sleep(LATE).await;
            // Crashes of the run that deletes what came late do no harm either.
            let crashes: Vec<u64> = (0..stage.dice.below(3)).map(|_| 1 + stage.dice.below(12)).collect();
            insist(&stage, &crashes, phase == 2).await.map_err(wrong)?;
            if phase < 2 {
                settled(&stage).await.map_err(wrong)?;
            }
        }
    }
    match stage.cloud.world().things.len() {
        0 => Ok(()),
        left => Err(format!("seed {seed}: {left} are left behind: {:#?}", stage.cloud.world().things)),
    }
}

#[test]
fn four_hundred_schedules_with_late_requests_end_right() {
    let wrong: Vec<String> = (0..400).filter_map(|seed| block_on(schedule(seed, |_| ())).err()).collect();
    assert!(wrong.is_empty(), "{} are wrong; the first: {}", wrong.len(), wrong[0]);
}

/// A check that cannot fail is no check: without the search some schedules leave something behind.
#[test]
fn a_missing_sweep_is_noticed() {
    let blind = |stage: &mut Stage| stage.cloud.world().hides = true;
    let wrong = (0..60).filter(|seed| block_on(schedule(*seed, blind)).is_err()).count();
    assert!(wrong > 0);
}
