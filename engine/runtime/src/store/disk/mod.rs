//! The file system as the store sees it: few operations, each of which may fail, be torn or be lost.
//!
//! The store does everything through [`Disk`], so that a simulator can run it on a disk in memory that fails at the
//! nth write, loses what was not synced, or is full.

mod memory;
mod system;

use std::fmt;
use std::io;
use std::path::Path;

pub use memory::{Fault, Memory};
pub use system::System;

/// What bears a name on a disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// The rights, as in Unix.
    pub mode: u32,
    /// The number of the user it belongs to.
    pub owner: u32,
    /// What tells it from every other on this disk, and goes with it when it is renamed but not when it is copied.
    pub id: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// The sorts of things that can bear a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Special,
}

/// What a file is opened for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// To be read.
    Read,
    /// To be read and changed; it must be there.
    Change,
    /// To be read and changed; it is made if it is not there, for its owner alone.
    Make,
    /// To be written; it must not be there, and is made for its owner alone.
    New,
}

/// A file system.
pub trait Disk: fmt::Debug + Send + Sync {
    /// Returns the number of the user on whose behalf all this is done.
    fn user(&self) -> u32;

    /// Returns what bears a name, without following a link; `None` if nothing does.
    ///
    /// # Errors
    /// If the system refuses to look.
    fn look(&self, path: &Path) -> io::Result<Option<Entry>>;

    /// Returns the names in a folder, sorted.
    ///
    /// # Errors
    /// If it cannot be read; `NotFound` if it is not there.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// Makes a folder and those above it that are missing, for their owner alone whatever the user's mask says.
    ///
    /// # Errors
    /// If it cannot be made.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;

    /// Opens a file; never through a link, and never waiting for the other end of a pipe. `None` if it is not there
    /// and is not to be made.
    ///
    /// # Errors
    /// If it cannot be opened.
    fn open(&self, path: &Path, how: How) -> io::Result<Option<Box<dyn Handle>>>;

    /// Gives a file another name, in the place of whatever bore it, in one step.
    ///
    /// # Errors
    /// If it cannot be renamed.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// If it cannot be removed; `NotFound` if it is not there.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder survive a loss of power.
    ///
    /// # Errors
    /// If that cannot be said; then nothing is known of what survives.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// An open file; closing it frees its lock.
pub trait Handle: fmt::Debug + Send {
    /// Returns what is open.
    ///
    /// # Errors
    /// If the system refuses to look.
    fn entry(&self) -> io::Result<Entry>;

    /// Reads the whole of it.
    ///
    /// # Errors
    /// If it cannot be read.
    fn read(&mut self) -> io::Result<Vec<u8>>;

    /// Writes all of some bytes at a place.
    ///
    /// # Errors
    /// If not all could be written; then some may have been.
    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Cuts or lengthens it; what is new reads as zeros.
    ///
    /// # Errors
    /// If it cannot be changed.
    fn set_length(&mut self, length: u64) -> io::Result<()>;

    /// Lengthens it by zeros whose place on the disk is theirs from now on; returns whether the file system can do
    /// that. Nothing has changed where it cannot, or where there is no room.
    ///
    /// # Errors
    /// If there is no room.
    fn allocate(&mut self, length: u64) -> io::Result<bool>;

    /// Makes its content survive a loss of power.
    ///
    /// # Errors
    /// If that cannot be said; then nothing is known of what survives, and asking again would prove nothing: systems
    /// forget what they could not write.
    fn sync(&mut self) -> io::Result<()>;

    /// Takes the lock of the file at once; returns whether it was free.
    ///
    /// # Errors
    /// If it cannot be locked at all.
    fn lock(&mut self) -> io::Result<bool>;
}
