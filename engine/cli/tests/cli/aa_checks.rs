//! The AA checks on the command line: they end with 3, nothing is applied, and what is allowed is told.

use crate::project::{LOCAL, Project};

/// Most of the world gets an empty answer.
const NO_DEFAULT: &str = r#"
let zone = route53::hosted_zone("example.com");
let ready = |at| route53::health_check(at, #{ type: "HTTPS", ip_address: at, path: "/ready" });
zone.a("shop", "203.0.113.1", #{ routing: geolocation(#{ continent: "EU" }), health_check: ready.call("203.0.113.1") ALLOW });
zone.a("shop", "203.0.113.2", #{ routing: geolocation(#{ continent: "NA" }), health_check: ready.call("203.0.113.2") });
"#;

fn project(name: &str, allow: &str) -> Project {
    let script = NO_DEFAULT.replace("ALLOW", allow);
    Project::new(name, &[("main.rhai", &script), ("tandem.toml", LOCAL)])
}

#[test]
fn a_topology_that_does_not_pass_is_not_planned_or_applied() {
    let project = project("aa-refused", "");
    for words in [&["check"] as &[&str], &["plan"], &["plan", "--offline"], &["apply", "--yes"]] {
        project.ends(words, 3).says("error[AA005]");
    }
    let ran = project.ends(&["plan", "--json"], 3);
    ran.says("\"code\":\"AA005\"");
    ran.says("\"exit\":3");
    assert!(!project.folder.join(".tandem/dev/journal.log").exists(), "nothing was begun");
}

#[test]
fn what_is_allowed_is_counted_and_listed() {
    let project = project("aa-allowed", ", allow: #{ AA005: \"only sold there\" }");
    project.ends(&["check"], 0).says("Allowed: 1 finding");
    let listed = project.ends(&["plan", "-v"], 0);
    listed.says("AA005");
    listed.says("only sold there (main.rhai:4)");
    let objects = project.ends(&["check", "--json"], 0);
    objects.says("\"type\":\"allowed\"");
    objects.says("\"reason\":\"only sold there\"");
    project.ends(&["apply", "--yes"], 0);
}

#[test]
fn an_allowance_that_names_no_check_is_a_mistake_in_the_script() {
    let project = project("aa-unknown", ", allow: #{ AA05: \"only sold there\" }");
    let ran = project.ends(&["check"], 1);
    ran.says("error[allow::unknown]");
    ran.says("did you mean `AA005`?");
}

#[test]
fn the_rules_explain_themselves() {
    let project = Project::new("aa-explain", &[]);
    project.ends(&["explain", "AA011"], 0).says("Answers that a health check guards are kept for a minute");
    project.ends(&["explain"], 0).says("AA002");
}
