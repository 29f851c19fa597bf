//! Rates on the command line: `--limits`, what is remembered of the buckets, and rates that an account has otherwise.

use std::fmt::Write as _;

use crate::project::{LOCAL, Project};

/// Health checks, of which AWS takes 50 at once and one every two seconds.
fn checks(number: usize) -> String {
    let mut script = String::new();
    for at in 0..number {
        let _ = writeln!(
            script,
            "route53::health_check(\"h{at}\", #{{ type: \"HTTPS\", domain: \"h{at}.example.com\", path: \"/\" }});"
        );
    }
    script
}

/// Applies with rates kept; returns how many seconds it took by the summary, after checking that all was made.
#[track_caller]
fn seconds(project: &Project) -> u64 {
    let out = project.ends(&["apply", "--yes", "--limits", "--json"], 0).out;
    let summary = out.lines().next_back().expect("it ends with a summary");
    let summary: serde_json::Value = serde_json::from_str(summary).expect("it is an object");
    assert_eq!((&summary["failed"], &summary["end"]), (&0.into(), &"complete".into()), "{summary}");
    summary["seconds"].as_u64().expect("it is a number")
}

/// Nine tenths of a burst are 45; the rest comes at 0.45 a second. What one run used up, the next one does not have.
#[test]
fn rates_are_kept_and_remembered_by_the_next_run() {
    let project = Project::new("limits", &[("main.rhai", &checks(54)), ("tandem.toml", LOCAL)]);
    let first = seconds(&project);
    assert!((20..60).contains(&first), "9 of 54 wait for 20 s: {first}");
    let levels = std::fs::read_to_string(project.folder.join(".tandem/dev/limits.json")).expect("it is kept");
    assert!(levels.contains("route53:CreateHealthCheck") && levels.contains("\"running\":false"), "{levels}");
    project.write("main.rhai", checks(64).as_bytes());
    let second = seconds(&project);
    assert!((12..60).contains(&second), "10 of 10 wait for an empty bucket: {second}");
    // Without what was remembered the bucket is taken to be full.
    let other = Project::new("limits-forgotten", &[("main.rhai", &checks(10)), ("tandem.toml", LOCAL)]);
    let fresh = seconds(&other);
    assert!(fresh < 10, "{fresh}");
    // Without rates nothing is kept.
    let free = Project::new("limits-free", &[("main.rhai", &checks(54)), ("tandem.toml", LOCAL)]);
    free.ends(&["apply", "--yes"], 0);
    assert!(!free.folder.join(".tandem/dev/limits.json").exists());
}

/// AWS names no figure for changed records: the settings do.
#[test]
fn a_rate_of_changed_records_is_a_setting() {
    let mut script = String::new();
    for zone in 0..3 {
        let _ = writeln!(script, "let zone = route53::hosted_zone(\"z{zone}.example.com\");");
        for at in 0..50 {
            let _ = writeln!(script, "zone.a(\"r{at}\", [\"192.0.2.1\"], #{{ ttl: \"5m\" }});");
        }
    }
    let took = |name: &str, limits: &str| {
        let settings = format!("{LOCAL}limits = {{ {limits} }}\n");
        seconds(&Project::new(name, &[("main.rhai", &script), ("tandem.toml", &settings)]))
    };
    let free = took("changes-free", "");
    // One call of fifty is sent when the bucket is full; the next waits until it is full again: 55 s.
    let slow = took("changes-slow", "route53.changes.burst = 10, route53.changes.rate = 1");
    assert!(slow >= free + 60, "{slow} s against {free} s");
    let wrong = format!("{LOCAL}limits = {{ route53.changes.rat = 1 }}\n");
    let project = Project::new("changes-wrong", &[("main.rhai", &script), ("tandem.toml", &wrong)]);
    project.ends(&["plan"], 1).says("did you mean `route53.changes.rate`?");
}
