//! What is written comes back; locks; snapshots.

use tandem_core::store::{Store as _, Stored};
use tandem_runtime::FileStore;
use tandem_runtime::store::Owner;

use super::{fill, load, now, open, records, scratch, state};

#[test]
fn what_is_written_comes_back() {
    let folder = scratch("round");
    assert_eq!(load(&folder), Ok(Stored::default()));
    fill(&folder);
    let expected = Stored { snapshot: Some(state(7)), journal: records() };
    assert_eq!(load(&folder), Ok(expected.clone()));
    let mut store = open(&folder);
    assert_eq!(now(store.load()).expect("it is whole"), expected);
    now(store.replace(&state(8))).expect("it can be written");
    assert_eq!(load(&folder), Ok(Stored { snapshot: Some(state(8)), journal: Vec::new() }));
}

#[test]
fn a_journal_goes_on_without_a_snapshot_and_without_being_loaded() {
    let folder = scratch("bare");
    for record in records() {
        now(open(&folder).append(&[record])).expect("it can be written");
    }
    assert_eq!(load(&folder), Ok(Stored { snapshot: None, journal: records() }));
}

#[test]
fn arguments_that_are_found_as_set_are_written_once() {
    let folder = scratch("once");
    now(open(&folder).replace(&state(1))).expect("it can be written");
    let text = std::fs::read_to_string(folder.join("state.json")).expect("just written");
    let line =
        text.lines().find(|line| line.starts_with("{\"address\"")).expect("an object has a line of its own");
    assert_eq!(line.matches("\"name\":\"oncall\"").count(), 1, "{line}");
}

#[test]
fn a_crash_between_snapshot_and_journal_loses_nothing() {
    let folder = scratch("between");
    fill(&folder);
    let journal = std::fs::read(folder.join("journal.log")).expect("it is there");
    now(open(&folder).replace(&state(8))).expect("it can be written");
    std::fs::write(folder.join("journal.log"), journal).expect("it is ours");
    assert_eq!(load(&folder), Ok(Stored { snapshot: Some(state(8)), journal: Vec::new() }));
    let mut store = open(&folder);
    now(store.load()).expect("it is whole");
    now(store.append(&records())).expect("it can be written");
    assert_eq!(load(&folder), Ok(Stored { snapshot: Some(state(8)), journal: records() }));
}

#[test]
fn one_run_at_a_time() {
    let folder = scratch("locked");
    let first = open(&folder);
    let error = FileStore::open(&folder, Owner::here("tandem plan", 0)).expect_err("it is held");
    assert_eq!(error.code, "state::locked");
    for part in [
        "locked is being applied by ",
        "`tandem apply`",
        "2026-11-22T14:01:20Z",
        &std::process::id().to_string(),
    ] {
        assert!(error.message.contains(part), "{} lacks {part}", error.message);
    }
    drop(first);
    assert_eq!(tandem_runtime::store::owner(&folder), None);
    open(&folder);
}

#[test]
fn twenty_snapshots_are_kept() {
    let folder = scratch("kept");
    let mut store = open(&folder);
    for serial in 1..=25 {
        now(store.replace(&state(serial))).expect("it can be written");
    }
    let count = std::fs::read_dir(folder.join("snapshots")).expect("it is there").count();
    assert_eq!(count, 20);
    assert!(!folder.join("snapshots/5.json").exists() && folder.join("snapshots/6.json").exists());
}
