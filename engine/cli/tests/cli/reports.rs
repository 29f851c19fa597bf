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
