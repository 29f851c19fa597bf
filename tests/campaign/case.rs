//! Schedules that failed once, kept: every `cargo test` drives them again.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::schedule::Schedule;

/// A schedule in a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// What was wrong when it was found.
    pub found: String,
    pub schedule: Schedule,
}

/// Returns the folder of the cases.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("campaign").join("cases")
}

/// Reads one case.
///
/// # Errors
/// Names the file and what is wrong with it.
pub fn read(path: &Path) -> Result<Case, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads all cases, by name.
///
/// # Errors
/// Names the file and what is wrong with it.
pub fn all() -> Result<Vec<(String, Case)>, String> {
    let entries = std::fs::read_dir(folder()).map_err(|error| format!("{}: {error}", folder().display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let named = |path: &PathBuf| {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok((name, read(path)?))
    };
    paths.iter().map(named).collect()
}

/// Writes a case and returns where.
///
/// # Errors
/// Names the file that cannot be written.
pub fn write(name: &str, case: &Case) -> Result<PathBuf, String> {
    let path = folder().join(format!("{name}.json"));
    let text = serde_json::to_string_pretty(case).map_err(|error| format!("{name}: {error}"))?;
    std::fs::write(&path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}
