//! What others change between plan and apply: it is never changed over, and what does not need it goes on.

use tandem_core::{Address, Value};
use tandem_plan::Plan;
use tandem_runtime::{End, Reason, Report, apply};

use super::basics::one_of_each;
use super::stage::Stage;
use super::things::KINDS;

/// Applies a plan as one that was kept in a file: what it saw may be relied on no more.
async fn applied(stage: &Stage, mut plan: Plan) -> Report {
    plan.seen = 0;
    let state = stage.state();
    apply(&stage.edge(), &plan, state, &mut stage.store()).await.expect("memory can be written")
}

/// Changes an object behind our back.
fn edit(stage: &Stage, address: &Address, value: i64) {
    let id = stage.state().objects[address].id.clone();
    let mut world = stage.cloud.world();
    world.things.get_mut(&id).expect("it is there").value = Value::Integer(value);
}

#[tokio::test(start_paused = true)]
async fn an_object_that_others_changed_since_the_plan_is_not_changed() {
    for (kind, ..) in KINDS.into_iter().filter(|(kind, ..)| *kind != "t::record") {
        let mut stage = Stage::new(1);
        let edited = stage.declare(kind, "edited", Value::Integer(1), &[]);
        let child = stage.declare("t::token", "child", Value::Integer(1), &[&edited]);
        let apart = stage.declare("t::token", "apart", Value::Integer(1), &[]);
        Stage::applied(stage.apply().await);
        for address in [&edited, &child, &apart] {
            stage.set(address, "value", 2_i64);
        }
        let (plan, _) = stage.plan().await.expect("it is sound");
        edit(&stage, &edited, 7);
        let report = applied(&stage, plan).await;
        let count = report.count();
        assert_eq!((report.end, count.done, count.failed), (End::Partial, 1, 1), "{kind}: {report:#?}");
        let failure = report.failures().next().expect("one failed");
        let reason =
            Reason::Changed { attribute: "value".to_owned(), seen: "1".to_owned(), now: "7".to_owned() };
        assert_eq!((&failure.address, &failure.reason), (&edited, &reason));
        assert_eq!(failure.reason.code(), "plan::changed");
        assert!(failure.hint.as_deref().is_some_and(|hint| hint.contains("`tandem plan`")));
        let id = &stage.state().objects[&edited].id;
        assert_eq!(stage.cloud.world().things[id].value, Value::Integer(7), "{kind}");
        // The next plan sees it, and a plan that is applied at once goes on.
        let report = Stage::applied(stage.apply().await);
        assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_since_the_plan_is_not_updated_and_counts_as_deleted() {
    for destroy in [false, true] {
        let mut stage = Stage::new(1);
        let gone = stage.declare("t::unique", "gone", Value::Integer(1), &[]);
        let apart = stage.declare("t::token", "apart", Value::Integer(1), &[]);
        Stage::applied(stage.apply().await);
        for address in [&gone, &apart] {
            stage.set(address, "value", 2_i64);
        }
        let (plan, _) = stage.plan_on(&stage.edge(), stage.state(), destroy).await.expect("it is sound");
        stage.cloud.world().things.retain(|_, thing| thing.name != "gone");
        let sent = stage.cloud.world().sent.len();
        let report = applied(&stage, plan).await;
        if destroy {
            assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{report:#?}");
            assert!(stage.state().objects.is_empty() && stage.state().open.is_empty());
        } else {
            let reason = report.failures().next().map(|failure| failure.reason.clone());
            assert_eq!((report.end, reason), (End::Partial, Some(Reason::Gone)));
        }
        assert_eq!(stage.cloud.world().sent.len(), sent + 1, "only what is there is called");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_set_aside_or_changed_by_the_run_itself_is_no_surprise() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    Stage::applied(stage.apply().await);
    let addresses: Vec<Address> = stage.topology.declarations.keys().cloned().collect();
    for (at, address) in addresses.iter().enumerate() {
        match at % 2 {
            0 => stage.set(address, "value", 2_i64),
            _ => stage.set(address, "mould", "b"),
        }
    }
    let (plan, _) = stage.plan().await.expect("it is sound");
    let changing = plan.steps.len();
    let report = applied(&stage, plan).await;
    assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{report:#?}");
    let reads = report.reads.get("t:Read").copied().unwrap_or(0) as usize;
    assert!((1..=changing).contains(&reads), "{reads} reads of {changing} steps");
    let report = Stage::applied(stage.destroy().await);
    assert_eq!(report.end, End::Complete);
}

/// A plan that is applied at once costs no reading.
#[tokio::test(start_paused = true)]
async fn what_was_just_seen_is_not_read_again() {
    let mut stage = Stage::new(1);
    let one = stage.declare("t::unique", "one", Value::Integer(1), &[]);
    Stage::applied(stage.apply().await);
    stage.set(&one, "value", 2_i64);
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.reads.get("t:Read")), (End::Complete, None));
}
