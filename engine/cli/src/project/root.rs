//! Where a project begins, and which script is meant.

use std::fs;
use std::path::{Path, PathBuf};

use tandem_core::Diagnostic;

use super::SETTINGS;
use crate::exit::{Ended, Failure};
use crate::world::words;

/// The script of a folder.
pub(crate) const MAIN: &str = "main.rhai";

/// Returns the path of the script that is meant.
pub(super) fn script(dir: &Path, path: Option<&Path>) -> Ended<PathBuf> {
    let Some(path) = path else { return script_here(dir) };
    let full = dir.join(path);
    let Ok(data) = fs::metadata(&full) else {
        return Err(missing(&full, &path.display().to_string()));
    };
    if !data.is_dir() {
        return Ok(full);
    }
    let main = full.join(MAIN);
    if main.is_file() { Ok(main) } else { Err(no_main(&path.display().to_string())) }
}

/// Without a path: the script of this folder, or of the project that this folder lies in.
fn script_here(dir: &Path) -> Ended<PathBuf> {
    if !dir.is_dir() {
        return Err(missing(dir, &dir.display().to_string()));
    }
    let here = dir.join(MAIN);
    if here.is_file() {
        return Ok(here);
    }
    let above = above(&absolute(dir)?).map(|root| root.join(MAIN)).filter(|main| main.is_file());
    above.ok_or_else(|| no_main("this folder"))
}

/// Returns the root of a script's project, and the script relative to it.
pub(super) fn split(script: &Path) -> Ended<(PathBuf, String)> {
    let name = script.file_name().map(PathBuf::from).unwrap_or_default();
    let folder = script.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = absolute(folder)?;
    let root = above(&folder).unwrap_or_else(|| folder.clone());
    let entry = folder.strip_prefix(&root).unwrap_or(Path::new("")).join(name);
    let parts: Option<Vec<&str>> = entry.components().map(|part| part.as_os_str().to_str()).collect();
    match parts {
        Some(parts) => Ok((root, parts.join("/"))),
        None => {
            let message = format!("the name of `{}` is not UTF-8", entry.to_string_lossy());
            Err(Diagnostic::error("project::encoding", message).hint("rename it").into())
        }
    }
}

/// Returns the nearest folder, from this one upwards, that has settings.
fn above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join(SETTINGS).is_file()).map(Path::to_owned)
}

fn absolute(folder: &Path) -> Ended<PathBuf> {
    fs::canonicalize(folder).map_err(|error| {
        let message = format!("the folder `{}` cannot be opened: {}", folder.display(), words(&error));
        Diagnostic::error("project::unreadable", message).into()
    })
}

fn missing(full: &Path, name: &str) -> Failure {
    let why = fs::metadata(full).err().map_or_else(|| "it is not a folder".to_owned(), |error| words(&error));
    let message = format!("`{name}` cannot be opened: {why}");
    let hint = "name a script, or a folder with `main.rhai`; `tandem init` writes one";
    Diagnostic::error("project::missing", message).hint(hint).into()
}

fn no_main(name: &str) -> Failure {
    let message = format!("there is no `{MAIN}` in {name}");
    let message = if name == "this folder" { message } else { format!("there is no `{MAIN}` in `{name}`") };
    let hint = "name the script, or write a project that works with `tandem init`";
    Diagnostic::error("project::missing", message).hint(hint).into()
}
