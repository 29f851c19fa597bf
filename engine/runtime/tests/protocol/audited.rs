//! The audit log of runs that end before their time: every run that began has an end, as far as it may still write.

use std::sync::Arc;
use std::time::Duration;

use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::store::{Standing, Store, StoreError, Stored, Watch};
use tandem_core::{State, Value};
use tandem_runtime::audit::{Event, verify};
use tandem_runtime::{Actor, Edge};
use tokio::time::sleep;

use super::basics::one_of_each;
use super::crash::MemoryStore;
use super::stage::{Ended, Stage};

/// A store that refuses the write of that number, counted from 1, and goes on.
struct Picky {
    store: MemoryStore,
    left: usize,
    lost: bool,
}

impl Picky {
    fn new(stage: &Stage, refused: usize) -> Picky {
        Picky { store: stage.store(), left: refused, lost: false }
    }
}

impl Store for Picky {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        self.store.load()
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.left = usize::MAX;
            let error = StoreError {
                code: "secret::exposed",
                message: "a record is not written".to_owned(),
                hint: String::new(),
            };
            return Box::pin(async move { Err(error) });
        }
        self.store.append(records)
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        self.store.replace(state)
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        assert!(!self.lost, "nothing is written without the lock");
        self.store.audit(lines)
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        self.store.last_audit()
    }

    fn epoch(&self) -> u64 {
        self.store.epoch()
    }

    fn standing(&self) -> Standing {
        if self.lost { Standing::Lost(None) } else { Standing::Held }
    }

    fn watch(&self) -> Watch {
        let lost = self.lost;
        Arc::new(move || if lost { Standing::Lost(None) } else { Standing::Held })
    }
}

fn edge(stage: &Stage) -> Edge {
    let mut edge = stage.edge();
    let actor = Actor { run: "apply".to_owned(), who: "ana@dev-7".to_owned(), ..Actor::default() };
    edge.settings.actor = Some(Arc::new(actor));
    edge
}

/// Returns the words for the ends of a log, after checking that it is whole and that no run is without one.
#[track_caller]
fn ends(lines: &[String]) -> Vec<String> {
    let checked = verify(&lines.join("\n"), &[]);
    assert_eq!(checked.flaws, [], "{lines:#?}");
    let began = checked.entries.iter().filter(|entry| matches!(entry.event, Event::Begin { .. })).count();
    let ends: Vec<String> = checked
        .entries
        .into_iter()
        .filter_map(|entry| match entry.event {
            Event::End { result, .. } => Some(result),
            _ => None,
        })
        .collect();
    assert_eq!(ends.len(), began, "{lines:#?}");
    ends
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_run_has_its_end_in_the_log_however_it_leaves() {
    for (second, hangs) in [(false, false), (true, false), (true, true)] {
        let mut stage = Stage::new(1);
        one_of_each(&mut stage);
        let (edge, mut store, interrupt) = (edge(&stage), Picky::new(&stage, 0), stage.interrupt.clone());
        store.left = usize::MAX;
        let (ended, ()) = tokio::join!(stage.run_with(&edge, &mut store, false), async {
            sleep(Duration::from_millis(1_500)).await;
            stage.cloud.world().hangs = hangs;
            interrupt.raise();
            if second {
                interrupt.raise();
            }
        });
        assert!(matches!(ended, Ended::Reported(_)), "{ended:?}");
        assert_eq!(ends(&store.store.audit), ["interrupted"], "{second} {hangs}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_write_is_the_end_of_a_run_and_in_the_log() {
    let mut seen = 0;
    for refused in 1..40 {
        let mut stage = Stage::new(1);
        one_of_each(&mut stage);
        let mut store = Picky::new(&stage, refused);
        let ended = stage.run_with(&edge(&stage), &mut store, false).await;
        let ends = ends(&store.store.audit);
        match ended {
            Ended::Reported(_) => assert_eq!(ends, ["complete"], "{refused}"),
            // Nothing of a run whose first write was refused is in the log.
            Ended::Crashed if ends.is_empty() => assert_eq!(refused, 1),
            Ended::Crashed => {
                assert_eq!(ends, ["secret::exposed"], "{refused}");
                seen += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(seen > 5, "only {seen} writes were refused");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_lost_the_lock_writes_no_end() {
    let mut stage = Stage::new(1);
    stage.declare("t::same", "one", Value::Integer(1), &[]);
    let mut store = Picky::new(&stage, usize::MAX);
    store.lost = true;
    let ended = stage.run_with(&edge(&stage), &mut store, false).await;
    assert!(matches!(ended, Ended::Refused(_) | Ended::Crashed), "{ended:?}");
    assert_eq!(store.store.audit, Vec::<String>::new());
}
