//! Disks that are full, fail, or lose what was not synced: what was on record stays, and nothing is trusted after.

use std::path::PathBuf;
use std::sync::Arc;

use tandem_core::State;
use tandem_core::journal::{Intent, Record};
use tandem_core::store::{Store as _, StoreError};
use tandem_runtime::store::disk::{Fault, Memory};
use tandem_runtime::store::{Owner, load_on};
use tandem_runtime::{FileStore, replay};

use super::{address, intent, now, object, state};

/// Numbers of the system: no space, input/output, read-only, quota.
const NUMBERS: [i32; 4] = [28, 5, 30, 122];

fn folder() -> PathBuf {
    PathBuf::from("/stack")
}

fn owner() -> Owner {
    Owner { host: "h".into(), ..Owner::default() }
}

fn begun(number: u64) -> Record {
    Record::Intent(Intent { intent: number, ..intent() })
}

fn done(number: u64) -> Record {
    let made = tandem_core::Object { id: format!("arn:{number}"), ..object() };
    Record::Done { intent: number, objects: vec![(address(), Some(made))], pending: None, request: None }
}

/// What a run was told to be durable, as far as it came.
#[derive(Default)]
struct Told {
    records: Vec<Record>,
    serial: u64,
    error: Option<StoreError>,
}

/// Runs two small applies; stops at the first error.
fn run(disk: &Memory) -> Told {
    let mut told = Told::default();
    if let Err(error) = attempt(disk, &mut told) {
        told.error = Some(error);
    }
    told
}

fn attempt(disk: &Memory, told: &mut Told) -> Result<(), StoreError> {
    let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner())?;
    let mut state = replay(now(store.load())?);
    for apply in 0..2 {
        for number in [10 * apply + 5, 10 * apply + 6] {
            let line = vec![format!("line {number}")];
            for record in [begun(number), done(number)] {
                now(store.append_audited(std::slice::from_ref(&record), &line))?;
                told.records.push(record);
            }
        }
        let journal = std::mem::take(&mut told.records);
        state = replay(tandem_core::store::Stored { snapshot: Some(state), journal: journal.clone() });
        state.lineage = "abc".into();
        state.serial += 1;
        // Whether a write that failed was done is open; so both are right.
        let replaced = now(store.replace(&state));
        if replaced.is_err() {
            told.records = journal;
        }
        replaced?;
        told.serial = state.serial;
    }
    Ok(())
}

/// Checks that everything that was told to be durable is there, or in a later state.
#[track_caller]
fn is_kept(disk: &Memory, told: &Told, what: &str) {
    let stored = match load_on(disk, &folder()) {
        Ok(stored) => stored,
        Err(error) => panic!("{what}: {error}"),
    };
    let serial = stored.snapshot.as_ref().map_or(0, |state| state.serial);
    assert!(serial == told.serial || serial == told.serial + 1, "{what}: serial {serial}");
    if serial == told.serial {
        assert!(stored.journal.starts_with(&told.records), "{what}: {:?}", stored.journal);
    }
}

#[test]
fn killed_at_every_operation_nothing_is_lost() {
    let whole = Memory::default();
    assert_eq!(run(&whole).error, None);
    let count = whole.operations();
    for step in 0..count {
        let disk = Memory::default();
        disk.fault(step, Fault::Kill);
        let told = run(&disk);
        // The last ones give the lock back: what they say is for people.
        assert!(told.error.is_some() || step + 8 >= count, "step {step} is not noticed");
        disk.reborn();
        is_kept(&disk, &told, &format!("killed at {step}"));
        // The same command goes on.
        assert_eq!(run(&disk).error, None, "killed at {step}");
    }
    println!("kill: {count} of {count} operations, nothing lost");
}

#[test]
fn an_error_at_every_operation_stops_and_loses_nothing() {
    let whole = Memory::default();
    run(&whole);
    let count = whole.operations();
    for number in NUMBERS {
        for step in 0..count {
            let disk = Memory::default();
            disk.fault(step, Fault::Fail(number));
            let told = run(&disk);
            if let Some(error) = &told.error {
                assert!(matches!(error.code, "state::unwritable" | "state::full"), "{error:?}");
            }
            disk.reborn();
            is_kept(&disk, &told, &format!("error {number} at {step}"));
            assert_eq!(run(&disk).error, None, "error {number} at {step}");
        }
    }
    println!("errors: 4 kinds at {count} of {count} operations, nothing lost");
}

#[test]
fn a_loss_of_power_at_every_operation_keeps_what_was_durable() {
    let whole = Memory::default();
    run(&whole);
    let count = whole.operations();
    let mut seed: u64 = 1;
    for step in 0..count {
        for _ in 0..20 {
            let disk = Memory::default();
            disk.fault(step, Fault::Kill);
            let told = run(&disk);
            let began = seed;
            disk.cut_power(|| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                seed >> 33
            });
            is_kept(&disk, &told, &format!("power lost at {step}, dice {began}"));
            assert_eq!(run(&disk).error, None, "power lost at {step}, dice {began}");
        }
    }
    println!("power: 20 outcomes at {count} of {count} operations, nothing lost");
}

