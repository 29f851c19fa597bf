//! A plan in a file: applied as it was looked at, or not at all.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::project::{LOCAL, Project, ZONE};

#[test]
fn a_plan_file_is_applied_once() {
    let project = Project::zone("plan-file");
    project.ends(&["plan", "--out", "p.tandem-plan"], 0);
    project.ends(&["apply", "p.tandem-plan", "--yes"], 0).says("Applied: 4 created");
    // The world is another one now.
    project.ends(&["apply", "p.tandem-plan", "--yes"], 1).says("plan::stale");
}

#[test]
fn a_plan_file_is_refused_after_an_edit_or_a_cut() {
    let project = Project::zone("plan-file-stale");
    project.ends(&["plan", "--out", "p.tandem-plan"], 0);
    project.write("main.rhai", ZONE.replace("thin", "thick").as_bytes());
    project.ends(&["apply", "p.tandem-plan", "--yes"], 1).says("plan::stale");
    project.ends(&["apply", "p.tandem-plan", "--yes", "--stack", "other"], 64);
    let bytes = std::fs::read(project.folder.join("p.tandem-plan")).expect("it was written");
    project.write("p.tandem-plan", &bytes[..bytes.len() / 2]);
    project.ends(&["apply", "p.tandem-plan", "--yes"], 1).says("plan::damaged");
}

#[test]
fn a_plan_file_has_its_values_with_it() {
    let script = "route53::hosted_zone(input(\"domain\", #{ type: \"string\" }));\n";
    let project = Project::new("plan-file-vars", &[("main.rhai", script), ("tandem.toml", LOCAL)]);
    project.ends(&["plan", "--var", "domain=example.org", "--out", "p.tandem-plan"], 0);
    let other = project.ends(&["apply", "p.tandem-plan", "--yes", "--var", "domain=example.net"], 64);
    other.says("the plan has `domain=example.org`, but `--var` says");
    other.says("`domain=example.net`");
    project.ends(&["apply", "p.tandem-plan", "--yes", "--var", "more=1"], 64).says("without `--var more`");
    project.ends(&["apply", "p.tandem-plan", "--yes"], 0).says("Applied: 1 created");
    project.ends(&["state", "list"], 0).says("route53::hosted_zone[\"example.org\"]");
}

/// Returns every regular file below a folder that others than its owner may read or write.
fn open_files(folder: &Path) -> Vec<PathBuf> {
    let mut open = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let data = entry.metadata().expect("it is there");
        if data.is_dir() {
            open.extend(open_files(&entry.path()));
        } else if data.mode() & 0o077 != 0 {
            open.push(entry.path());
        }
    }
    open
}

#[test]
fn what_is_kept_of_a_stack_is_for_its_owner_alone() {
    let project = Project::zone("private");
    project.write("old.tandem-plan", b"");
    for file in ["new.tandem-plan", "old.tandem-plan"] {
        project.ends(&["plan", "--out", file], 0);
        let mode = std::fs::metadata(project.folder.join(file)).expect("it was written").mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    project.ends(&["apply", "--yes"], 0);
    project.write("main.rhai", ZONE.replace("thin", "thick").as_bytes());
    project.ends(&["apply", "--yes"], 0);
    assert_eq!(open_files(&project.folder.join(".tandem")), Vec::<PathBuf>::new());
    assert!(project.folder.join(".tandem/dev/cloud").is_file());
}
