//! Files that were cut, changed, emptied, put back or swapped.

use std::path::Path;

use super::{fill, fill_small, load, now, open, scratch, state};
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
fn a_state_cut_anywhere_is_named() {
    let folder = scratch("cut-state");
    fill(&folder);
    let whole = std::fs::read(folder.join("state.json")).expect("just written");
    for length in 0..whole.len() {
        let expected = if length == 0 { "state::empty" } else { "state::short" };
        assert_eq!(becomes(&folder, "state.json", &whole[..length]), expected, "cut at {length}");
    }
    assert_eq!(becomes(&folder, "state.json", &whole), "read");
}

#[test]
fn a_state_with_any_bit_flipped_is_named() {
    let folder = scratch("flip-state");
    fill_small(&folder);
    let whole = std::fs::read(folder.join("state.json")).expect("just written");
    let tail = whole.len() - 3;
    for bit in 0..whole.len() * 8 {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        // A changed end cannot be told from a missing one.
        let expected = if bit / 8 < tail { "state::damaged" } else { "state::short" };
        assert_eq!(becomes(&folder, "state.json", &changed), expected, "bit {bit}");
    }
}

#[test]
fn a_journal_cut_anywhere_loses_at_most_what_was_not_yet_durable() {
    let folder = scratch("cut-journal");
    fill(&folder);
    let path = folder.join("journal.log");
    let whole = std::fs::read(&path).expect("just written");
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').map(|at| at + 1).collect();
    for length in 0..whole.len() {
        let found = becomes(&folder, "journal.log", &whole[..length]);
        if length == 0 {
            assert_eq!(found, "state::empty");
        } else if length < ends[0] {
            assert_eq!(found, "state::journal", "cut at {length}");
        } else {
            let records = load(&folder).expect("the last record is cut off").journal.len();
            assert_eq!(records, ends[1..].iter().filter(|end| **end <= length).count(), "cut at {length}");
        }
    }
}

#[test]
fn a_journal_with_any_bit_flipped_is_named() {
    let folder = scratch("flip-journal");
    fill_small(&folder);
    let whole = std::fs::read(folder.join("journal.log")).expect("just written");
    for bit in 0..whole.len() * 8 {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(becomes(&folder, "journal.log", &changed), "state::journal", "bit {bit}");
    }
}

#[test]
fn a_journal_goes_on_after_a_record_that_was_cut_off() {
    let folder = scratch("goes-on");
    fill(&folder);
    let whole = std::fs::read(folder.join("journal.log")).expect("just written");
    for cut in [&whole[..whole.len() - 7], &[&whole[..], &[0; 700], b"\n"].concat()] {
        std::fs::write(folder.join("journal.log"), cut).expect("it is ours");
        let mut store = open(&folder);
        let before = now(store.load()).expect("only the last record is cut off").journal;
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
fn an_old_copy_is_refused_and_the_right_one_named() {
    let folder = scratch("older");
    fill(&folder);
    let old = std::fs::read(folder.join("state.json")).expect("just written");
    now(open(&folder).replace(&state(8))).expect("it can be written");
    assert_eq!(becomes(&folder, "state.json", &old), "state::older");
    let error = tandem_runtime::store::load(&folder).expect_err("it is old");
    assert!(error.hint.contains("snapshots/8.json"), "{}", error.hint);
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
