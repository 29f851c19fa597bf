//! A plan in a file: applied as it was looked at, or not at all.

use crate::project::{Project, ZONE};

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
