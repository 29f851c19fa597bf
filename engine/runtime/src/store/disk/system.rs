//! The file system of this machine.

use std::fs::{File, Permissions};
use std::io::{self, Read as _, Seek as _};
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{FallocateFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::{Disk, Entry, Handle, How, What};

/// Files of state are for their owner alone, and so is their folder.
const PRIVATE: u32 = 0o600;
const FOLDER: u32 = 0o700;

/// The file system of this machine.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Disk for System {
    fn user(&self) -> u32 {
        rustix::process::getuid().as_raw()
    }

    fn look(&self, path: &Path) -> io::Result<Option<Entry>> {
        match path.symlink_metadata() {
            Ok(found) => Ok(Some(entry(&found))),
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(reason) => Err(reason),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            names.extend(entry?.file_name().into_string());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || folder.is_dir() {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.make_folder(above)?;
        }
        match std::fs::DirBuilder::new().mode(FOLDER).create(folder) {
            // A mask may have taken rights of the owner away.
            Ok(()) => std::fs::set_permissions(folder, Permissions::from_mode(FOLDER)),
            // Another run made it just now.
            Err(_) if folder.is_dir() => Ok(()),
            Err(reason) => Err(reason),
        }
    }

    fn open(&self, path: &Path, how: How) -> io::Result<Option<Box<dyn Handle>>> {
        let access = match how {
            How::Read => OFlags::RDONLY,
            How::Change => OFlags::RDWR,
            How::Make => OFlags::RDWR | OFlags::CREATE,
            How::New => OFlags::RDWR | OFlags::CREATE | OFlags::EXCL,
        };
        let flags = access | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = match rustix::fs::open(path, flags, Mode::from_raw_mode(PRIVATE)) {
            Ok(descriptor) => File::from(descriptor),
            Err(Errno::NOENT) if matches!(how, How::Read | How::Change) => return Ok(None),
            Err(reason) => return Err(reason.into()),
        };
        if how == How::New {
            file.set_permissions(Permissions::from_mode(PRIVATE))?;
        }
        Ok(Some(Box::new(Open { file })))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()
    }
}

/// An open file of this machine.
#[derive(Debug)]
struct Open {
    file: File,
}

impl Handle for Open {
    fn entry(&self) -> io::Result<Entry> {
        Ok(entry(&self.file.metadata()?))
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.rewind()?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, at)
    }

    fn set_length(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn allocate(&mut self, length: u64) -> io::Result<bool> {
        let from = self.file.metadata()?.len();
        match rustix::fs::fallocate(&self.file, FallocateFlags::empty(), from, length.saturating_sub(from)) {
            Ok(()) => Ok(true),
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => Ok(false),
            Err(reason) => Err(reason.into()),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn lock(&mut self) -> io::Result<bool> {
        match rustix::fs::flock(&self.file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(true),
            Err(Errno::WOULDBLOCK) => Ok(false),
            Err(reason) => Err(reason.into()),
        }
    }
}

fn entry(found: &std::fs::Metadata) -> Entry {
    let what = match () {
        () if found.is_symlink() => What::Link,
        () if found.is_dir() => What::Folder,
        () if found.is_file() => What::File,
        () => What::Special,
    };
    Entry { what, mode: found.mode(), owner: found.uid(), id: found.ino(), length: found.len() }
}
