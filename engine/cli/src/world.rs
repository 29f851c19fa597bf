//! The files that a script may see: those below the project root, and the library in the binary.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use tandem_core::World;
use tandem_core::world::ReadError;

use crate::library;

/// The largest source that is read: about 200,000 lines. A larger one is data, and was passed by mistake.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The world of one project. Nothing outside its root can be reached, by `..` or by link.
pub(crate) struct ProjectWorld {
    root: PathBuf,
}

impl ProjectWorld {
    /// Returns the world below a root, which must be an absolute path without links.
    pub(crate) fn new(root: &Path) -> ProjectWorld {
        ProjectWorld { root: root.to_owned() }
    }
}

impl World for ProjectWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if let Some(module) = path.strip_prefix("std/") {
            let text = module.strip_suffix(".rhai").and_then(library::find);
            return text.map(|text| text.as_bytes().to_vec()).ok_or(ReadError::Missing);
        }
        let normal = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !normal {
            return Err(ReadError::Outside);
        }
        let file = fs::canonicalize(self.root.join(path)).map_err(|error| refusal(&error))?;
        if !file.starts_with(&self.root) {
            return Err(ReadError::Outside);
        }
        read_source(&file)
    }
}

/// Reads a source file: a regular file of a sensible size.
pub(crate) fn read_source(file: &Path) -> Result<Vec<u8>, ReadError> {
    let data = fs::metadata(file).map_err(|error| refusal(&error))?;
    if data.is_dir() {
        return Err(ReadError::Folder);
    }
    // Reading a pipe or a device could wait for ever.
    if !data.is_file() {
        return Err(ReadError::Denied("it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len().min(LARGEST)).unwrap_or_default());
    let opened = File::open(file).map_err(|error| refusal(&error))?;
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| refusal(&error))?;
    if bytes.len() as u64 > LARGEST { Err(ReadError::TooLarge(LARGEST)) } else { Ok(bytes) }
}

fn refusal(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::Missing,
        io::ErrorKind::IsADirectory => ReadError::Folder,
        _ => ReadError::Denied(words(error)),
    }
}

/// Returns the system's words for an error, without its number.
pub(crate) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    text.chars()
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), &text[first.len_utf8()..]))
}
