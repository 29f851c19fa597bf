//! Credentials that run out in the middle of an apply: nothing is lost, and the same command goes on.

use tandem_runtime::{End, Interrupt};
use tokio::time::Instant;

use super::basics::one_of_each;
use super::stage::{Ended, Stage};

#[tokio::test(start_paused = true)]
async fn credentials_that_run_out_at_any_call_stop_a_run_that_goes_on() {
    for call in 1..200 {
        let mut stage = Stage::new(call);
        one_of_each(&mut stage);
        stage.cloud.world().lapses_at = Some(call);
        let ended = stage.apply().await;
        if stage.cloud.world().calls < call {
            assert!(call > 20, "{call}");
            return;
        }
        if let Ended::Reported(report) = ended {
            let count = report.count();
            let expected = if count.done + count.in_doubt > 0 { End::Partial } else { End::Failed };
            assert_eq!(report.end, expected, "call {call}: {report:#?}");
            let code = report.failures().map(|failure| failure.reason.code()).collect::<Vec<_>>();
            assert!(code.iter().any(|code| ["aws::denied", "apply::not_ready"].contains(code)), "{code:?}");
        }
        stage.cloud.world().lapses_at = None;
        let report = Stage::applied(stage.apply().await);
        assert_eq!((report.end, stage.wrong()), (End::Complete, None), "call {call}");
    }
    panic!("it never came to an end");
}

/// Sixteen are in flight when the first is refused; one of them takes an hour.
#[tokio::test(start_paused = true)]
async fn a_run_whose_credentials_ran_out_ends_within_five_seconds() {
    let mut stage = Stage::new(1);
    for name in 0..40 {
        stage.declare("t::token", &format!("a{name:02}"), tandem_core::Value::Integer(1), &[]);
    }
    stage.cloud.world().script = vec![super::cloud::Scripted::Slow];
    stage.cloud.world().lapses_at = Some(5);
    let began = Instant::now();
    let report = Stage::applied(stage.apply().await);
    assert!(began.elapsed().as_millis() <= 6_500, "{:?}", began.elapsed());
    let count = report.count();
    assert_eq!((report.end, count.in_doubt), (End::Partial, 1), "{count:?}");
    assert!(count.not_started >= 24, "{count:?}");
    stage.cloud.world().lapses_at = None;
    stage.interrupt = Interrupt::new();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}
