//! Every way of damaging a small state: each is named, and each is recovered from as far as anything can be known.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tandem_core::journal::Record;
use tandem_core::store::Store as _;
use tandem_core::{State, Value};
use tandem_runtime::store::disk::{Disk, Memory};
use tandem_runtime::store::salvage::{Lost, repair, survey};
use tandem_runtime::store::{Owner, load_on};
use tandem_runtime::{FileStore, replay};

use super::{now, state};

fn folder() -> PathBuf {
    PathBuf::from("/stack")
}

fn owner() -> Owner {
    Owner { host: "h".into(), user: "u".into(), pid: 1, command: "tandem apply".into(), ..Owner::default() }
}

fn small(serial: u64) -> State {
    let outputs = [("serial".to_owned(), Value::Integer(serial.cast_signed()))].into();
    State { objects: BTreeMap::new(), deposed: Vec::new(), open: Vec::new(), outputs, ..state(serial) }
}

fn output(value: &str) -> Record {
    Record::Outputs { outputs: [("x".to_owned(), Value::from(value))].into() }
}

/// Returns a disk with snapshots 6 and 7 and a journal of two appends on the last: an apply that was cut off.
fn filled() -> Memory {
    let disk = Memory::default();
    let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
    for serial in [6, 7] {
        now(store.replace(&small(serial))).expect("there is room");
    }
    for value in ["a", "b"] {
        now(store.append(&[output(value)])).expect("there is room");
    }
    drop(store);
    disk
}

fn load(disk: &Memory) -> Result<State, &'static str> {
    load_on(disk, &folder()).map(replay).map_err(|error| error.code)
}

/// Recovers, and returns the state that is there then and what may be lost.
#[track_caller]
fn recovered(disk: &Memory, what: &str) -> (State, Vec<Lost>) {
    let salvage = survey(disk, &folder())
        .unwrap_or_else(|error| panic!("{what}: {error}"))
        .unwrap_or_else(|| panic!("{what}: nothing is wrong"));
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let (store, _) =
        repair(&shared, &folder(), owner(), &salvage).unwrap_or_else(|error| panic!("{what}: {error}"));
    drop(store);
    let state = load(disk).unwrap_or_else(|code| panic!("{what}: still {code}"));
    assert_eq!(
        (state.serial, state.outputs.clone()),
        (salvage.state.serial, salvage.state.outputs.clone()),
        "{what}"
    );
    (state, salvage.lost)
}

/// Checks that a recovered state is the last one but for its serial and epoch.
#[track_caller]
fn is_last(disk: &Memory, what: &str) {
    let (found, lost) = recovered(disk, what);
    let expected = State { serial: found.serial, epoch: found.epoch, ..small(7) };
    let expected =
        replay(tandem_core::store::Stored { snapshot: Some(expected), journal: vec![output("b")] });
    assert_eq!(found, expected, "{what}");
    assert!(found.serial > 7 && lost.is_empty(), "{what}: {lost:?}");
}

fn bytes(disk: &Memory, file: &str) -> Vec<u8> {
    disk.bytes(&folder().join(file)).expect("it is there")
}

fn put(disk: &Memory, file: &str, bytes: Option<&[u8]>) {
    disk.put(&folder().join(file), bytes);
}

