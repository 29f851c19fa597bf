//! Calls that fail in every way a call can fail, one at a time.

use tandem_core::provider::ErrorClass;
use tandem_core::{StepId, Value};
use tandem_runtime::{End, Event, Fate, Reason, Report, Stop};

use super::basics::one_of_each;
use super::cloud::Scripted;
use super::stage::{Ended, Stage};
use super::things::KINDS;

/// Applies one resource of a kind (and a zone for records) while the first calls go as the script says.
async fn with_script(kind: &str, script: &[Scripted]) -> (Stage, Report) {
    let mut stage = Stage::new(7);
    let zone = stage.declare("t::refused", "zone", Value::Integer(1), &[]);
    Stage::applied(stage.apply().await);
    stage.declare(kind, "one", Value::Integer(1), &[&zone]);
    stage.cloud.world().script = script.to_vec();
    let report = Stage::applied(stage.apply().await);
    (stage, report)
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_create_is_made_once_whatever_is_lost() {
    use Scripted::{Busy, LostAfter, LostBefore, NotYet, Throttled};
    for script in [
        &[LostAfter][..],
        &[LostBefore],
        &[LostBefore, LostBefore, LostAfter],
        &[LostAfter, LostAfter, LostBefore],
        &[Throttled, LostAfter, Throttled],
        &[Busy, NotYet, LostBefore, Busy],
    ] {
        for (kind, ..) in KINDS {
            let (stage, report) = with_script(kind, script).await;
            assert_eq!(report.end, End::Complete, "{kind} {script:?}: {report:#?}");
            assert_eq!(stage.wrong(), None, "{kind} {script:?}");
            assert_eq!(stage.cloud.world().things.len(), 2, "{kind} {script:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_never_answered_stays_in_doubt_and_is_resolved_by_the_next_run() {
    for (kind, ..) in KINDS {
        let (stage, report) = with_script(kind, &[Scripted::LostBefore; 200]).await;
        assert_eq!((report.end, report.count().in_doubt), (End::Partial, 1), "{kind}");
        assert_eq!(report.state.open.len(), 1, "{kind}");
        stage.cloud.world().script.clear();
        let report = Stage::applied(stage.apply().await);
        assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{kind}");
        assert!(report.state.open.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_call_is_sent_again_and_never_fails() {
    let (stage, report) = with_script("t::anonymous", &[Scripted::Throttled; 12]).await;
    assert_eq!(report.end, End::Complete);
    assert_eq!(report.calls["t:create"], 13);
    let diary = stage.diary.0.lock().expect("it is free");
    let retries = diary.iter().filter(
        |event| matches!(event, Event::Retrying { error, .. } if error.class == ErrorClass::Throttled),
    );
    assert_eq!(retries.count(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_busy_object_is_waited_for_until_the_deadline() {
    let (_, report) = with_script("t::token", &[Scripted::Busy; 200]).await;
    let failure = report.failures().next().expect("one step failed");
    assert_eq!(failure.reason.code(), "aws::busy");
    let minutes = failure.took / 60_000;
    assert!((29..=30).contains(&minutes), "{minutes} minutes");
    assert_eq!(report.end, End::Failed);
}

#[tokio::test(start_paused = true)]
async fn a_failed_step_skips_only_what_needs_it_and_names_it() {
    let mut stage = Stage::new(1);
    let bad = stage.declare("t::unique", "bad", Value::Integer(1), &[]);
    let child = stage.declare("t::same", "child", Value::Integer(1), &[&bad]);
    let grandchild = stage.declare("t::anonymous", "grandchild", Value::Integer(1), &[&child]);
    let apart = stage.declare("t::unique", "apart", Value::Integer(1), &[]);
    stage.cloud.world().refuses.insert("bad".to_owned());
    let report = Stage::applied(stage.apply().await);
    assert_eq!(report.end, End::Partial);
    let fate = |address| {
        let step = report.steps.iter().find(|step| step.addresses.contains(address));
        step.map(|step| step.fate.clone()).expect("every step is reported")
    };
    assert!(matches!(fate(&bad), Fate::Failed(failure) if failure.reason.code() == "aws::invalid"));
    for address in [&child, &grandchild] {
        assert_eq!(fate(address), Fate::Skipped { because: bad.clone() });
    }
    assert_eq!(fate(&apart), Fate::Done { settled: true });
    assert_eq!(stage.wrong(), None);

    stage.cloud.world().refuses.clear();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.steps.len()), (End::Complete, 3));
}

#[tokio::test(start_paused = true)]
async fn a_refused_batch_fails_the_offenders_and_sends_the_rest() {
    let mut stage = Stage::new(1);
    let zone = stage.declare("t::refused", "zone", Value::Integer(1), &[]);
    Stage::applied(stage.apply().await);
    for name in ["a", "b", "c", "d"] {
        stage.declare("t::record", name, Value::Integer(1), &[&zone]);
    }
    stage.cloud.world().refuses.insert("b".to_owned());
    stage.cloud.put_foreign("t::record", "d", 1);
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.count().done, report.count().failed), (End::Partial, 2, 2));
    let messages: Vec<String> = report.failures().map(|failure| failure.reason.to_string()).collect();
    assert!(messages[0].contains("`b` is refused") && messages[1].contains("`d` is refused"), "{messages:?}");
    let sent = stage.cloud.world().sent.clone();
    assert_eq!(sent[1..], [vec!["a", "b", "c", "d"], vec!["a", "c"]]);
    assert_eq!(stage.wrong(), None);
}

#[tokio::test(start_paused = true)]
async fn a_foreign_object_is_named_with_the_way_to_take_it() {
    for kind in ["t::unique", "t::same", "t::upsert"] {
        let mut stage = Stage::new(1);
        let address = stage.declare(kind, "mine", Value::Integer(1), &[]);
        stage.cloud.put_foreign(kind, "mine", 5);
        let report = Stage::applied(stage.apply().await);
        let failure = report.failures().next().expect("it failed");
        assert!(matches!(failure.reason, Reason::Foreign { .. }), "{failure:?}");
        let hint = format!("tandem adopt '{address}' 'foreign-mine'");
        assert_eq!(failure.hint.as_deref(), Some(hint.as_str()));
        assert!(stage.cloud.world().sent.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn an_object_that_was_deleted_behind_our_back_is_made_again() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    Stage::applied(stage.apply().await);
    stage.cloud.world().things.retain(|id, _| !id.starts_with("t::unique") && !id.starts_with("t::record"));
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.steps.len(), stage.wrong()), (End::Complete, 2, None));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_neither_there_nor_gone() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    Stage::applied(stage.apply().await);
    let before = stage.state();
    stage.cloud.world().denied.insert("t::bare".to_owned());
    match stage.apply().await {
        Ended::Refused(message) => {
            assert!(message.starts_with("aws::denied: cannot read `t::bare[\"bare\"]`"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(stage.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_first_interrupt_ends_what_is_in_flight_and_starts_nothing_new() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    let interrupt = stage.interrupt.clone();
    let (ended, ()) = tokio::join!(stage.apply(), async {
        // The first call is sent after 50 ms of refresh, and takes at least 50 ms.
        while stage.cloud.world().sent.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        interrupt.raise();
    });
    let report = Stage::applied(ended);
    assert_eq!(report.end, End::Interrupted);
    let count = report.count();
    assert_eq!((count.failed, count.in_doubt, count.skipped), (0, 0, 0), "{report:#?}");
    assert!(count.done >= 1 && count.not_started >= 5, "{count:?}");
    assert!(report.steps.iter().any(|step| step.fate == Fate::Done { settled: false }));
    assert_eq!(stage.wrong(), None);

    stage.interrupt = tandem_runtime::Interrupt::new();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
    assert!(stage.state().objects.values().all(|object| object.settled));
}

#[tokio::test(start_paused = true)]
async fn a_second_interrupt_leaves_at_once_and_the_next_run_goes_on() {
    let mut stage = Stage::new(1);
    stage.declare("t::anonymous", "slow", Value::Integer(1), &[]);
    stage.cloud.world().script = vec![Scripted::Slow];
    let interrupt = stage.interrupt.clone();
    let started = tokio::time::Instant::now();
    let (ended, ()) = tokio::join!(stage.apply(), async {
        while stage.cloud.world().sent.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        interrupt.raise();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        interrupt.raise();
    });
    assert_eq!(interrupt.stop(), Stop::Now);
    assert!(started.elapsed().as_secs() < 3);
    let report = Stage::applied(ended);
    assert_eq!((report.end, report.count().in_doubt), (End::Interrupted, 1));
    assert_eq!(report.steps[0].step, StepId(0));
    stage.interrupt = tandem_runtime::Interrupt::new();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
    assert_eq!(stage.cloud.world().things.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_plan_of_an_older_state_is_refused() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    let (plan, _) = stage.plan().await.expect("it is sound");
    Stage::applied(stage.apply().await);
    let mut store =
        super::crash::MemoryStore { disk: stage.disk.clone(), crash: stage.crash.clone(), audit: Vec::new() };
    let error = tandem_runtime::apply(&stage.edge(), &plan, stage.state(), &mut store).await;
    assert!(matches!(error, Err(tandem_runtime::ApplyError::Stale { .. })), "{error:?}");
}
