//! What a plan says of clients, and the gates that it must pass.

use crate::project::{LOCAL, Project};

/// Two weighted addresses behind one name.
fn script(first: u8, second: u8, comment: &str) -> String {
    format!(
        "let zone = route53::hosted_zone(\"example.com\", #{{ comment: \"{comment}\" }});\n\
         zone.a(\"www\", [\"192.0.2.1\"], #{{ ttl: \"60s\", routing: weighted({first}), set_identifier: \"a\" }});\n\
         zone.a(\"www\", [\"192.0.2.2\"], #{{ ttl: \"60s\", routing: weighted({second}), set_identifier: \"b\" }});\n"
    )
}

fn deployed(name: &str) -> Project {
    let project = Project::new(name, &[("main.rhai", &script(10, 10, "shop")), ("tandem.toml", LOCAL)]);
    let first = project.ends(&["plan"], 0);
    assert!(!first.out.contains("Behaviour"), "nothing is there to compare with: {}", first.out);
    project.ends(&["apply", "--yes"], 0);
    project
}

#[test]
fn a_plan_says_who_is_routed_where() {
    let project = deployed("behaviour");
    project.write("main.rhai", script(30, 10, "shop").as_bytes());
    let ran = project.ends(&["plan"], 0);
    ran.says("Behaviour   www.example.com\n");
    ran.says("  all clients: 192.0.2.2 50 % → 25 %, 192.0.2.1 50 % → 75 %\n");
    let ran = project.ends(&["plan", "--json"], 0);
    let object = ran.out.lines().find(|line| line.contains("\"type\":\"behaviour\""));
    let object: serde_json::Value = serde_json::from_str(object.unwrap_or_default()).expect("it is there");
    assert_eq!(object["changed"], true);
    assert_eq!(object["changes"][0]["shifts"][0]["sites"]["192.0.2.1"]["after"], 0.75);
}

#[test]
fn a_gate_that_is_not_passed_is_3() {
    let project = deployed("gates");
    project.write("main.rhai", script(10, 10, "another comment").as_bytes());
    project.ends(&["plan", "--fail-on", "any-change,worse,new-spof"], 0).says("no behavioural change");
    project.write("main.rhai", script(30, 10, "shop").as_bytes());
    let ran = project.ends(&["plan", "--out", "refused.plan", "--fail-on", "any-change"], 3);
    ran.says("error[gate::change]");
    assert!(!project.folder.join("refused.plan").exists(), "what is refused is not kept");
    project.ends(&["apply", "--yes", "--fail-on", "any-change"], 3).says("Nothing was changed.");
    project.ends(&["plan", "--fail-on", "new-spof,rto>60s"], 0);
    project.ends(&["plan", "--fail-on", "new-spov"], 64).says("did you mean `new-spof`?");
    project.ends(&["explain", "gate::change"], 0);
}
