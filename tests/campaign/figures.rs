//! Figures that are measured elsewhere too, in one table with the others: rates, the shortest time possible, damage.

use std::path::Path;
use std::sync::Arc;

use tandem_core::journal::Record;
use tandem_core::store::Store as _;
use tandem_core::{State, Value};
use tandem_plan::Rate;
use tandem_plan::makespan::{burst, measure};
use tandem_runtime::store::disk::Memory;
use tandem_runtime::store::{Owner, load_on};
use tandem_runtime::{FileStore, replay};

use crate::arguments::Arguments;
use crate::drive::{Drive, Ended, is_complete};
use crate::failure::Failures;
use crate::faults::Faults;
use crate::kinds::HOME;
use crate::schedule::{Phase, Resource, Schedule, Trouble};
use crate::table::Line;
use crate::topology::topology;
use crate::workers::each;

/// The folder of the stack on a disk in memory.
const FOLDER: &str = "/stack";
/// What one durable write costs, in milliseconds: the median of an append with its sync on a busy disk.
const WRITE: u64 = 5;

/// How many calls are refused by a server that throttles, and how long they take.
pub fn limiter(_: &Arguments, _: &mut Failures) -> Vec<Line> {
    let driven = burst(500, 32, Rate { burst: 50.0, rate: 10.0 });
    let seconds = driven.makespan as f64 / 1_000.0;
    vec![Line {
        figure: "500 calls, 32 parallel, server bucket 50 + 10/s".to_owned(),
        target: "0 failed, 0 throttled, ≤ 1.15 × 45 s".to_owned(),
        here: format!("{} failed, {} throttled, {seconds:.1} s", driven.failed, driven.throttled),
        others: "SDK standard: 398 failed; adaptive: 1,263 s",
        holds: driven.failed == 0 && driven.throttled == 0 && seconds <= 1.15 * 45.0,
    }]
}

/// How close an apply comes to what no order of its calls can beat.
pub fn makespan(arguments: &Arguments, _: &mut Failures) -> Vec<Line> {
    let seeds = if arguments.full { 100 } else { 2 };
    let mut ratios = each(seeds, |seed| Some(measure(seed, 1_000).ratio()));
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    let worst = ratios.last().copied().unwrap_or_default();
    vec![Line {
        figure: format!("apply of 1,000 mixed resources against the bound, {seeds} seeds, virtual time"),
        target: "median ≤ 1.05, worst ≤ 1.2".to_owned(),
        here: format!("median {median:.3}, worst {worst:.3}"),
        others: "–",
        holds: median <= 1.05 && worst <= 1.2,
    }]
}

/// What it costs that every record is durable before what rests on it.
pub fn durability(_: &Arguments, _: &mut Failures) -> Vec<Line> {
    let (without, with) = (makespan_with_writes(1_000, 0), makespan_with_writes(1_000, WRITE));
    let (Some(without), Some(with)) = (without, with) else {
        return vec![Line {
            figure: "cost of durability, 1,000 resources".to_owned(),
            target: "≤ 1 s added".to_owned(),
            here: "the apply was not complete".to_owned(),
            others: "–",
            holds: false,
        }];
    };
    let added = with.saturating_sub(without) as f64 / 1_000.0;
    vec![Line {
        figure: format!("cost of durability, 1,000 resources, {WRITE} ms a write, virtual time"),
        target: "≤ 1 s added".to_owned(),
        here: format!("{added:.2} s added to {:.1} s", without as f64 / 1_000.0),
        others: "–",
        holds: added <= 1.0,
    }]
}

/// Whether every damage to a small state is noticed.
pub fn damage(_: &Arguments, _: &mut Failures) -> Vec<Line> {
    let damages = ["state.json", "journal.log", "lock.json"].map(every_damage);
    let (count, missed) =
        damages.iter().fold((0, 0), |(count, missed), (more, others)| (count + more, missed + others));
    vec![Line {
        figure: "a small state cut at every byte, every bit flipped, emptied, rolled back".to_owned(),
        target: "100 % named".to_owned(),
        here: format!("{} of {count} named", count - missed),
        others: "Terraform: empty = \"no state\"",
        holds: missed == 0 && count > 0,
    }]
}

/// Returns a disk with two snapshots and a journal on the last, as an apply leaves it that was cut off.
fn filled() -> Memory {
    let disk = Memory::default();
    if let Ok(mut store) = FileStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), Owner::default()) {
        let value = |text: &str| [("x".to_owned(), Value::from(text))].into();
        for serial in [6, 7] {
            let state = State {
                lineage: "b1946ac92492d2347c6235b4d2611184".to_owned(),
                entry: "main.rhai".to_owned(),
                serial,
                outputs: value("before"),
                ..State::default()
            };
            // A write that failed would show: the damage would be one of nothing.
            let _ = now(store.replace(&state));
        }
        for text in ["a", "b"] {
            let _ = now(store.append(&[Record::Outputs { outputs: value(text) }]));
        }
    }
    disk
}

/// Returns what an answer that waits for nothing comes to.
fn now<T>(answer: impl Future<Output = T>) -> Option<T> {
    let mut answer = std::pin::pin!(answer);
    match answer.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}

/// Damages one file in every way; returns how often, and how often nobody noticed.
fn every_damage(file: &str) -> (usize, usize) {
    let disk = filled();
    let path = Path::new(FOLDER).join(file);
    let Some(whole) = disk.bytes(&path) else { return (1, 1) };
    let is_noticed = |bytes: Option<&[u8]>| {
        disk.put(&path, bytes);
        load_on(&disk, Path::new(FOLDER)).map(replay).is_err()
    };
    let cuts = (0..whole.len()).map(|length| whole[..length].to_vec());
    let flips = (0..whole.len() * 8).map(|bit| {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    });
    // The copy of the snapshot before: what somebody puts back.
    let older = disk.bytes(&Path::new(FOLDER).join("snapshots/6.json"));
    let older = older.filter(|_| file == "state.json");
    let all: Vec<bool> = cuts.chain(flips).chain(older).map(|bytes| is_noticed(Some(&bytes))).collect();
    (all.len(), all.iter().filter(|noticed| !**noticed).count())
}

/// Returns how long an apply of so many objects takes in virtual time where a durable write takes so long, both in
/// milliseconds; nothing if it is not complete.
fn makespan_with_writes(count: usize, write: u64) -> Option<u64> {
    let kind = "t::task";
    let named = |at: usize| Resource {
        name: format!("n{at}"),
        physical: format!("n{at}"),
        kind: kind.to_owned(),
        region: Some(HOME.to_owned()),
        ..Resource::default()
    };
    let resources: Vec<Resource> = (0..count).map(named).collect();
    let schedule = Schedule { seed: 1, resources, ..Schedule::default() };
    let mut took = None;
    crate::outcome::block_on(async {
        let mut drive = Drive::new(&schedule, None);
        drive.site.write.store(write, std::sync::atomic::Ordering::Relaxed);
        let topology = topology(&schedule.resources);
        let ended = drive
            .attempt("0.0".to_owned(), &topology, &Phase::default(), Faults::default(), &Trouble::default())
            .await;
        if let Ended::Reported(report) = &ended
            && is_complete(&ended)
        {
            took = Some(report.ended - report.started);
        }
        crate::outcome::Outcome::default()
    });
    took
}
