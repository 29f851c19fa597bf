//! A project in a folder of its own, and the binary run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// One zone with three records.
pub(crate) const ZONE: &str = r#"
let zone = route53::hosted_zone("example.com", #{ comment: "thin" });
zone.a("@", ["192.0.2.1"], #{ ttl: "5m" });
zone.a("www", ["192.0.2.1", "192.0.2.2"], #{ ttl: "5m" });
zone.txt("_owner", ["team=edge"], #{ ttl: "1h" });
output("nameservers", zone.name_servers);
"#;

/// Settings with a cloud, so that `apply` needs no flag.
pub(crate) const LOCAL: &str = "[stacks.dev]\ncloud = \"local\"\n";

/// A project.
pub(crate) struct Project {
    /// Its folder.
    pub(crate) folder: PathBuf,
}

/// What a run said, and how it ended.
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: i32,
    /// The data.
    pub(crate) out: String,
    /// Progress and diagnostics.
    pub(crate) err: String,
}

impl Project {
    /// Makes a project of some files; `name` must be the test's own.
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Project {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("an old folder can be removed");
        }
        fs::create_dir_all(&folder).expect("a folder can be made");
        let project = Project { folder };
        for (file, text) in files {
            project.write(file, text.as_bytes());
        }
        project
    }

    /// Makes the usual project: one zone on the local cloud.
    pub(crate) fn zone(name: &str) -> Project {
        Project::new(name, &[("main.rhai", ZONE), ("tandem.toml", LOCAL)])
    }

    /// Writes a file.
    pub(crate) fn write(&self, file: &str, bytes: &[u8]) {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    /// Reads a file.
    #[track_caller]
    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.folder.join(file)).expect("the file is there")
    }

    /// Returns the binary, about to be run in the project.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.args(words).current_dir(&self.folder).stdin(Stdio::null()).env_remove("NO_COLOR");
        command
    }

    /// Runs the binary in the project.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = self.command(words).output().expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Ran { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    /// Runs the binary and checks how it ends.
    #[track_caller]
    pub(crate) fn ends(&self, words: &[&str], code: i32) -> Ran {
        let ran = self.run(words);
        assert_eq!(ran.code, code, "tandem {words:?}\n{}{}", ran.out, ran.err);
        ran
    }
}

impl Ran {
    /// Checks that the diagnostic with a code was shown, and that every way out reads well.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(
            self.err.contains(text) || self.out.contains(text),
            "no `{text}` in\n{}{}",
            self.out,
            self.err
        );
    }
}
