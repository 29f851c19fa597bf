//! What several test programs share: the corpus.

use std::fs;
use std::path::{Path, PathBuf};

/// A script with the name to show in a failure.
pub struct Script {
    /// Path relative to the workspace.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it belongs to the corpus of this crate.
    pub is_ours: bool,
}

/// Returns our own corpus, and every script of the workspace.
///
/// A folder that does not exist holds no scripts; the corpus itself must exist.
pub fn corpus() -> Vec<Script> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = here.join("../..");
    let mut paths = Vec::new();
    collect(&here.join("tests/corpus"), &mut paths);
    assert!(paths.len() >= 10, "the corpus is missing");
    for folder in ["stdlib", "examples", "tests"] {
        collect(&workspace.join(folder), &mut paths);
    }
    paths.sort();
    let scripts = paths.iter().filter_map(|path| {
        let text = fs::read_to_string(path).ok()?;
        let is_ours = path.starts_with(here.join("tests/corpus"));
        Some(Script { name: path.display().to_string(), text, is_ours })
    });
    scripts.collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rhai") {
            paths.push(path);
        }
    }
}
