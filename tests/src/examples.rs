//! Every folder of `examples/`: it comes up in the local cloud, plans empty, and goes away again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tandem_core::Registry;
use tandem_lang::Settings;

use crate::cloud::Cloud;
use crate::compile::{compile, no_errors};
use crate::{always, collect};

/// Returns the folders of all examples.
///
/// # Errors
/// If they cannot be listed.
pub fn folders() -> Result<Vec<PathBuf>, String> {
    let root = collect::root().join("examples");
    let entries = std::fs::read_dir(&root).map_err(|error| format!("{}: {error}", root.display()))?;
    let folders = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir());
    let mut folders: Vec<PathBuf> = folders.collect();
    folders.sort();
    Ok(folders)
}

/// Brings an example up and down again.
///
/// # Errors
/// Says what is not as it should be.
pub async fn run(folder: &Path, registry: &Registry) -> Result<(), String> {
    for needed in ["README.md", "tandem.toml", "tandem.lookups.json"] {
        if !folder.join(needed).is_file() {
            return Err(format!("there is no {needed}"));
        }
    }
    let lookups = read(&folder.join("tandem.lookups.json"))?;
    let lookups = serde_json::from_str(&lookups).map_err(|error| format!("tandem.lookups.json: {error}"))?;
    let compiled = compile(scripts(folder)?, &Settings::default(), registry);
    no_errors("main.rhai", &compiled.diagnostics)?;
    if let Some(found) = compiled.diagnostics.iter().next() {
        return Err(format!("an example has nothing to be warned of: {}: {}", found.code, found.message));
    }
    let mut cloud = Cloud::new(Some(&lookups))?;
    always::settle("apply", &mut cloud, &compiled).await?;
    always::nothing_left(&mut cloud).await
}

/// Returns the scripts of a folder by their path in it.
pub(crate) fn scripts(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut paths = Vec::new();
    collect::walk(folder, &mut paths, &|path| path.extension().is_some_and(|end| end == "rhai"))?;
    let mut files = BTreeMap::new();
    for path in paths {
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        files.insert(name, read(&path)?);
    }
    Ok(files)
}

/// Returns the text of a file.
///
/// # Errors
/// Says why it cannot be read.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
