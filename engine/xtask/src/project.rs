//! Where things of the project lie, and how its binary is had.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns the root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap_or_default()
}

/// Builds the binary with a profile, `dev` or `release`, and returns its path.
///
/// # Errors
/// If it does not build.
pub fn binary(profile: &str) -> Result<PathBuf, String> {
    let mut build = Command::new("cargo");
    build.args(["build", "--quiet", "--package", "tandem-cli", "--profile", profile]).current_dir(root());
    run(&mut build)?;
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(folder.join(if profile == "dev" { "debug" } else { profile }).join("tandem"))
}

/// Runs a command to its end, its output thrown away.
///
/// # Errors
/// With the end of what it printed, if it fails.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let all: Vec<&str> = text.lines().chain(errors.lines()).collect();
    Err(format!(
        "{command:?} failed ({}):\n{}",
        output.status,
        all[all.len().saturating_sub(40)..].join("\n")
    ))
}

/// Returns an empty folder of the system's temporary folder, for one use.
///
/// # Errors
/// If it cannot be made.
pub fn scratch(name: &str) -> Result<PathBuf, String> {
    let folder = std::env::temp_dir().join(format!("tandem-xtask-{}-{name}", std::process::id()));
    let made = match std::fs::remove_dir_all(&folder) {
        Ok(()) => std::fs::create_dir_all(&folder),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => std::fs::create_dir_all(&folder),
        Err(error) => Err(error),
    };
    made.map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}
