//! Damaged state, history, audit and locks, as the binary shows them.

use std::fs;
use std::time::{Duration, Instant};

use tandem_runtime::FileStore;
use tandem_runtime::store::Owner;

use super::project::Project;

#[test]
fn a_damaged_state_is_recovered_and_the_plan_is_empty() {
    let project = Project::zone("state-recover");
    project.ends(&["apply", "--yes"], 0);
    let path = project.folder.join(".tandem/dev/state.json");
    let whole = fs::read(&path).expect("it is there");
    let mut flipped = whole.clone();
    flipped[200] ^= 4;
    for (bytes, code) in
        [(&b""[..], "state::empty"), (&whole[..300], "state::short"), (&flipped[..], "state::damaged")]
    {
        fs::write(&path, bytes).expect("it is ours");
        let refused = project.ends(&["plan"], 1);
        assert!(
            refused.err.contains(code) && refused.err.contains("tandem state recover"),
            "{}",
            refused.err
        );
        let asked = project.ends(&["state", "recover"], 64);
        assert!(asked.out.contains("Lost: nothing"), "{}", asked.out);
        let recovered = project.ends(&["state", "recover", "--yes"], 0);
        assert!(recovered.out.contains("set aside: state.json.damaged-"), "{}", recovered.out);
        let plan = project.ends(&["plan", "--detailed-exitcode"], 0);
        assert!(plan.out.contains("No changes"), "{}", plan.out);
    }
    assert_eq!(fs::read(path.with_file_name("state.json.damaged-2")).expect("it was kept"), &whole[..300]);
    let nothing = project.ends(&["state", "recover"], 0);
    assert!(nothing.out.contains("nothing to recover"), "{}", nothing.out);
}

#[test]
fn every_call_is_in_the_audit_log_and_a_touched_log_is_named() {
    let project = Project::zone("state-audit");
    project.ends(&["apply", "--yes", "--var", "password=hunter2"], 0);
    let told = project.ends(&["state", "audit"], 0).out;
    for part in [
        "apply by ",
        " as arn:aws:",
        "on serial 0: tandem apply --yes --var password=…",
        "route53:CreateHostedZone",
        ": done, ",
        "complete: ",
    ] {
        assert!(told.contains(part), "{told} lacks {part}");
    }
    let json = project.ends(&["state", "audit", "--json"], 0).out;
    assert!(json.lines().all(|line| line.contains("\"type\":\"audit\"")), "{json}");
    assert!(json.contains("\"request\":\""), "{json}");
    let path = project.folder.join(".tandem/dev/audit.log");
    let log = fs::read_to_string(&path).expect("it is there");
    // What was made is there, what it was made with is not.
    assert!(log.contains("hosted_zone") && !log.contains("192.0.2.1") && !log.contains("hunter2"), "{log}");
    project.ends(&["state", "audit", "--verify"], 0);
    let lines: Vec<&str> = log.lines().collect();
    let edited = log.replacen("\"result\":\"done\"", "\"result\":\"none\"", 1);
    let cut = lines[..lines.len() - 1].join("\n");
    let removed = [&lines[..1], &lines[2..]].concat().join("\n");
    for (text, part) in
        [(edited, "line 2 is not"), (cut, "the end is missing"), (removed, "entry 2 is missing")]
    {
        fs::write(&path, text).expect("it is ours");
        let touched = project.ends(&["state", "audit", "--verify"], 1);
        assert!(touched.err.contains("audit::touched") && touched.err.contains(part), "{}", touched.err);
    }
}

#[test]
fn history_says_who_changed_what() {
    let project = Project::zone("state-history");
    project.ends(&["apply", "--yes"], 0);
    project.write("main.rhai", super::project::ZONE.replace("192.0.2.2", "192.0.2.3").as_bytes());
    project.ends(&["apply", "--yes"], 0);
    let list = project.ends(&["state", "history"], 0).out;
    assert!(list.contains("0 created, 1 changed, 0 deleted") && list.contains("apply"), "{list}");
    let serial = list.split_whitespace().next().expect("there is a newest").to_owned();
    let one = project.ends(&["state", "history", &serial], 0).out;
    assert!(one.contains("~ route53::record[\"example.com/www/A\"]"), "{one}");
    let none = project.ends(&["state", "history", "99"], 1);
    assert!(none.err.contains("state::snapshot"), "{}", none.err);
}

#[test]
fn a_lock_is_shown_waited_for_and_never_broken() {
    let project = Project::zone("state-lock");
    project.ends(&["apply", "--yes"], 0);
    let free = project.ends(&["state", "unlock"], 0);
    assert!(free.out.contains("`dev` is not locked"), "{}", free.out);
    let folder = project.folder.join(".tandem/dev");
    let owner = Owner {
        user: "ci".into(),
        host: "runner-7".into(),
        ..Owner::here("tandem apply", 1_795_356_080_000)
    };
    let held = FileStore::open(&folder, owner).expect("nobody else holds it");
    let refused = project.ends(&["apply", "--yes"], 4);
    for part in [
        "dev is being applied by ci@runner-7",
        "since 2026-11-22T14:01:20Z",
        "  next: tandem apply --lock-timeout 5m   (a dead owner frees itself)\n",
        "  safe now: plan --no-lock, prove, output",
    ] {
        assert!(refused.err.contains(part), "{} lacks {part}", refused.err);
    }
    let shown = project.ends(&["state", "unlock"], 4);
    assert!(shown.out.contains("The system frees this lock"), "{}", shown.out);
    project.ends(&["plan", "--no-lock"], 0);
    let began = Instant::now();
    let waited = project.ends(&["apply", "--yes", "--lock-timeout", "1s"], 4);
    assert!(
        waited.err.contains("Waiting up to 1 s") && began.elapsed() >= Duration::from_millis(400),
        "{}",
        waited.err
    );
    drop(held);
    project.ends(&["apply", "--yes", "--lock-timeout", "5s"], 0);
}
