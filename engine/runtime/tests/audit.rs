//! The chain of the audit log: every way of changing it shows, with its line.

use tandem_core::state::AuditHead;
use tandem_runtime::audit::{Event, Flaw, Trail, verify};

fn log(lines: u64) -> (Vec<String>, AuditHead) {
    let mut trail = Trail::after(None);
    let event = |at| Event::Call {
        call: "sns:CreateTopic".into(),
        region: "eu-west-1".into(),
        account: "123456789012".into(),
        addresses: Vec::new(),
        request: Some(format!("r-{at}")),
        result: "done".into(),
        ms: at,
    };
    let lines = (0..lines).map(|at| trail.line(at, 3, event(at))).collect();
    (lines, trail.head().clone())
}

#[track_caller]
fn flaws(lines: &[String], head: &AuditHead) -> Vec<Flaw> {
    verify(&lines.join("\n"), std::slice::from_ref(head)).flaws
}

#[test]
fn a_log_that_nobody_touched_is_whole_and_goes_on() {
    let (mut lines, head) = log(5);
    assert_eq!(flaws(&lines, &head), []);
    let mut trail = Trail::after(lines.last().map(String::as_str));
    assert_eq!(trail.head(), &head);
    lines.push(trail.line(
        9,
        4,
        Event::End {
            result: "complete".into(),
            done: 1,
            failed: 0,
            skipped: 0,
            not_started: 0,
            in_doubt: 0,
            serial: 2,
        },
    ));
    assert_eq!(flaws(&lines, trail.head()), []);
    // What was remembered before the last line is no less true.
    assert_eq!(flaws(&lines, &head), []);
}

#[test]
fn every_edit_removal_move_and_cut_is_named_with_its_line() {
    let (whole, head) = log(6);
    for at in 0..whole.len() {
        let mut edited = whole.clone();
        edited[at] = edited[at].replace("eu-west-1", "us-east-1");
        assert_eq!(flaws(&edited, &head), [Flaw::Edited { line: at as u64 + 1 }]);
        let mut removed = whole.clone();
        removed.remove(at);
        let number = at as u64 + 1;
        let expected = match at + 1 == whole.len() {
            true => Flaw::Cut { lines: 5, were: 6 },
            false => Flaw::Missing { line: number, numbers: (number, number) },
        };
        assert_eq!(flaws(&removed, &head), [expected]);
        let cut = &whole[..at];
        assert_eq!(flaws(cut, &head), [Flaw::Cut { lines: at as u64, were: 6 }]);
        let mut moved = whole.clone();
        moved.swap(at, (at + 1) % 6);
        assert!(!flaws(&moved, &head).is_empty(), "swapped {at}");
    }
}

#[test]
fn every_bit_of_a_line_counts() {
    let (whole, head) = log(2);
    for bit in 0..whole[0].len() * 8 {
        let mut bytes = whole[0].clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let changed = String::from_utf8_lossy(&bytes).into_owned();
        let lines = [changed, whole[1].clone()];
        assert!(!flaws(&lines, &head).is_empty(), "bit {bit}");
    }
}

#[test]
fn a_line_that_was_made_anew_with_a_right_hash_does_not_fit() {
    let (mut lines, head) = log(3);
    let mut forger = Trail::after(Some(&lines[0]));
    let event = Event::Begin {
        run: "apply".into(),
        who: "somebody else".into(),
        arn: None,
        command: "tandem apply".into(),
        plan: String::new(),
        serial: 1,
    };
    lines[1] = forger.line(1, 3, event.clone());
    assert_eq!(flaws(&lines, &head), [Flaw::Replaced { line: 2 }]);
    // The last line has none behind it: what was remembered of the end tells.
    let (mut lines, head) = log(2);
    lines[1] = Trail::after(Some(&lines[0])).line(1, 3, event);
    assert_eq!(flaws(&lines, &head), [Flaw::Replaced { line: 2 }]);
}
