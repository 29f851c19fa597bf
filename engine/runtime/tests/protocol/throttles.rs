//! Calls that are refused for a while: they are sent again, and hold nothing until then.

use std::collections::BTreeSet;
use std::time::Duration;

use tandem_core::Value;
use tandem_runtime::{End, Interrupt};

use super::cloud::Scripted;
use super::stage::Stage;

/// Sixteen may be in flight, and sixteen are refused: the seventeenth need not wait until they are accepted.
#[tokio::test(start_paused = true)]
async fn what_is_refused_for_a_while_lets_others_go_ahead() {
    for refused in [Scripted::Throttled, Scripted::Busy, Scripted::NotYet] {
        let mut stage = Stage::new(3);
        for name in 0..40 {
            stage.declare("t::token", &format!("a{name:02}"), Value::Integer(1), &[]);
        }
        stage.cloud.world().script = vec![refused; 16];
        let report = Stage::applied(stage.apply().await);
        assert_eq!((report.end, stage.wrong()), (End::Complete, None));
        assert_eq!(report.calls["t:create"], 56, "{refused:?}");
        let world = stage.cloud.world();
        let first: BTreeSet<&Vec<String>> = world.sent[..40].iter().collect();
        assert_eq!(first.len(), 40, "{refused:?}: everyone is sent once before anyone is sent again");
    }
}

/// A call that is sent again is the same call: its record and its token are made once.
#[tokio::test(start_paused = true)]
async fn what_is_sent_again_is_on_record_once() {
    let mut stage = Stage::new(3);
    stage.declare("t::token", "one", Value::Integer(1), &[]);
    stage.cloud.world().script = vec![Scripted::Throttled, Scripted::Busy, Scripted::Throttled];
    let interrupt = stage.interrupt.clone();
    let (ended, ()) = tokio::join!(stage.apply(), async {
        while stage.cloud.world().sent.len() < 4 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // The fourth is accepted; stopping now keeps the journal as it is.
        interrupt.raise();
        interrupt.raise();
    });
    assert_eq!(Stage::applied(ended).state.open.len(), 1);
    assert_eq!(stage.state().open[0].intent, 1);
    stage.interrupt = Interrupt::new();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_to_be_sent_again_is_not_in_doubt_when_the_run_stops() {
    let mut stage = Stage::new(3);
    stage.declare("t::token", "one", Value::Integer(1), &[]);
    stage.cloud.world().script = vec![Scripted::Throttled; 50];
    let interrupt = stage.interrupt.clone();
    let (ended, ()) = tokio::join!(stage.apply(), async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        interrupt.raise();
    });
    let report = Stage::applied(ended);
    assert_eq!((report.end, report.count().not_started), (End::Interrupted, 1));
    assert!(report.state.open.is_empty() && stage.state().open.is_empty());
    stage.cloud.world().script.clear();
    stage.interrupt = Interrupt::new();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}
