//! The folder in which everything of a stack is kept: for its owner alone.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use tandem_core::Diagnostic;

use crate::exit::Ended;
use crate::world::words;

/// The rights of files that belong to the project, before the user's mask.
const SHARED: u32 = 0o666;

/// The rights of files about a stack: for their owner alone.
const PRIVATE: u32 = 0o600;

/// Makes a folder that only its owner may enter, if it is not there.
///
/// # Errors
/// If it cannot be made, or something else has its name.
pub(crate) fn make(folder: &Path) -> Ended<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| unwritable(folder, &error).into())
}

/// Writes a new file; one that is there is left alone, and said so.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn write_new(path: &Path, text: &str) -> Ended<bool> {
    let opened = fs::OpenOptions::new().write(true).create_new(true).open(path);
    match opened.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(unwritable(path, &error).into()),
    }
}

/// Replaces a file as a whole: whoever reads it sees the old bytes or the new ones. Any user may read it, as far as
/// the user's own mask allows.
///
/// # Errors
/// If it cannot be written; the old one stands.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Ended<()> {
    replace_with(path, bytes, SHARED)
}

/// Replaces a file as a whole by one that only its owner may read: what a stack consists of is nobody else's business.
///
/// # Errors
/// If it cannot be written; the old one stands.
pub(crate) fn replace_private(path: &Path, bytes: &[u8]) -> Ended<()> {
    replace_with(path, bytes, PRIVATE)
}

fn replace_with(path: &Path, bytes: &[u8], mode: u32) -> Ended<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let aside = path.with_file_name(name);
    // One that an earlier run left has rights of its own, and a link in its place would lead elsewhere.
    let cleared = match fs::remove_file(&aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    let written = cleared.and_then(|()| {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&aside)?;
        file.write_all(bytes)?;
        fs::rename(&aside, path)
    });
    written.map_err(|error| unwritable(path, &error).into())
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be written: {}", path.display(), words(error));
    Diagnostic::error("project::unwritable", message).hint(
        "Tandem keeps what it knows of a stack in `.tandem/` below the project; let your user write there",
    )
}
