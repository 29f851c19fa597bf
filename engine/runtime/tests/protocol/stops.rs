//! Interrupts and a lock that is lost, with a cloud and a store that may never answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::store::{Standing, Store, StoreError, Stored, Watch};
use tandem_core::{State, Value};
use tandem_runtime::{End, Interrupt};
use tokio::time::{Instant, sleep};

use super::basics::one_of_each;
use super::crash::MemoryStore;
use super::stage::{Ended, Stage};

/// What becomes of a store while it is used.
#[derive(Default)]
struct Mood {
    /// Whether writes are answered.
    hangs: bool,
    standing: Standing,
    /// How many writes there were since the mood was last looked at.
    writes: usize,
}

/// A store that may hang, and whose lock may be lost.
struct Moody {
    store: MemoryStore,
    mood: Arc<Mutex<Mood>>,
}

impl Moody {
    fn new(stage: &Stage) -> (Moody, Arc<Mutex<Mood>>) {
        let mood: Arc<Mutex<Mood>> = Arc::default();
        (Moody { store: stage.store(), mood: mood.clone() }, mood)
    }

    async fn pass(&self) {
        let hangs = {
            let mut mood = self.mood.lock().expect("no test panics with it");
            mood.writes += 1;
            mood.hangs
        };
        if hangs {
            std::future::pending::<()>().await;
        }
    }
}

impl Store for Moody {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        self.store.load()
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.pass().await;
            self.store.append(records).await
        })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.pass().await;
            self.store.replace(state).await
        })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        self.store.audit(lines)
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        self.store.last_audit()
    }

    fn epoch(&self) -> u64 {
        self.store.epoch()
    }

    fn standing(&self) -> Standing {
        self.mood.lock().expect("no test panics with it").standing.clone()
    }

    fn watch(&self) -> Watch {
        let mood = self.mood.clone();
        Arc::new(move || mood.lock().expect("no test panics with it").standing.clone())
    }
}

/// What hangs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hangs {
    Cloud,
    Store,
    Both,
}

/// At every tenth of a second of a run something hangs, and both interrupts come soon after: it always leaves within
/// two seconds, and the next run goes on.
#[tokio::test(start_paused = true)]
async fn a_second_interrupt_leaves_within_two_seconds_whatever_hangs() {
    for what in [Hangs::Cloud, Hangs::Store, Hangs::Both] {
        for tenths in 0..60 {
            let mut stage = Stage::new(tenths);
            one_of_each(&mut stage);
            let (mut store, mood) = Moody::new(&stage);
            let (edge, interrupt) = (stage.edge(), stage.interrupt.clone());
            let begun = Mutex::new(None);
            let run = async {
                let ended = stage.run_with(&edge, &mut store, false).await;
                (ended, Instant::now())
            };
            let ((ended, at), ()) = tokio::join!(run, async {
                sleep(Duration::from_millis(100 * tenths)).await;
                stage.cloud.world().hangs = what != Hangs::Store;
                mood.lock().expect("it is free").hangs = what != Hangs::Cloud;
                interrupt.raise();
                sleep(Duration::from_millis(700)).await;
                interrupt.raise();
                *begun.lock().expect("it is free") = Some(Instant::now());
            });
            let begun = begun.lock().expect("it is free").expect("it was raised");
            let took = at.saturating_duration_since(begun);
            assert!(took <= Duration::from_secs(2), "{what:?} {tenths}: {took:?}");
            assert!(!matches!(ended, Ended::Crashed), "{what:?} {tenths}: {ended:?}");
            stage.cloud.world().hangs = false;
            stage.interrupt = Interrupt::new();
            let report = Stage::applied(stage.apply().await);
            assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{what:?} {tenths}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_end_after_a_first_interrupt_is_left_after_half_a_minute() {
    for store_hangs in [false, true] {
        let mut stage = Stage::new(1);
        one_of_each(&mut stage);
        let (mut store, mood) = Moody::new(&stage);
        let (edge, interrupt) = (stage.edge(), stage.interrupt.clone());
        let (ended, began) = tokio::join!(stage.run_with(&edge, &mut store, false), async {
            stage.cloud.world().hangs = true;
            mood.lock().expect("it is free").hangs = store_hangs;
            sleep(Duration::from_secs(1)).await;
            interrupt.raise();
            Instant::now()
        });
        let took = began.elapsed().as_secs();
        assert!((29..=32).contains(&took), "{took}");
        let report = Stage::applied(ended);
        assert_eq!(report.end, End::Interrupted);
        stage.cloud.world().hangs = false;
        stage.interrupt = Interrupt::new();
        let report = Stage::applied(stage.apply().await);
        assert_eq!((report.end, stage.wrong()), (End::Complete, None));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_new_starts_while_the_lock_is_not_certain() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    let (mut store, mood) = Moody::new(&stage);
    let edge = stage.edge();
    let (ended, ()) = tokio::join!(stage.run_with(&edge, &mut store, false), async {
        sleep(Duration::from_millis(1_000)).await;
        mood.lock().expect("it is free").standing = Standing::Unsure;
        sleep(Duration::from_secs(1)).await;
        let sent = stage.cloud.world().sent.len();
        sleep(Duration::from_secs(60)).await;
        assert_eq!(stage.cloud.world().sent.len(), sent, "nothing is sent meanwhile");
        assert!(sent < 10, "{sent}");
        mood.lock().expect("it is free").standing = Standing::Held;
    });
    let report = Stage::applied(ended);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_lost_the_lock_sends_and_writes_nothing_more() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    for name in 0..40 {
        stage.declare("t::token", &format!("a{name:02}"), Value::Integer(1), &[]);
    }
    let (mut store, mood) = Moody::new(&stage);
    let edge = stage.edge();
    let (ended, (writes, sent)) = tokio::join!(stage.run_with(&edge, &mut store, false), async {
        sleep(Duration::from_millis(400)).await;
        let mut mood = mood.lock().expect("it is free");
        mood.standing = Standing::Lost(Some("ana on dev-7".to_owned()));
        (mood.writes, stage.cloud.world().sent.len())
    });
    match ended {
        Ended::Refused(message) => assert!(message.contains("lost to ana on dev-7"), "{message}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(mood.lock().expect("it is free").writes, writes);
    assert_eq!(stage.cloud.world().sent.len(), sent);
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
}
