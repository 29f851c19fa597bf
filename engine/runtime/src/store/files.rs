//! Opening, reading and replacing files that nobody else may have touched.

use std::fs::{DirBuilder, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::Path;

use rustix::fs::{AtFlags, Mode, OFlags};
use tandem_core::store::StoreError;

use super::explain::{error, unreadable, unwritable};

/// Files of state are for their owner alone.
const PRIVATE: u32 = 0o600;

/// Makes the folder of a stack, for its owner alone, unless it is there; then it must be a real one.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    // Whoever may write the folder above may put another one in this one's place.
    if let Some(parent) = folder.parent()
        && let Ok(found) = parent.metadata()
    {
        check_rights(parent, found.mode(), 0)?;
    }
    if folder.symlink_metadata().is_err() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|reason| unwritable(folder, &reason))?;
    }
    check_folder(folder)
}

/// Refuses a folder that is a link, is none, or is open to everybody.
pub(crate) fn check_folder(folder: &Path) -> Result<(), StoreError> {
    // `symlink_metadata` of `x/` would follow; the paths here never end in a slash.
    let found = folder.symlink_metadata().map_err(|reason| unreadable(folder, &reason))?;
    let name = folder.display();
    let move_away = "move it away, or name another folder with `state` in `tandem.toml`";
    if found.is_symlink() {
        return Err(error("state::link", format!("`{name}` is a symbolic link"), move_away));
    }
    if !found.is_dir() {
        return Err(error("state::folder", format!("`{name}` is not a folder"), move_away));
    }
    check_rights(folder, found.mode(), found.uid())
}

/// Reads a whole file, or nothing if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(mut file) = open(path, OFlags::RDONLY)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|reason| unreadable(path, &reason))?;
    Ok(Some(bytes))
}

/// Opens a regular file of ours; never through a link, and never waiting for the other end of a pipe.
pub(crate) fn open(path: &Path, access: OFlags) -> Result<Option<File>, StoreError> {
    let flags = access | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = match rustix::fs::open(path, flags, Mode::from_raw_mode(PRIVATE)) {
        Ok(descriptor) => File::from(descriptor),
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        Err(reason) => return Err(refused(path, access, reason)),
    };
    let found = file.metadata().map_err(|reason| unreadable(path, &reason))?;
    if found.is_dir() {
        return Err(is_folder(path));
    }
    if !found.is_file() {
        return Err(is_special(path));
    }
    check_rights(path, found.mode(), found.uid())?;
    Ok(Some(file))
}

/// Replaces a file by a new one in one step; once this returns, the new one survives a loss of power.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = write_beside(path, bytes)?;
    let replaced = std::fs::rename(&fresh, path).and_then(|()| sync_folder(path));
    replaced.map_err(|reason| unwritable(path, &reason))
}

/// Writes a file that may be lost: nothing relies on it.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("new");
    let written = std::fs::remove_file(&fresh).or(Ok(())).and_then(|()| {
        let mut file = create(&fresh)?;
        file.write_all(bytes)?;
        std::fs::rename(&fresh, path)
    });
    written.map_err(|reason: std::io::Error| unwritable(path, &reason))
}

/// Adds lines to a file that is only ever added to; they are durable once this returns.
pub(crate) fn append_lines(path: &Path, lines: &[String]) -> Result<(), StoreError> {
    let gone = || unwritable(path, &std::io::ErrorKind::NotFound.into());
    let mut file = open(path, OFlags::WRONLY | OFlags::CREATE | OFlags::APPEND)?.ok_or_else(gone)?;
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
    written.map_err(|reason| unwritable(path, &reason))
}

fn write_beside(path: &Path, bytes: &[u8]) -> Result<std::path::PathBuf, StoreError> {
    let fresh = path.with_extension("new");
    let written = std::fs::remove_file(&fresh).or(Ok(())).and_then(|()| {
        let mut file = create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|reason: std::io::Error| {
        // Half a file helps nobody, and on a full disk it is in the way; that it cannot be removed changes nothing.
        let _ = std::fs::remove_file(&fresh);
        unwritable(path, &reason)
    })?;
    Ok(fresh)
}

fn create(path: &Path) -> std::io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::from_raw_mode(PRIVATE))?))
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn refused(path: &Path, access: OFlags, reason: rustix::io::Errno) -> StoreError {
    let found = rustix::fs::statat(rustix::fs::CWD, path, AtFlags::SYMLINK_NOFOLLOW).ok();
    let kind = found.map(|found| rustix::fs::FileType::from_raw_mode(found.st_mode));
    match kind {
        Some(rustix::fs::FileType::Symlink) => {
            let message = format!("`{}` is a symbolic link", path.display());
            error("state::link", message, "replace it by the file it leads to, if that is yours")
        }
        Some(rustix::fs::FileType::Directory) => is_folder(path),
        Some(kind) if kind != rustix::fs::FileType::RegularFile => is_special(path),
        _ if access.intersects(OFlags::WRONLY | OFlags::RDWR) => unwritable(path, &reason.into()),
        _ => unreadable(path, &reason.into()),
    }
}

fn is_folder(path: &Path) -> StoreError {
    let message = format!("`{}` is a folder; a file belongs there", path.display());
    error(
        "state::folder",
        message,
        "move the folder away; if the file is lost, copy the newest of `snapshots/` there",
    )
}

fn is_special(path: &Path) -> StoreError {
    let message = format!("`{}` is a pipe, socket or device; a file belongs there", path.display());
    error(
        "state::special",
        message,
        "move it away; if the file is lost, copy the newest of `snapshots/` there",
    )
}

fn check_rights(path: &Path, mode: u32, owner: u32) -> Result<(), StoreError> {
    let name = path.display();
    let us = rustix::process::getuid();
    // The super-user reads what others own as a matter of course: containers mount folders of their host.
    if !us.is_root() && owner != us.as_raw() && owner != 0 {
        let message = format!("`{name}` belongs to another user (number {owner})");
        return Err(error("state::owner", message, "run Tandem as that user, or make it yours with `chown`"));
    }
    // In a folder with the sticky bit, such as `/tmp`, nobody can replace what another user made.
    if mode & 0o1002 == 0o002 {
        let message = format!("everybody may write `{name}`, so its content cannot be trusted");
        let hint = format!("look at its content, then: chmod o-w '{name}'");
        return Err(error("state::exposed", message, hint));
    }
    Ok(())
}
