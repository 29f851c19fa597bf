//! The files that a script may see.

use std::fmt;

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// There is none of that path.
    Missing,
    /// It lies, or leads by a link, outside the project root.
    Outside,
    /// It is a folder.
    Folder,
    /// It is larger than a source may be; the limit in bytes.
    TooLarge(u64),
    /// The system refuses; its own words.
    Denied(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Missing => f.write_str("there is no such file"),
            ReadError::Outside => f.write_str("it lies outside the project root"),
            ReadError::Folder => f.write_str("it is a folder"),
            ReadError::TooLarge(limit) => write!(f, "it is larger than {limit} bytes"),
            ReadError::Denied(reason) => f.write_str(reason),
        }
    }
}

/// The only way from a script to a file: the project's own sources and the library.
pub trait World {
    /// Reads a source by its path: `lib/net.rhai` below the project root, or `std/active_active.rhai` of the library.
    ///
    /// The path is normal (no `.`, `..` or leading `/`) and the bytes are as they stand; whether they are UTF-8 is for
    /// the caller to find out and say.
    ///
    /// # Errors
    /// Says why the file cannot be had.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;
}
