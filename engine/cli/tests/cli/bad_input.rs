//! Bad input gets a clear message with a code, and loses nothing.

use crate::project::{LOCAL, Project};

#[test]
fn scripts_that_are_none() {
    let project = Project::new("scripts", &[("tandem.toml", LOCAL), ("folder/x.txt", "")]);
    project.write("binary.rhai", &[0, 159, 146, 150, 0, 1, 2, 3]);
    project.write("latin.rhai", b"// caf\xe9\n");
    for (path, text) in [
        ("folder", "project::missing"),
        ("missing.rhai", "project::missing"),
        (".", "project::missing"),
        ("binary.rhai", "script::binary"),
        ("latin.rhai", "UTF-8"),
    ] {
        project.ends(&["check", path], 1).says(text);
    }
    project.ends(&["check", "-C", "nowhere"], 1).says("project::missing");
}

#[test]
fn a_script_of_70_000_lines_is_refused_with_a_way_out() {
    let lines: String = (0..70_000).map(|line| format!("let x{} = {line};\n", line % 100)).collect();
    let project = Project::new("long", &[("main.rhai", &lines), ("tandem.toml", LOCAL)]);
    project.ends(&["check"], 1).says("script::too_long");
}

#[test]
fn settings_and_look_ups_that_are_broken() {
    let project = Project::zone("broken");
    for (text, code) in [
        ("[stacks.dev\n", "settings::syntax"),
        ("[stacks.dev]\ncolud = \"local\"\n", "settings::unknown"),
        ("[stacks.dev]\ncloud = 3\n", "settings::type"),
    ] {
        project.write("tandem.toml", text.as_bytes());
        let ran = project.ends(&["plan"], 1);
        ran.says(code);
        ran.says("[tandem.toml:");
    }
    project.write("tandem.toml", LOCAL.as_bytes());
    project.write("tandem.lookups.json", b"{ \"version\": 1, \"lookups\": [ }");
    let ran = project.ends(&["plan"], 1);
    ran.says("lookups::broken");
    ran.says("[tandem.lookups.json:1:");
}

#[test]
fn state_that_is_empty_foreign_or_cut() {
    let project = Project::zone("state");
    project.ends(&["apply", "--yes"], 0);
    let path = ".tandem/dev/state.json";
    let whole = std::fs::read(project.folder.join(path)).expect("it was written");
    for bytes in
        [b"" as &[u8], b"{\"version\": 4, \"terraform_version\": \"1.9.0\"}", &whole[..whole.len() / 2]]
    {
        project.write(path, bytes);
        for words in [
            &["plan"] as &[&str],
            &["apply", "--yes"],
            &["destroy", "--yes"],
            &["state", "list"],
            &["output"],
        ] {
            project.ends(words, 1).says("error[state::");
        }
        assert_eq!(std::fs::read(project.folder.join(path)).expect("it stays"), bytes);
    }
    project.write(path, &whole);
    project.ends(&["plan", "--detailed-exitcode"], 0);
}

#[test]
fn a_folder_that_cannot_be_written() {
    // A file where the folder must be stands in for missing rights, which do not bind every user.
    let project = Project::zone("unwritable");
    project.write(".tandem", b"");
    let ran = project.ends(&["apply", "--yes"], 1);
    ran.says("error[");
    ran.says(".tandem");
}

#[test]
fn names_cannot_command_the_terminal() {
    let project = Project::zone("control");
    project.write("main.rhai", b"route53::hosted_zone(\"example.com\", #{ comment: \"a\\x1b[2Jb\" });\n");
    let ran = project.ends(&["plan"], 0);
    assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{:?}", ran.out);
}
