//! Regions that do not answer: everything else goes on, and nobody waits five minutes an object.

use tandem_core::Value;
use tandem_runtime::{End, Fate, Reason};
use tokio::time::Instant;

use super::stage::{Ended, Stage};

/// Declares ten objects in each of two regions, in pairs that need each other.
fn two_regions(stage: &mut Stage) {
    for region in ["eu-west-1", "us-west-2"] {
        for name in 0..5 {
            let first = stage.declare_in("t::anonymous", &format!("a{name} {region}"), region, &[]);
            stage.declare_in("t::unique", &format!("b{name} {region}"), region, &[&first]);
        }
    }
    stage.declare("t::token", "everywhere", Value::Integer(1), &[]);
}

fn down(stage: &Stage, region: &str) {
    stage.cloud.world().down = [region.to_owned()].into();
}

#[tokio::test(start_paused = true)]
async fn one_region_that_does_not_answer_stops_only_what_is_in_it() {
    let mut stage = Stage::new(1);
    two_regions(&mut stage);
    down(&stage, "eu-west-1");
    let began = Instant::now();
    let report = Stage::applied(stage.apply().await);
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
    assert_eq!(report.end, End::Partial, "{report:#?}");
    for step in &report.steps {
        let is_there = step.addresses[0].region() != Some("eu-west-1");
        assert_eq!(step.fate == Fate::Done { settled: true }, is_there, "{step:?}");
    }
    assert_eq!(report.count().done, 11);

    stage.cloud.world().down.clear();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{report:#?}");
    assert_eq!(stage.cloud.world().things.len(), 21);
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_given_up_is_named_and_nothing_more_is_sent_there() {
    let mut stage = Stage::new(1);
    for name in 0..60 {
        stage.declare_in("t::token", &format!("a{name:02}"), "eu-west-1", &[]);
    }
    down(&stage, "eu-west-1");
    let report = Stage::applied(stage.apply().await);
    let given_up: Vec<_> =
        report.failures().filter(|it| matches!(it.reason, Reason::Unreachable(_))).collect();
    // Sixteen are in flight before anybody knows; the others are never sent, or at most once.
    assert!(given_up.len() >= 60 - 2 * 16, "{}", given_up.len());
    let failure = given_up[0];
    assert_eq!(failure.reason.code(), "region::unreachable");
    assert!(failure.reason.to_string().contains("`t` in `eu-west-1` does not answer"), "{}", failure.reason);
    let hint = failure.hint.as_deref().unwrap_or_default();
    assert!(hint.contains("`--without-region eu-west-1`"), "{hint}");
    assert!(stage.cloud.world().calls < 200, "{} calls", stage.cloud.world().calls);

    stage.cloud.world().down.clear();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}

#[tokio::test(start_paused = true)]
async fn recovery_and_refresh_give_a_dead_region_up_as_well() {
    let mut stage = Stage::new(1);
    two_regions(&mut stage);
    Stage::applied(stage.apply().await);
    for name in 0..12 {
        stage.declare_in("t::token", &format!("c{name:02}"), "eu-west-1", &[]);
    }
    // The run is killed with calls under way, and then the region is gone.
    stage.crash.arm(8);
    assert!(matches!(stage.apply().await, Ended::Crashed));
    stage.crash.arm(u64::MAX);
    assert!(!stage.state().open.is_empty());
    down(&stage, "eu-west-1");
    let began = Instant::now();
    match stage.apply().await {
        Ended::Refused(message) => {
            let told = "region::unreachable: `eu-west-1` does not answer: ";
            assert!(message.starts_with(told), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert!(began.elapsed().as_secs() < 180, "{:?}", began.elapsed());
    stage.cloud.world().down.clear();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}
