//! Opening, reading and replacing files that nobody else may have touched.

use std::io;
use std::path::Path;

use tandem_core::store::StoreError;

use super::disk::{Disk, Entry, Handle, How, What};
use super::explain::{RECOVER, error, unreadable, unwritable};

/// The super-user.
const ROOT: u32 = 0;

/// Makes the folder of a stack, for its owner alone, unless it is there; then it must be a real one.
pub(crate) fn make_folder(disk: &dyn Disk, folder: &Path) -> Result<(), StoreError> {
    // Whoever may write the folder above may put another one in this one's place.
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty())
        && let Ok(Some(found)) = disk.look(parent)
        && found.what == What::Folder
    {
        check_exposed(parent, found.mode, 0o002)?;
    }
    if disk.look(folder).ok().flatten().is_none() {
        disk.make_folder(folder).map_err(|reason| unwritable(folder, &reason))?;
    }
    check_folder(disk, folder)
}

/// Refuses a folder that is a link, is none, or is open to others.
pub(crate) fn check_folder(disk: &dyn Disk, folder: &Path) -> Result<(), StoreError> {
    let found = disk.look(folder).map_err(|reason| unreadable(folder, &reason))?;
    let found = found.ok_or_else(|| unreadable(folder, &io::ErrorKind::NotFound.into()))?;
    let name = folder.display();
    let move_away = "move it away, or name another folder with `state` in `tandem.toml`";
    match found.what {
        What::Folder => check_rights(disk, folder, found),
        What::Link => Err(error("state::link", format!("`{name}` is a symbolic link"), move_away)),
        What::File | What::Special => {
            Err(error("state::folder", format!("`{name}` is not a folder"), move_away))
        }
    }
}

/// Reads a whole file, or nothing if there is none.
pub(crate) fn read(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(mut file) = open(disk, path, How::Read)? else { return Ok(None) };
    file.read().map(Some).map_err(|reason| unreadable(path, &reason))
}

/// Opens a regular file of ours.
pub(crate) fn open(disk: &dyn Disk, path: &Path, how: How) -> Result<Option<Box<dyn Handle>>, StoreError> {
    let file = match disk.open(path, how) {
        Ok(Some(file)) => file,
        Ok(None) => return Ok(None),
        Err(reason) => return Err(refused(disk, path, how, &reason)),
    };
    let found = file.entry().map_err(|reason| unreadable(path, &reason))?;
    check_file(path, found.what)?;
    check_rights(disk, path, found)?;
    Ok(Some(file))
}

/// Replaces a file by a new one in one step; once this returns, the new one survives a loss of power.
pub(crate) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("new");
    let written = write_new(disk, &fresh, bytes);
    if let Err(reason) = written {
        // Half a file helps nobody, and on a full disk it is in the way; that it cannot be removed changes nothing.
        let _ = disk.remove(&fresh);
        return Err(unwritable(path, &reason));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let replaced = disk.rename(&fresh, path).and_then(|()| disk.sync_folder(folder));
    replaced.map_err(|reason| unwritable(path, &reason))
}

/// Writes a file that may be lost: nothing relies on it.
pub(crate) fn keep(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("new");
    let written = create(disk, &fresh, bytes).and_then(|_| disk.rename(&fresh, path));
    written.map_err(|reason| unwritable(path, &reason))
}

/// Adds lines to a file that is only ever added to; with `durable`, they survive a loss of power.
pub(crate) fn append_lines(
    disk: &dyn Disk,
    path: &Path,
    lines: &[String],
    durable: bool,
) -> Result<(), StoreError> {
    let gone = || unwritable(path, &io::ErrorKind::NotFound.into());
    let mut file = open(disk, path, How::Make)?.ok_or_else(gone)?;
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    let written = file.entry().and_then(|before| {
        file.write(before.length, text.as_bytes())?;
        if durable { file.sync() } else { Ok(()) }
    });
    written.map_err(|reason| unwritable(path, &reason))
}

fn write_new(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    create(disk, path, bytes)?.sync()
}

fn create(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Handle>> {
    match disk.remove(path) {
        Err(reason) if reason.kind() != io::ErrorKind::NotFound => return Err(reason),
        _ => (),
    }
    let gone = || io::Error::from(io::ErrorKind::NotFound);
    let mut file = disk.open(path, How::New)?.ok_or_else(gone)?;
    file.write(0, bytes)?;
    Ok(file)
}

fn refused(disk: &dyn Disk, path: &Path, how: How, reason: &io::Error) -> StoreError {
    let found = disk.look(path).ok().flatten();
    match found.map(|found| check_file(path, found.what)) {
        Some(Err(error)) => error,
        _ if how == How::Read => unreadable(path, reason),
        _ => unwritable(path, reason),
    }
}

fn check_file(path: &Path, what: What) -> Result<(), StoreError> {
    let name = path.display();
    let hint = format!("move it away, then: {RECOVER}");
    match what {
        What::File => Ok(()),
        What::Link => Err(error("state::link", format!("`{name}` is a symbolic link"), hint)),
        What::Folder => {
            Err(error("state::folder", format!("`{name}` is a folder; a file belongs there"), hint))
        }
        What::Special => {
            let message = format!("`{name}` is a pipe, socket or device; a file belongs there");
            Err(error("state::special", message, hint))
        }
    }
}

fn check_rights(disk: &dyn Disk, path: &Path, found: Entry) -> Result<(), StoreError> {
    let us = disk.user();
    // The super-user reads what others own as a matter of course: containers mount folders of their host.
    if us != ROOT && found.owner != us && found.owner != ROOT {
        let message = format!("`{}` belongs to another user (number {})", path.display(), found.owner);
        let hint = "run Tandem as that user, or make it yours with `chown`";
        return Err(error("state::owner", message, hint));
    }
    check_exposed(path, found.mode, 0o022)
}

/// Refuses what others may write; `rights` are those that they must not have.
fn check_exposed(path: &Path, mode: u32, rights: u32) -> Result<(), StoreError> {
    // In a folder with the sticky bit, such as `/tmp`, nobody can replace what another user made.
    if mode & rights == 0 || mode & 0o1000 != 0 {
        return Ok(());
    }
    let name = path.display();
    let who = if mode & 0o002 != 0 { "everybody" } else { "everybody in its group" };
    let message = format!("{who} may write `{name}`, so its content cannot be trusted");
    let hint = format!("look at its content, then: chmod go-w '{name}'");
    Err(error("state::exposed", message, hint))
}