/// Damages one file in every way, and gives each damaged disk to `check` with the code that names it.
fn every_damage(
    file: &str,
    check: impl Fn(&Memory, &str, &'static str),
) -> (usize, BTreeMap<&'static str, usize>) {
    let disk = filled();
    let whole = bytes(&disk, file);
    let mut named: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut count = 0;
    // Of the room behind the lines of a journal, all of which is alike, recovering is tried at some places.
    let lines = whole.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let mut one = |changed: &[u8], what: &str, recover: bool| {
        count += 1;
        put(&disk, file, Some(changed));
        if let Err(code) = load(&disk) {
            *named.entry(code).or_default() += 1;
            if recover {
                check(&disk.copied(), what, code);
            }
        } else {
            panic!("{file}: {what} was not noticed");
        }
    };
    for length in 0..whole.len() {
        one(&whole[..length], &format!("cut at {length}"), length < lines || length % 61 == 0);
    }
    for bit in 0..whole.len() * 8 {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        one(&changed, &format!("bit {bit}"), bit / 8 < lines || bit % 61 == 0);
    }
    (count, named)
}

#[test]
fn a_state_damaged_anywhere_is_named_and_recovered() {
    let (count, named) = every_damage("state.json", |disk, what, code| {
        assert!(matches!(code, "state::empty" | "state::short" | "state::damaged"), "{what}: {code}");
        is_last(disk, what);
    });
    println!("state.json: {count} of {count} damages named {named:?}, recovered without loss");
}

#[test]
fn a_journal_damaged_anywhere_is_named_and_recovered_as_far_as_it_is_whole() {
    let (count, named) = every_damage("journal.log", |disk, what, code| {
        assert!(matches!(code, "state::empty" | "state::short" | "state::journal"), "{what}: {code}");
        let (found, lost) = recovered(disk, what);
        let value = found.outputs.get("x").and_then(Value::as_str);
        // Nothing is known of what is behind the damage, and that is said.
        assert!(value.is_none() || value == Some("a") || value == Some("b"), "{what}: {value:?}");
        assert_eq!(lost, [Lost::Tail], "{what}");
        assert_eq!(
            found.outputs.get("serial"),
            if value.is_some() { None } else { Some(&Value::Integer(7)) }
        );
    });
    println!("journal.log: {count} of {count} damages named {named:?}, recovered up to the damage");
}

#[test]
fn a_note_damaged_anywhere_is_named_and_recovered() {
    let (count, named) = every_damage("lock.json", |disk, what, code| {
        assert!(matches!(code, "state::empty" | "state::short" | "state::note"), "{what}: {code}");
        is_last(disk, what);
    });
    println!("lock.json: {count} of {count} damages named {named:?}, recovered without loss");
}

#[test]
fn a_state_that_is_gone_rolled_back_or_anothers_is_recovered() {
    let old = {
        let disk = Memory::default();
        let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
        now(store.replace(&small(6))).expect("there is room");
        drop(store);
        bytes(&disk, "state.json")
    };
    let other = {
        let disk = Memory::default();
        let mut store = FileStore::open_on(Arc::new(disk.clone()), &folder(), owner()).expect("it is free");
        let outputs = BTreeMap::new();
        now(store.replace(&State { outputs, ..small(7) })).expect("there is room");
        drop(store);
        bytes(&disk, "state.json")
    };
    let foreign = br#"{"version": 4, "terraform_version": "1.11.4", "serial": 1, "resources": []}"#;
    for (content, code) in [
        (None, "state::missing"),
        (Some(&old[..]), "state::older"),
        (Some(&other[..]), "state::forked"),
        (Some(&foreign[..]), "state::foreign"),
    ] {
        let disk = filled();
        put(&disk, "state.json", content);
        assert_eq!(load(&disk).expect_err("it is not the last one"), code);
        is_last(&disk, code);
        let aside = bytes_or_none(&disk, "state.json.damaged-1");
        assert_eq!(aside.as_deref(), content, "{code}: what was there is kept");
    }
}

fn bytes_or_none(disk: &Memory, file: &str) -> Option<Vec<u8>> {
    disk.bytes(&folder().join(file))
}

#[test]
fn what_cannot_be_known_is_said() {
    let remove = |disk: &Memory, files: &[&str]| files.iter().for_each(|file| put(disk, file, None));
    // State and journal: the apply that was under way is not known.
    let disk = filled();
    remove(&disk, &["state.json", "journal.log"]);
    let (found, lost) = recovered(&disk, "state and journal");
    assert_eq!((found.outputs, lost), (small(7).outputs, vec![Lost::Tail]));
    // The newest copy as well: the one before it is all there is, and the journal names what it knows.
    let disk = filled();
    remove(&disk, &["state.json", "snapshots/7.json"]);
    let (found, lost) = recovered(&disk, "state and copy");
    assert_eq!(found.outputs.get("x"), Some(&Value::from("b")));
    assert_eq!(lost, [Lost::Applies { first: 7, last: 7 }]);
    // Journal and note: nothing says whether an apply was under way.
    let disk = filled();
    remove(&disk, &["journal.log"]);
    put(&disk, "lock.json", Some(b"?"));
    let (found, lost) = recovered(&disk, "journal and note");
    assert_eq!((found.outputs, lost), (small(7).outputs, vec![Lost::Perhaps { serial: 7 }]));
    // Everything: that cannot be rebuilt.
    let disk = filled();
    remove(&disk, &["state.json", "snapshots/6.json", "snapshots/7.json"]);
    assert_eq!(survey(&disk, &folder()).expect_err("nothing is left").code, "state::gone");
}

#[test]
fn recovering_may_be_killed_at_any_moment_and_run_again() {
    let damaged = filled();
    put(&damaged, "state.json", Some(b""));
    for step in 0.. {
        let disk = damaged.copied();
        let salvage = survey(&disk, &folder()).expect("it can be").expect("it is empty");
        disk.fault(disk.operations() + step, tandem_runtime::store::disk::Fault::Kill);
        let shared: Arc<dyn Disk> = Arc::new(disk.clone());
        let done = repair(&shared, &folder(), owner(), &salvage).is_ok();
        disk.reborn();
        match load(&disk) {
            // What was appended to the journal is in the state now, and no older state was put in its place.
            Ok(state) => assert_eq!(state.outputs.get("x"), Some(&Value::from("b")), "killed at {step}"),
            Err(_) => {
                let (state, _) = recovered(&disk, &format!("killed at {step}"));
                assert_eq!(state.outputs.get("x"), Some(&Value::from("b")), "killed at {step}");
            }
        }
        if done {
            println!("recover: killed at each of its {step} operations, right every time");
            return;
        }
    }
}

#[test]
fn nothing_is_recovered_where_nothing_is_wrong() {
    assert_eq!(survey(&filled(), &folder()), Ok(None));
    assert_eq!(survey(&Memory::default(), Path::new("/nothing")), Ok(None));
}
