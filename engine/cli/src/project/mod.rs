//! A project: the folder with `tandem.toml`, the script in it, its stacks and what its look-ups found.

pub(crate) mod folder;
pub(crate) mod lookups;
mod root;
pub(crate) mod settings;
mod stack;
mod table;

use std::path::{Path, PathBuf};

use tandem_core::world::ReadError;
use tandem_core::{Diagnostic, Source, Sources};

pub(crate) use self::stack::Stack;
use crate::exit::{Ended, Failure};
use crate::world::read_source;

/// The name of the settings file.
pub(crate) const SETTINGS: &str = "tandem.toml";

/// One project, its settings read.
#[derive(Debug)]
pub(crate) struct Project {
    /// The root: an absolute path without links.
    pub(crate) root: PathBuf,
    /// The script, relative to the root.
    pub(crate) entry: String,
    /// What `tandem.toml` says; nothing where there is none.
    pub(crate) settings: settings::Settings,
    /// The settings file, for labels.
    pub(crate) sources: Sources,
}

/// Opens the project of a script, a folder with `main.rhai`, or, without a path, of the folder we are in.
///
/// # Errors
/// If there is no script, or the settings are wrong.
pub(crate) fn open(dir: &Path, path: Option<&Path>) -> Ended<Project> {
    let script = root::script(dir, path)?;
    let (root, entry) = root::split(&script)?;
    let mut sources = Sources::default();
    let settings = match read_text(&root.join(SETTINGS), SETTINGS)? {
        Some(text) => settings::read(&text, &mut sources)?,
        None => settings::Settings::default(),
    };
    Ok(Project { root, entry, settings, sources })
}

/// Returns the root of the project that [`open`] would open, whether its settings are right or not.
pub(crate) fn root(dir: &Path, path: Option<&Path>) -> Option<PathBuf> {
    let script = root::script(dir, path).ok()?;
    root::split(&script).ok().map(|(root, _)| root)
}

/// Reads a text file of the project; nothing where there is none. `name` is how messages call it.
///
/// # Errors
/// If it cannot be read, or is not UTF-8.
pub(crate) fn read_text(path: &Path, name: &str) -> Ended<Option<String>> {
    let bytes = match read_source(path) {
        Ok(bytes) => bytes,
        Err(ReadError::Missing) => return Ok(None),
        Err(error) => {
            let message = format!("`{name}` cannot be read: {error}");
            return Err(Diagnostic::error("project::unreadable", message).into());
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let good =
                String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let line = Source::new(name, &good).position(good.len() as u32).0;
            let message = format!("`{name}` is not UTF-8: the first wrong byte is in line {line}");
            let failure = Diagnostic::error("project::encoding", message).hint("save it as UTF-8");
            Err(Failure::from(failure))
        }
    }
}
