//! Measures whole processes by the operating system's own accounting of each finished child.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

/// What one run of a process took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of processor time, user and system.
    pub cpu: f64,
    /// The most memory it held at once, in MiB.
    pub memory: f64,
    /// What it wrote to its standard output.
    pub output: String,
    /// Whether it ended well, or with one of the codes that say "there are changes".
    pub code: i32,
}

/// Runs a command several times and returns the run of median wall time; `prepare` comes before each, unmeasured.
///
/// # Errors
/// If a run ends with another code than 0 or 2.
pub fn median(
    runs: usize,
    command: &[&str],
    folder: &Path,
    mut prepare: impl FnMut() -> Result<(), String>,
) -> Result<Usage, String> {
    let mut all = Vec::new();
    for _ in 0..runs {
        prepare()?;
        all.push(once(command, folder)?);
    }
    all.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    Ok(all.swap_remove(all.len() / 2))
}

/// Runs a command once and measures it.
///
/// A process of our own stands between, so that the accounting of finished children holds this one alone.
///
/// # Errors
/// If it ends with another code than 0 or 2.
pub fn once(command: &[&str], folder: &Path) -> Result<Usage, String> {
    let own = std::env::current_exe().map_err(|error| format!("own path: {error}"))?;
    let file = std::env::temp_dir().join(format!("tandem-measure-{}.json", std::process::id()));
    let name = file.to_string_lossy().into_owned();
    let status = Command::new(own).args(["measure", &name]).args(command).current_dir(folder).status();
    status.map_err(|error| format!("measure: {error}"))?;
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{name}: {error}"))?;
    let usage: Usage = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    std::fs::remove_file(&file).map_err(|error| format!("{name}: {error}"))?;
    if matches!(usage.code, 0 | 2) {
        Ok(usage)
    } else {
        Err(format!("{command:?} ended with {}", usage.code))
    }
}

/// The process between: runs the command and writes what it took to a file.
///
/// # Errors
/// If the command cannot be started or the file not written.
pub fn child(file: &Path, command: &[&str]) -> Result<(), String> {
    let [program, arguments @ ..] = command else { return Err("nothing to measure".to_owned()) };
    let begin = Instant::now();
    let mut started = Command::new(program);
    started.args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = started.output().map_err(|error| format!("{program}: {error}"))?;
    let wall = begin.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| format!("usage: {error}"))?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let usage = Usage {
        wall,
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        memory: usage.max_rss() as f64 / 1024.0,
        output: String::from_utf8_lossy(&output.stdout).into_owned(),
        code: output.status.code().unwrap_or(-1),
    };
    let text = serde_json::to_string(&usage).map_err(|error| format!("usage: {error}"))?;
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
