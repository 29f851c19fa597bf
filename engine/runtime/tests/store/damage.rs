//! Files that were cut, changed, emptied, put back or swapped.

use std::path::Path;

use super::{fill, load, now, open, scratch, state};
use tandem_core::store::Store as _;

/// Replaces a file of a filled folder and returns what reading makes of it.
#[track_caller]
fn becomes(folder: &Path, file: &str, bytes: &[u8]) -> &'static str {
    std::fs::write(folder.join(file), bytes).expect("it is ours");
    match load(folder) {
        Ok(_) => "read",
        Err(code) => code,
    }
}

#[test]
fn a_journal_goes_on_after_a_record_that_a_crash_cut_off() {
    let folder = scratch("goes-on");
    fill(&folder);
    let whole = std::fs::read(folder.join("journal.log")).expect("just written");
    let end = whole.iter().rposition(|byte| *byte != 0).expect("it has lines");
    // Its end never got to the disk, or nothing of it.
    for lost in [7, 60, 300] {
        let mut torn = whole.clone();
        torn[end - lost..].fill(0);
        std::fs::write(folder.join("journal.log"), torn).expect("it is ours");
        let mut store = open(&folder);
        let before = now(store.load()).expect("only the last record is cut off").journal;
        assert_eq!(before, super::records()[..1]);
        now(store.append(&super::records())).expect("it can be written");
        drop(store);
        assert_eq!(load(&folder).expect("it is whole").journal, [before, super::records()].concat());
    }
}

#[test]
fn a_line_taken_out_of_a_journal_is_named() {
    let folder = scratch("taken-out");
    fill(&folder);
    let text = std::fs::read_to_string(folder.join("journal.log")).expect("just written");
    let without: String =
        text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| line).collect();
    assert_eq!(becomes(&folder, "journal.log", without.as_bytes()), "state::journal");
}

#[test]
fn an_old_copy_is_refused() {
    let folder = scratch("older");
    fill(&folder);
    let old = std::fs::read(folder.join("state.json")).expect("just written");
    now(open(&folder).replace(&state(8))).expect("it can be written");
    assert_eq!(becomes(&folder, "state.json", &old), "state::older");
    let error = tandem_runtime::store::load(&folder).expect_err("it is old");
    assert_eq!(error.hint, "tandem state recover");
    // Without its journal the note beside the lock still knows.
    std::fs::remove_file(folder.join("journal.log")).expect("it is ours");
    assert_eq!(load(&folder), Err("state::older"));
    std::fs::copy(folder.join("snapshots/8.json"), folder.join("state.json")).expect("it is ours");
    assert!(load(&folder).is_ok());
}

#[test]
fn a_state_that_is_gone_is_not_no_state() {
    let folder = scratch("gone");
    fill(&folder);
    std::fs::remove_file(folder.join("state.json")).expect("it is ours");
    assert_eq!(load(&folder), Err("state::missing"));
    std::fs::remove_file(folder.join("journal.log")).expect("it is ours");
    assert_eq!(load(&folder), Err("state::missing"));
}

#[test]
fn files_of_others_are_named() {
    let folder = scratch("foreign");
    fill(&folder);
    let whole = std::fs::read_to_string(folder.join("state.json")).expect("just written");
    let newer = whole.replace("\"version\":1,\"crc32\":\"", "\"version\":2,\"sum\":\"ff");
    for (content, code, part) in [
        (r#"{"version": 4, "terraform_version": "1.11.4", "serial": 1}"#, "state::foreign", "Terraform"),
        ("<<<<<<< ours\n{}\n=======\n", "state::foreign", "merge"),
        ("\u{0}\u{0}\u{0}\u{0}\u{0}", "state::foreign", "zero bytes"),
        ("{}", "state::foreign", "not a state of Tandem"),
        (&newer, "state::newer", "format 2"),
    ] {
        assert_eq!(becomes(&folder, "state.json", content.as_bytes()), code);
        let error = tandem_runtime::store::load(&folder).expect_err("it is not ours");
        assert!(error.message.contains(part), "{}", error.message);
    }
    let journal = std::fs::read(folder.join("journal.log")).expect("just written");
    assert_eq!(becomes(&folder, "state.json", &journal), "state::foreign");
}

#[test]
fn files_of_two_stacks_are_not_mixed() {
    let (here, there) = (scratch("mixed-here"), scratch("mixed-there"));
    fill(&here);
    let other = tandem_core::State { lineage: "other".into(), ..state(7) };
    now(open(&there).replace(&other)).expect("it can be written");
    let other = std::fs::read(there.join("state.json")).expect("just written");
    assert_eq!(becomes(&here, "state.json", &other), "state::mixed");
}
