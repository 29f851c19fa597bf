//! The folder in which everything of a stack is kept: for its owner alone.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use tandem_core::Diagnostic;

use crate::exit::Ended;
use crate::world::words;

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
    use std::io::Write;
    let opened = fs::OpenOptions::new().write(true).create_new(true).open(path);
    match opened.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(unwritable(path, &error).into()),
    }
}

/// Replaces a file as a whole: whoever reads it sees the old bytes or the new ones.
///
/// # Errors
/// If it cannot be written; the old one stands.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Ended<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let aside = path.with_file_name(name);
    let written = fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path));
    written.map_err(|error| unwritable(path, &error).into())
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be written: {}", path.display(), words(error));
    Diagnostic::error("project::unwritable", message).hint(
        "Tandem keeps what it knows of a stack in `.tandem/` below the project; let your user write there",
    )
}
