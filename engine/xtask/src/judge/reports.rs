//! What `--report` writes, held against the schema of SARIF and a reader of JUnit XML.
//!
//! Three runs: one that finds nothing, one that the AA checks refuse, one that does not compile. The files are written
//! in each of them.

use std::process::{Command, Stdio};

use super::Court;
use crate::project::{self, root, scratch};

/// The word that chooses this judge.
pub(super) const NAME: &str = "reports";

/// A script, how the check of it ends, and a code that is in both files.
struct Trial {
    name: &'static str,
    script: &'static str,
    exit: i32,
    code: &'static str,
}

const TRIALS: [Trial; 3] = [
    Trial {
        name: "sound",
        script: "route53::hosted_zone(\"example.com\").a(\"www\", \"192.0.2.1\");\n",
        exit: 0,
        code: "",
    },
    Trial {
        name: "refuted",
        // Loops, characters beyond the first plane, and something that is allowed.
        script: "let zone = route53::hosted_zone(\"example.com\", #{ comment: \"🦀 é\" });\n\
                 for site in regions([\"us-east-1\", \"eu-west-1\"]) {\n    \
                     let web = elb::find_load_balancer(site, \"web\");\n    \
                     /* 🦀 */ zone.alias(\"api\", web, #{ types: [\"A\"], routing: latency(site), evaluate_target_health: false });\n\
                 }\n\
                 zone.a(\"old\", \"192.0.2.1\", #{ ttl: \"1h\", routing: weighted(0), set_identifier: \"a\",\n    \
                     allow: #{ AA016: \"being retired\" } });\n",
        exit: 3,
        code: "AA002",
    },
    Trial {
        name: "broken",
        script: "route53::hosted_zone(\"example.com\", #{ coment: \"x\" });\n",
        exit: 1,
        code: "attribute::unknown",
    },
];

/// Judges all of them, and says so.
///
/// # Errors
/// Says what a file is not.
pub(super) fn run(court: &Court) -> Result<String, String> {
    for trial in &TRIALS {
        one(court, trial).map_err(|what| format!("reports, {}: {what}", trial.name))?;
    }
    Ok(format!(
        "reports   {} runs: SARIF as its schema says, JUnit XML as a reader of others takes it",
        TRIALS.len()
    ))
}

fn one(court: &Court, trial: &Trial) -> Result<(), String> {
    let folder = scratch(&format!("reports-{}", trial.name))?;
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).map_err(|error| format!("{name}: {error}"))
    };
    write("main.rhai", trial.script)?;
    let mut check = Command::new(&court.tandem);
    check.args(["check", "--report", "sarif=out.sarif", "--report", "junit=out.xml", "-C"]).arg(&folder);
    let ended = check.stdin(Stdio::null()).output().map_err(|error| format!("{check:?}: {error}"))?;
    if ended.status.code() != Some(trial.exit) {
        let said = String::from_utf8_lossy(&ended.stderr);
        return Err(format!("ended with {} instead of {}:\n{said}", ended.status, trial.exit));
    }
    let script = root().join("engine/xtask/python/reports.py");
    let mut judge = Command::new(court.programs.join("python"));
    judge.arg(script).arg(folder.join("out.sarif")).arg(folder.join("out.xml")).arg(trial.code);
    project::run(&mut judge)?;
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}
