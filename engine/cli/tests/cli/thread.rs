//! The main job: a script comes up, nothing is left to do, one edit is one change, and all of it goes away.

use crate::project::{Project, ZONE};

#[test]
fn a_zone_comes_up_changes_and_goes() {
    let project = Project::zone("thread");
    let first = project.ends(&["plan", "--detailed-exitcode"], 2);
    first.says("Plan: 4 create, 0 update, 0 replace, 0 delete");
    assert!(first.out.starts_with("Stack dev · local cloud · account 1234-5678-9012\n"), "{}", first.out);

    let applied = project.ends(&["apply", "--yes"], 0);
    applied.says("Applied: 4 created");
    applied.says("nameservers = [\"ns-");
    project.ends(&["plan", "--detailed-exitcode", "--detect-drift"], 0).says("No changes");
    project.ends(&["apply"], 0).says("No changes");
    project.ends(&["output", "--name", "nameservers", "--json"], 0).says("[\"ns-");
    assert_eq!(project.ends(&["state", "list"], 0).out.lines().count(), 4);
    project.ends(&["state", "show", "route53::hosted_zone[\"example.com\"]"], 0).says("\"thin\"");

    project.write("main.rhai", ZONE.replace("[\"192.0.2.1\"]", "[\"192.0.2.9\"]").as_bytes());
    let edited = project.ends(&["plan", "--detailed-exitcode"], 2);
    edited.says("Plan: 0 create, 1 update, 0 replace, 0 delete · 1 call");
    edited.says("main.rhai:3");
    project.ends(&["apply", "--yes"], 0).says("Applied: 1 updated");
    project.ends(&["plan", "--detailed-exitcode"], 0);

    project.ends(&["destroy", "--yes"], 0).says("Destroyed: 4 deleted");
    assert_eq!(project.ends(&["state", "list"], 0).out, "");
    project.ends(&["destroy", "--yes"], 0);
}

#[test]
fn what_init_writes_works() {
    let project = Project::new("init", &[]);
    project.ends(&["init"], 0);
    project.ends(&["check"], 0);
    project.ends(&["apply", "--yes"], 0);
    project.ends(&["plan", "--detailed-exitcode"], 0).says("No changes");
    project.ends(&["plan", "--offline", "--detailed-exitcode"], 0);
    project.ends(&["lookups"], 0).says("loadbalancer/app/web");
    project.write("main.rhai", b"// mine\n");
    project.ends(&["init"], 0).says("main.rhai is there and stays as it is");
    assert_eq!(std::fs::read(project.folder.join("main.rhai")).expect("it is there"), b"// mine\n");
}

#[test]
fn a_graph_is_drawn_in_four_languages() {
    let project = Project::zone("graph");
    for (format, sign) in [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg"), ("json", "{")] {
        let drawn = project.ends(&["graph", "--format", format], 0);
        assert!(drawn.out.trim_start().starts_with(sign), "{format}\n{}", drawn.out);
        drawn.says("example.com");
    }
}
