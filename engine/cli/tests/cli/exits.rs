//! The exit codes, and where flags may stand.

use tandem_runtime::FileStore;
use tandem_runtime::store::Owner;

use crate::project::{LOCAL, Project, ZONE};

#[test]
fn a_wrong_command_line_is_64() {
    let project = Project::zone("usage");
    for words in [
        &["frobnicate"] as &[&str],
        &[],
        &["plan", "--frobnicate"],
        &["plan", "--var", "novalue"],
        &["plan", "--stack", "prod"],
        &["plan", "--cloud", "http://10.0.0.1:80"],
        &["plan", "--cloud", "azure"],
        &["apply"],
        &["destroy", "--stack", "../x"],
        &["apply", "--yes", "--expect", "md5:1"],
        &["lookups", "--update"],
    ] {
        project.ends(words, 64);
    }
    project.ends(&["--help"], 0);
    project.ends(&["plan", "--help"], 0);
}

#[test]
fn apply_goes_to_no_cloud_that_nobody_chose() {
    let project = Project::new("unchosen", &[("main.rhai", ZONE)]);
    project.ends(&["apply", "--yes"], 64).says("usage::cloud");
    project.ends(&["plan"], 0);
    project.ends(&["apply", "--yes", "--cloud", "local"], 0);
}

#[test]
fn the_real_cloud_needs_account_and_regions() {
    let settings = "[stacks.prod]\ncloud = \"aws\"\naccount = \"123456789012\"\n";
    let project = Project::new("incomplete", &[("main.rhai", ZONE), ("tandem.toml", settings)]);
    project.ends(&["plan"], 1).says("`regions`");
}

#[test]
fn flags_stand_before_or_after_the_command() {
    let script = "let zone = route53::hosted_zone(input(\"domain\", #{ type: \"string\" }));\n\
                  output(\"other\", input(\"other\", #{ type: \"string\" }));\n";
    let project = Project::new("flags", &[("main.rhai", script), ("tandem.toml", LOCAL)]);
    let before =
        project.ends(&["--var", "domain=example.org", "--stack", "dev", "plan", "--var", "other=1"], 0);
    let after =
        project.ends(&["plan", "--stack", "dev", "--var", "domain=example.org", "--var=other=1", "."], 0);
    assert_eq!(before.out, after.out);
    before.says("example.org");
}

#[test]
fn a_locked_state_is_4_and_says_by_whom() {
    let project = Project::zone("locked");
    let folder = project.folder.join(".tandem/dev");
    let held = FileStore::open(&folder, Owner::here("tandem apply", 0)).expect("nobody else holds it");
    let ran = project.ends(&["apply", "--yes"], 4);
    ran.says("error[state::locked]");
    ran.says(&format!("process {}", std::process::id()));
    project.ends(&["plan"], 4);
    project.ends(&["plan", "--no-lock"], 0);
    project.ends(&["output"], 0);
    drop(held);
    project.ends(&["apply", "--yes"], 0);
}

#[test]
fn drift_is_6() {
    let project = Project::zone("drift");
    project.ends(&["apply", "--yes"], 0);
    // The cloud forgets everything: whatever Tandem remembers has been deleted behind its back.
    std::fs::remove_dir_all(project.folder.join(".tandem/dev/local-cloud")).expect("it is there");
    let ran = project.ends(&["plan", "--detect-drift", "--detailed-exitcode"], 6);
    ran.says("changed outside of Tandem");
    ran.says("Plan: 4 create");
    project.ends(&["apply", "--yes"], 0);
    project.ends(&["plan", "--detect-drift", "--detailed-exitcode"], 0);
}

#[test]
fn another_clouds_state_is_refused() {
    let project = Project::zone("residence");
    project.ends(&["apply", "--yes"], 0);
    project.ends(&["apply", "--yes", "--cloud", "http://127.0.0.1:9"], 1).says("state::cloud");
    project.ends(&["destroy", "--yes"], 0);
}

#[test]
fn a_quota_is_warned_of_and_a_failure_resumed() {
    let project = Project::zone("quota");
    let limits = |number: u32| format!("{LOCAL}limits = {{ route53.records_per_zone = {number} }}\n");
    project.write("tandem.toml", limits(4).as_bytes());
    project.ends(&["plan"], 0).says("warning[quota::exceeded]");
    let stopped = project.ends(&["apply", "--yes"], 5);
    stopped.says("Stopped: ");
    stopped.says("nothing in this batch was written (3 changes, atomic)");
    stopped.says("main.rhai:3");
    stopped.says("error[aws::quota]");
    stopped.says("raise the quota");
    assert!(!stopped.err.contains("tandem adopt"), "{}", stopped.err);
    project.write("tandem.toml", limits(5).as_bytes());
    project.ends(&["apply", "--yes"], 0).says("Applied: 3 created");
}

#[test]
fn another_scripts_state_is_refused() {
    let project = Project::zone("entry");
    project.ends(&["apply", "--yes"], 0);
    project.write("other.rhai", b"route53::hosted_zone(\"example.org\");\n");
    project.ends(&["apply", "other.rhai", "--yes"], 1).says("state::entry");
}
