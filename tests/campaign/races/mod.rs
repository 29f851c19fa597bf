//! Several runs on one stack: of two that race one proceeds, an owner that slept past its lease gets nothing accepted,
//! and the lock of a dead one frees itself; in files, in a bucket and in a table, the last two through the SDK on the
//! emulator.

mod desk;
mod files;
mod place;

use std::sync::Arc;

use tandem_core::Rng as _;
use tandem_core::journal::Record;
use tandem_core::store::{Standing, Store as _, StoreError};
use tandem_core::{State, rng};
use tandem_runtime::TokioClock;
use tandem_runtime::store::Owner;
use tandem_runtime::store::remote::{Claim, Leasing, RemoteStore};
use tokio::time::{Duration, Instant, sleep};

use crate::arguments::Arguments;
use crate::dice::Dice;
use crate::failure::Failures;
use crate::outcome::{Outcome, block_on};
use crate::table::Line;
use crate::workers::each;
use desk::{Body, Desk};
use place::{Kind, Place};

/// The lock of a dead owner is free after so many milliseconds at most.
const FREE_AFTER: u64 = 60_000;

/// What there is of every place in the full campaign, and in the short one.
fn times(arguments: &Arguments) -> u64 {
    if arguments.full { 200 } else { 10 }
}

/// Measures everything about several runs on one stack.
pub fn races(arguments: &Arguments, _: &mut Failures) -> Vec<Line> {
    let count = times(arguments);
    let mut lines = vec![files::line(count)];
    for kind in Kind::ALL {
        let wrong = failed(each(count, |at| Some(race(kind, arguments.seed + at, false))));
        lines.push(line(
            format!("two applies at once, {count} times: state in {}", kind.name()),
            "one proceeds",
            wrong,
        ));
    }
    for kind in Kind::ALL {
        let wrong = failed(each(count, |at| Some(frozen(kind, arguments.seed + at, false))));
        let figure =
            format!("owner frozen past its lease, then thawed, {count} times: state in {}", kind.name());
        lines.push(line(figure, "0 writes accepted of it", wrong));
    }
    for kind in Kind::ALL {
        let outcomes = each(count, |at| Some(killed(kind, arguments.seed + at)));
        let worst = outcomes.iter().filter_map(|(_, after)| *after).max().unwrap_or(0);
        let wrong = failed(outcomes.into_iter().map(|(outcome, _)| outcome).collect());
        let figure = format!("owner killed, {count} times: state in {}", kind.name());
        let target = format!("free by itself within {} s", FREE_AFTER / 1000);
        let mut line = line(figure, &target, wrong);
        if line.holds {
            line.here = format!("worst {}.{} s", worst / 1000, worst % 1000 / 100);
        }
        lines.push(line);
    }
    for (what, check) in [("two applies at once", race as Check), ("owner frozen", frozen as Check)] {
        let outcomes = Kind::ALL.map(|kind| failed(each(count.min(50), |at| Some(check(kind, at, true)))).0);
        lines.push(Line {
            figure: format!("without conditions of writes: {what}"),
            target: "found".to_owned(),
            here: format!("{} of {} wrong", outcomes.iter().sum::<usize>(), 2 * count.min(50)),
            others: "–",
            holds: outcomes.iter().all(|wrong| *wrong > 0),
        });
    }
    lines
}

type Check = fn(Kind, u64, bool) -> Outcome;

/// Returns how many are wrong, and how the first is.
fn failed(outcomes: Vec<Outcome>) -> (usize, Option<String>) {
    let wrong: Vec<String> = outcomes.into_iter().filter_map(|outcome| outcome.wrong).collect();
    (wrong.len(), wrong.into_iter().next())
}

fn line(figure: String, target: &str, (wrong, first): (usize, Option<String>)) -> Line {
    let here = first.map_or_else(|| "0 wrong".to_owned(), |first| format!("{wrong} wrong: {first}"));
    Line { figure, target: target.to_owned(), here, others: "lock stays for ever", holds: wrong == 0 }
}

/// One machine that works on the stack.
struct Run {
    desk: Arc<Desk>,
    claim: Claim,
    clock: TokioClock,
}

impl Run {
    fn new(place: &Place, who: u64, body: &Body, careless: bool) -> Run {
        let dice = Dice::new(place.seed ^ who << 40);
        let owner = Owner { user: format!("user{who}"), ..Owner::here("tandem apply", 0) };
        let claim = Claim { stack: "prod".to_owned(), owner, id: rng::token(&dice) };
        let desk = Desk::new(place, who, dice, body, careless);
        Run { desk: Arc::new(desk), claim, clock: place.clock }
    }

    async fn open(&self) -> Result<RemoteStore, StoreError> {
        let clock = Arc::new(self.clock);
        RemoteStore::open(self.desk.clone(), clock, self.claim.clone(), &Leasing::default()).await
    }
}

