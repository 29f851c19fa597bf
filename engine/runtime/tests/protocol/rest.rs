//! What an earlier run left unfinished and nothing of this one needs.

use std::time::Duration;

use tandem_core::Value;
use tandem_runtime::{End, Interrupt};
use tokio::time::{Instant, sleep};

use super::stage::Stage;

/// Makes one token and is interrupted while it waits for its status.
async fn cut_off(stage: &mut Stage) {
    stage.declare("t::token", "slow", Value::Integer(1), &[]);
    let interrupt = stage.interrupt.clone();
    let (ended, ()) = tokio::join!(stage.apply(), async {
        sleep(Duration::from_secs(1)).await;
        interrupt.raise();
    });
    assert_eq!(Stage::applied(ended).end, End::Interrupted);
    assert!(stage.state().objects.values().all(|object| !object.settled));
    stage.interrupt = Interrupt::new();
}

#[tokio::test(start_paused = true)]
async fn what_was_left_unfinished_is_waited_for_at_the_end() {
    let mut stage = Stage::new(1);
    cut_off(&mut stage).await;
    stage.declare("t::same", "other", Value::Integer(1), &[]);
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.waiting.as_slice()), (End::Complete, &[][..]), "{report:#?}");
    assert!(stage.state().objects.values().all(|object| object.settled));
}

/// Also where there is nothing else to do.
#[tokio::test(start_paused = true)]
async fn an_apply_with_nothing_to_do_waits_as_well() {
    let mut stage = Stage::new(1);
    cut_off(&mut stage).await;
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.waiting.len(), report.steps.len()), (End::Complete, 0, 0), "{report:#?}");
    assert!(stage.state().objects.values().all(|object| object.settled));
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_ends_that_wait_and_what_is_unfinished_is_named() {
    let mut stage = Stage::new(1);
    cut_off(&mut stage).await;
    let (interrupt, began) = (stage.interrupt.clone(), Instant::now());
    let (ended, ()) = tokio::join!(stage.apply(), async {
        sleep(Duration::from_millis(300)).await;
        interrupt.raise();
    });
    let report = Stage::applied(ended);
    assert_eq!(report.waiting.len(), 1, "{report:#?}");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
