//! `--report`: files for other programs, written however the run ends.

use serde_json::Value;

use crate::project::Project;

const WRONG: &[u8] = b"let zone = route53::hosted_zone(\"example.com\", #{ coment: \"x\" });\n";

#[track_caller]
fn sarif(project: &Project, name: &str) -> Value {
    serde_json::from_slice(&project.read(name)).expect("it is JSON")
}

#[test]
fn what_is_found_is_in_both_files_although_the_run_fails() {
    let project = Project::zone("reports");
    project.write("main.rhai", WRONG);
    for command in ["check", "plan"] {
        project.ends(&[command, "--report", "sarif=out.sarif", "--report=junit=out.xml"], 1);
        let log = sarif(&project, "out.sarif");
        let run = &log["runs"][0];
        assert_eq!(run["results"][0]["ruleId"], "attribute::unknown");
        assert_eq!(run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
        assert_eq!(run["invocations"][0]["exitCode"], 1);
        let help = &run["tool"]["driver"]["rules"][0]["help"]["markdown"];
        assert!(help.as_str().is_some_and(|text| text.len() > 40), "{help}");
        let junit = String::from_utf8(project.read("out.xml")).expect("it is UTF-8");
        assert!(junit.contains(&format!("<testsuites name=\"tandem {command}\"")), "{junit}");
        assert!(junit.contains("type=\"attribute::unknown\""), "{junit}");
    }
}

#[test]
fn a_sound_script_has_no_results() {
    let project = Project::zone("reports-sound");
    project.ends(&["check", "--report", "sarif=out.sarif"], 0);
    assert_eq!(sarif(&project, "out.sarif")["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn a_file_that_cannot_be_written_fails_the_run_and_stdout_is_no_file() {
    let project = Project::zone("reports-unwritable");
    project.ends(&["check", "--report", "sarif=no/such/folder/out.sarif"], 1).says("project::unwritable");
    project.ends(&["check", "--report", "sarif=-"], 64);
    project.ends(&["check", "--report", "html=out.html"], 64);
}

/// A script that serves from two regions, and the look-ups it needs.
const SERVES: &str = "let zone = route53::hosted_zone(\"example.com\");\n\
    for site in regions([\"us-east-1\", \"eu-west-1\"]) {\n    \
        let web = elb::find_load_balancer(site, \"web\");\n    \
        zone.alias(\"api\", web, #{ types: [\"A\"], routing: latency(site), evaluate_target_health: true });\n\
    }\n\
    objective([\"api.example.com\"], #{ survive: #{ regions: 1 } });\n";

#[test]
fn state_in_one_region_that_serves_is_aa035() {
    let project = Project::new("state-inside", &[("main.rhai", SERVES)]);
    let keep = |place: &str| {
        let settings = format!("[stacks.dev]\ncloud = \"http://127.0.0.1:1\"\nstate = \"{place}\"\n");
        project.write("tandem.toml", settings.as_bytes());
    };
    keep("s3://states/shop?region=eu-west-1");
    project.ends(&["check", "--report", "junit=out.xml"], 3).says("AA035");
    let junit = String::from_utf8(project.read("out.xml")).expect("it is UTF-8");
    assert!(junit.contains("type=\"AA035\"") && junit.contains("<testcase name=\"AA005 "), "{junit}");
    keep("s3://states/shop?region=eu-central-1");
    project.ends(&["check"], 0);
    keep("dynamodb://states/shop?regions=us-east-1,us-east-2,us-west-2");
    project.ends(&["check"], 0);
}
