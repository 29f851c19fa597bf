//! Finds every case of the project; a forgotten file or a repeated name is an error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::case::{Case, parse};

/// Returns the root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Returns every case: `tests/cases`, `stdlib/tests`, and every `cases.rhai` of the kinds.
///
/// # Errors
/// Says which file cannot be read, or which name stands twice.
pub fn collect() -> Result<Vec<Case>, String> {
    let root = root();
    let mut files = Vec::new();
    walk(&root.join("tests/cases"), &mut files, &|path| path.extension().is_some_and(|end| end == "rhai"))?;
    walk(&root.join("stdlib/tests"), &mut files, &|path| path.extension().is_some_and(|end| end == "rhai"))?;
    walk(&root.join("engine"), &mut files, &|path| {
        path.file_name().is_some_and(|name| name == "cases.rhai")
    })?;
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        cases.extend(parse(file.strip_prefix(&root).unwrap_or(&file), &text)?);
    }
    let mut seen: BTreeMap<&str, &Case> = BTreeMap::new();
    for case in &cases {
        if let Some(first) = seen.insert(&case.name, case) {
            let place = |case: &Case| format!("{}:{}", case.file.display(), case.line);
            return Err(format!(
                "the case `{}` stands twice: {} and {}",
                case.name,
                place(first),
                place(case)
            ));
        }
    }
    Ok(cases)
}

/// Adds the wanted files below a folder; one that is not there holds none.
///
/// # Errors
/// If a folder cannot be listed.
pub fn walk(folder: &Path, files: &mut Vec<PathBuf>, wanted: &dyn Fn(&Path) -> bool) -> Result<(), String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
        if path.is_dir() {
            walk(&path, files, wanted)?;
        } else if wanted(&path) {
            files.push(path);
        }
    }
    Ok(())
}