#[test]
fn after_an_error_nothing_more_is_written() {
    let disk = Memory::default();
    let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
    now(store.append(&[begun(1)])).expect("there is room");
    // The write succeeds, the sync does not.
    disk.fault(disk.operations() + 1, Fault::Fail(5));
    assert!(now(store.append(&[done(1)])).is_err());
    let before = disk.operations();
    assert!(now(store.append(&[done(1)])).is_err() && now(store.replace(&State::default())).is_err());
    assert_eq!(disk.operations(), before, "a sync that failed is not asked again");
}

#[test]
fn a_full_disk_keeps_place_for_the_results_of_what_was_sent() {
    for disk in [Memory::default(), Memory::default().without_allocation()] {
        let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
        let mut sent = Vec::new();
        now(store.append(&[begun(1)])).expect("there is room");
        sent.push(1);
        // From here on there is room for the note, and for little else.
        let used: u64 =
            disk.files().iter().filter_map(|path| disk.bytes(path)).map(|bytes| bytes.len() as u64).sum();
        disk.set_room(Some(used + 4096));
        let mut refused = None;
        for number in 2..1000 {
            match now(store.append(&[begun(number)])) {
                Ok(()) => sent.push(number),
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        assert_eq!(refused.map(|error| error.code), Some("state::full"));
        assert!(sent.len() > 3, "only {} were sent", sent.len());
        drop(store);
        // Nothing was freed: the results of all that was sent are recorded none the less.
        let disk = disk.copied();
        disk.reborn();
        let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
        let open = replay(now(store.load()).expect("it is whole")).open;
        assert_eq!(open.iter().map(|intent| intent.intent).collect::<Vec<_>>(), sent);
        for number in &sent {
            now(store.append(&[done(*number)])).expect("its place was kept");
        }
        assert!(replay(load_on(&disk, &folder()).expect("it is whole")).open.is_empty());
        println!("full disk: {} of {} results on record", sent.len(), sent.len());
    }
}

#[test]
fn what_was_done_is_recorded_where_there_is_no_room_for_more() {
    let disk = Memory::default();
    let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
    let first: Vec<Record> = (1..10).map(begun).collect();
    now(store.append(&first)).expect("there is room");
    disk.set_room(Some(0));
    let more: Vec<Record> = (1..10).map(done).chain((10..200).map(begun)).collect();
    let error = now(store.append(&more)).expect_err("there is no room for what is intended");
    assert_eq!(error.code, "state::full");
    drop(store);
    let state = replay(load_on(&disk, &folder()).expect("it is whole"));
    assert!(state.open.is_empty(), "{:?}", state.open.len());
}

#[test]
fn a_file_system_without_places_is_said_to_be_one() {
    let disk = Memory::default().without_allocation();
    let mut store = FileStore::open_on(Arc::new(disk), &folder(), owner()).expect("it is free");
    assert_eq!(store.remarks(), []);
    now(store.append(&[begun(1)])).expect("there is room");
    let codes = |remarks: Vec<StoreError>| remarks.iter().map(|remark| remark.code).collect::<Vec<_>>();
    assert_eq!(codes(store.remarks()), ["state::unreserved"]);
    assert_eq!(store.remarks(), []);
}

#[test]
fn a_copied_folder_is_said_to_be_one_and_writes_under_a_higher_epoch() {
    let folder = super::scratch("copied");
    let there = super::scratch("copied-there");
    super::fill(&folder);
    assert_eq!(super::open(&folder).remarks(), [], "the same folder is no copy");
    std::fs::create_dir_all(&there).expect("the target folder is ours");
    for file in ["state.json", "journal.log", "lock.json", "lock"] {
        std::fs::copy(folder.join(file), there.join(file)).expect("it is ours");
    }
    let mut store = super::open(&there);
    let remarks = store.remarks();
    assert_eq!(remarks.iter().map(|remark| remark.code).collect::<Vec<_>>(), ["state::copied"]);
    assert!(remarks[0].message.contains("tandem apply"), "{}", remarks[0].message);
    drop(store);
    // Both go on from here: their files do not fit together any more.
    now(super::open(&there).replace(&state(8))).expect("it can be written");
    let other = State { outputs: std::collections::BTreeMap::new(), ..state(8) };
    now(super::open(&folder).replace(&other)).expect("it can be written");
    std::fs::copy(there.join("state.json"), folder.join("state.json")).expect("it is ours");
    assert_eq!(super::load(&folder), Err("state::forked"));
}
