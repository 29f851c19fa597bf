//! `--json`: one object a line, each with a `type`, the summary last.

use serde_json::Value;

use crate::project::{Project, Ran};

#[track_caller]
fn objects(ran: &Ran) -> Vec<Value> {
    let objects: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    assert!(objects.iter().all(|object| object["type"].is_string()), "{}", ran.out);
    objects
}

#[test]
fn the_last_line_is_the_summary() {
    let project = Project::zone("json");
    let planned = objects(&project.ends(&["plan", "--json"], 0));
    let changes = planned.iter().filter(|object| object["type"] == "change").count();
    let summary = planned.last().expect("there are lines");
    assert_eq!((changes, &summary["type"], &summary["create"]), (4, &"summary".into(), &4.into()));
    assert_eq!(summary["calls"]["route53:ChangeResourceRecordSets"], 1);
    let fingerprint = summary["fingerprint"].as_str().expect("it has one").to_owned();

    let applied = objects(&project.ends(&["--json", "apply", "--yes", "--expect", &fingerprint], 0));
    let done = applied.iter().filter(|object| object["event"] == "done").count();
    let last = applied.last().expect("there are lines");
    assert_eq!((&last["done"], &last["end"]), (&done.into(), &"complete".into()));
    assert_eq!(last["calls"], last["predicted"]);
    project.ends(&["apply", "--yes", "--expect", &fingerprint], 1).says("plan::stale");

    let destroyed = objects(&project.ends(&["destroy", "--yes", "--json"], 0));
    assert_eq!(destroyed.last().expect("there are lines")["delete"], 4);
}

#[test]
fn a_diagnostic_is_an_object_with_its_place() {
    let project = Project::zone("json-diagnostic");
    project.write("main.rhai", b"let a = 1;\nroute53::hosted_zone(\"example.com\", #{ coment: \"x\" });\n");
    let found = objects(&project.ends(&["plan", "--json"], 1)).split_off(1);
    let label = &found[0]["labels"][0];
    assert_eq!(
        (&found[0]["type"], &label["line"], &label["path"]),
        (&"diagnostic".into(), &2.into(), &"main.rhai".into())
    );
    let last = found.last().expect("there are lines");
    assert_eq!((&last["type"], &last["exit"]), (&"summary".into(), &1.into()));
    assert!(found[0]["hints"][0].as_str().is_some_and(|hint| hint.contains("`comment`")), "{found:?}");
}