/// Writes an entry into the journal, takes a while, and replaces the snapshot.
async fn apply(store: &mut RemoteStore, name: &str, pause: u64) -> Result<(), StoreError> {
    let mut state = tandem_runtime::replay(store.load().await?);
    store.append(&[entry(name)]).await?;
    sleep(Duration::from_millis(pause)).await;
    state.outputs.insert(name.to_owned(), true.into());
    let state = State { lineage: "abc".into(), serial: state.serial + 1, ..state };
    store.replace(&state).await
}

fn entry(name: &str) -> Record {
    Record::Outputs { outputs: [(name.to_owned(), true.into())].into() }
}

/// Drives something on a place of its own.
fn on(kind: Kind, seed: u64, work: impl AsyncFnOnce(Place) -> Result<(), String>) -> Outcome {
    block_on(async {
        let wrong = match Place::make(kind, seed).await {
            Ok(place) => work(place).await.err(),
            Err(wrong) => Some(wrong),
        };
        Outcome { wrong: wrong.map(|wrong| format!("seed {seed}: {wrong}")), ..Outcome::default() }
    })
}

/// Two that begin at once: exactly one may proceed, the other one is told who does.
fn race(kind: Kind, seed: u64, careless: bool) -> Outcome {
    on(kind, seed, async |place| {
        let dice = Dice::new(seed);
        let runs = [1, 2].map(|who| Run::new(&place, who, &Body::default(), careless));
        let pauses = [dice.below(120), dice.below(120)];
        let [one, two] = runs;
        let (one, two) = tokio::join!(proceed(one, pauses[0]), proceed(two, pauses[1]));
        let mut ends = [one, two].map(|end| end.map_err(|error| error.code));
        ends.sort();
        match ends {
            [Ok(()), Err("state::locked")] => Ok(()),
            other => Err(format!("both began at once and ended as {other:?}")),
        }
    })
}

async fn proceed(run: Run, pause: u64) -> Result<(), StoreError> {
    sleep(Duration::from_millis(pause)).await;
    let mut store = run.open().await?;
    // Longer than somebody else needs to see that this one lives.
    apply(&mut store, &run.claim.owner.user, 40_000).await?;
    store.close().await
}

/// An owner that is frozen at any moment of its work, past its lease, while another one takes over.
fn frozen(kind: Kind, seed: u64, careless: bool) -> Outcome {
    on(kind, seed, async |place| {
        let dice = Dice::new(seed);
        let body = Body::default();
        let run = Run::new(&place, 1, &body, careless);
        let mut slept = run.open().await.map_err(|error| error.message)?;
        apply(&mut slept, "before", 100).await.map_err(|error| error.message)?;
        slept.append(&[entry("under way")]).await.map_err(|error| error.message)?;
        let clock = Instant::now();
        sleep(Duration::from_millis(dice.below(20_000))).await;
        body.freeze();
        sleep(Duration::from_millis(dice.below(90_000))).await;
        let next = Run::new(&place, 2, &Body::default(), careless);
        let mut next = next.open().await.map_err(|error| error.message)?;
        for round in 0..dice.below(3) {
            apply(&mut next, &format!("later {round}"), 100).await.map_err(|error| error.message)?;
        }
        let before = run.desk.accepted();
        body.thaw();
        let first = dice.below(4);
        for turn in 0..4 {
            let _ = match (first + turn) % 4 {
                0 => slept.append(&[entry("too late")]).await,
                1 => slept.audit(&["too late".to_owned()]).await,
                2 => slept.replace(&State { lineage: "abc".into(), serial: 9, ..State::default() }).await,
                _ => {
                    sleep(Duration::from_secs(30)).await;
                    Ok(())
                }
            };
        }
        let accepted = run.desk.accepted() - before;
        if accepted > 0 {
            return Err(format!("{accepted} writes accepted {} s after", clock.elapsed().as_secs()));
        }
        if !matches!(slept.standing(), Standing::Lost(_)) {
            return Err("the owner that slept does not know that it lost the lock".to_owned());
        }
        apply(&mut next, "at last", 100).await.map_err(|error| error.message)?;
        next.close().await.map_err(|error| error.message)
    })
}

/// An owner that is killed at any moment of its work; returns after how long the next one may work, too.
fn killed(kind: Kind, seed: u64) -> (Outcome, Option<u64>) {
    let mut after = None;
    let outcome = on(kind, seed, async |place| {
        let dice = Dice::new(seed);
        let run = Run::new(&place, 1, &Body::default(), false);
        let mut dead = run.open().await.map_err(|error| error.message)?;
        {
            let work = async {
                apply(&mut dead, "before", 100).await?;
                apply(&mut dead, "under way", 60_000).await
            };
            // What it does when it dies is cut off in the middle.
            let _ = tokio::time::timeout(Duration::from_millis(dice.bits() % 30_000), work).await;
        }
        drop(dead);
        let begun = Instant::now();
        let next = Run::new(&place, 2, &Body::default(), false);
        let mut next = next.open().await.map_err(|error| error.message)?;
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        after = Some(took);
        if took > FREE_AFTER {
            return Err(format!("free after {took} ms"));
        }
        apply(&mut next, "at last", 100).await.map_err(|error| error.message)?;
        next.close().await.map_err(|error| error.message)
    });
    (outcome, after)
}
