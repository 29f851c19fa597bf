//! A disk in memory that fails when it is told to, and forgets what was not synced when the power goes.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, Entry, Handle, How, What};

/// What a disk writes as a whole or not at all.
const SECTOR: usize = 512;
/// The user of this disk.
const USER: u32 = 1000;

/// What a disk does at some operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It fails with a number of the system, such as `ENOSPC`; half of a write is done.
    Fail(i32),
    /// The process is killed: this and everything after it is not done, until [`Memory::reborn`].
    Kill,
}

/// A disk in memory. Its copies are the same disk.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    world: Arc<Mutex<World>>,
}

/// A name, and the file that bears it from then on.
type Renamed = (PathBuf, Option<u64>);

#[derive(Clone, Debug, Default)]
struct World {
    files: BTreeMap<u64, Inode>,
    /// The names, as processes see them.
    names: BTreeMap<PathBuf, u64>,
    /// The names as they were last synced, and what was done to them since, in order.
    synced: BTreeMap<PathBuf, u64>,
    renames: Vec<Vec<Renamed>>,
    folders: BTreeSet<PathBuf>,
    next: u64,
    /// How many bytes there may be in all.
    room: Option<u64>,
    /// How many changing operations there were.
    operations: u64,
    faults: BTreeMap<u64, Fault>,
    killed: bool,
    /// Rises when the process dies, so that handles from before do nothing.
    life: u64,
    /// Whether places can be kept for what is written later.
    no_allocation: bool,
}

#[derive(Clone, Debug, Default)]
struct Inode {
    content: Vec<u8>,
    synced: Vec<u8>,
    /// What was done since the last sync.
    pending: Vec<Pending>,
    locked: bool,
}

#[derive(Clone, Debug)]
enum Pending {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Memory {
    /// Limits the disk to so many bytes in all; `None` for no limit.
    pub fn set_room(&self, room: Option<u64>) {
        self.world().room = room;
    }

    /// Makes the disk one that keeps no place for what is written later.
    pub fn without_allocation(self) -> Memory {
        self.world().no_allocation = true;
        self
    }

    /// Returns how many changing operations there were: writes, syncs, renames, removals, changes of length.
    pub fn operations(&self) -> u64 {
        self.world().operations
    }

    /// Has the operation of a number, counted as [`operations`](Memory::operations) does and from 0, go wrong.
    pub fn fault(&self, operation: u64, fault: Fault) {
        self.world().faults.insert(operation, fault);
    }

    /// Ends whatever process used the disk: its locks are free, what it wrote is there, and no fault is left.
    pub fn reborn(&self) {
        let mut world = self.world();
        world.life += 1;
        world.killed = false;
        world.faults.clear();
        world.files.values_mut().for_each(|file| file.locked = false);
    }

    /// Cuts the power: of what was not synced, each sector and the latest names survive or not, as the dice fall.
    pub fn cut_power(&self, mut dice: impl FnMut() -> u64) {
        self.reborn();
        let mut world = self.world();
        for file in world.files.values_mut() {
            let mut content = file.synced.clone();
            for pending in std::mem::take(&mut file.pending) {
                survive(&mut content, &pending, &mut dice);
            }
            file.synced.clone_from(&content);
            file.content = content;
        }
        let renames = std::mem::take(&mut world.renames);
        let kept = usize::try_from(dice() % (renames.len() as u64 + 1)).unwrap_or(0);
        let mut names = std::mem::take(&mut world.synced);
        renames.into_iter().take(kept).flatten().for_each(|renamed| name(&mut names, renamed));
        world.synced.clone_from(&names);
        world.names = names;
    }

    /// Returns the bytes of a file; `None` if it is not there.
    pub fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        let world = self.world();
        let file = world.names.get(path)?;
        world.files.get(file).map(|file| file.content.clone())
    }

    /// Puts bytes into a file, whole and synced, as if from outside; `None` takes the file away.
    pub fn put(&self, path: &Path, bytes: Option<&[u8]>) {
        let mut world = self.world();
        let Some(bytes) = bytes else {
            world.names.remove(path);
            world.synced.remove(path);
            return;
        };
        let at = world.names.get(path).copied();
        let at = at.unwrap_or_else(|| world.make());
        let file = world.files.entry(at).or_default();
        *file = Inode { content: bytes.to_vec(), synced: bytes.to_vec(), ..Inode::default() };
        world.names.insert(path.to_owned(), at);
        world.synced.insert(path.to_owned(), at);
        if let Some(folder) = path.parent() {
            world.folders.insert(folder.to_owned());
        }
    }

    /// Returns the names of all files.
    pub fn files(&self) -> Vec<PathBuf> {
        self.world().names.keys().cloned().collect()
    }

    /// Returns another disk with the same content.
    #[must_use]
    pub fn copied(&self) -> Memory {
        let world = self.world().clone();
        Memory { world: Arc::new(Mutex::new(world)) }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        // Whoever panicked with it held left no half-made change: each is one statement.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does some of what was not synced: every sector of a write for itself.
fn survive(content: &mut Vec<u8>, pending: &Pending, dice: &mut impl FnMut() -> u64) {
    match pending {
        Pending::Length(length) => {
            if dice().is_multiple_of(2) {
                content.resize(*length, 0);
            }
        }
        Pending::Write(at, bytes) => {
            let mut from = 0;
            while from < bytes.len() {
                let end = bytes.len().min(((at + from) / SECTOR + 1) * SECTOR - at);
                if !dice().is_multiple_of(3) {
                    put(content, at + from, &bytes[from..end]);
                }
                from = end;
            }
        }
    }
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if content.len() < at + bytes.len() {
        content.resize(at + bytes.len(), 0);
    }
    content[at..at + bytes.len()].copy_from_slice(bytes);
}

impl World {
    fn make(&mut self) -> u64 {
        self.next += 1;
        self.files.insert(self.next, Inode::default());
        self.next
    }

    fn entry(&self, id: u64) -> Entry {
        let length = self.files.get(&id).map_or(0, |file| file.content.len() as u64);
        Entry { what: What::File, mode: 0o600, owner: USER, id, length }
    }

    /// Counts a changing operation, and fails if it is to.
    fn step(&mut self) -> io::Result<()> {
        let fault = self.faults.get(&self.operations).copied();
        self.operations += 1;
        if fault == Some(Fault::Kill) {
            self.killed = true;
        }
        if self.killed {
            return Err(io::Error::other("the process was killed"));
        }
        match fault {
            Some(Fault::Fail(number)) => Err(io::Error::from_raw_os_error(number)),
            _ => Ok(()),
        }
    }

    fn has_room(&self, more: usize) -> io::Result<()> {
        let used: usize =
            self.names.values().filter_map(|file| self.files.get(file)).map(|file| file.content.len()).sum();
        match self.room {
            Some(room) if more > 0 && (used + more) as u64 > room => Err(io::ErrorKind::StorageFull.into()),
            _ => Ok(()),
        }
    }

    /// Changes names, all of them at once.
    fn rename(&mut self, renamed: Vec<Renamed>) {
        renamed.iter().cloned().for_each(|renamed| name(&mut self.names, renamed));
        self.renames.push(renamed);
    }
}

fn name(names: &mut BTreeMap<PathBuf, u64>, (path, file): Renamed) {
    match file {
        Some(file) => names.insert(path, file),
        None => names.remove(&path),
    };
}

impl Disk for Memory {
    fn user(&self) -> u32 {
        USER
    }

    fn look(&self, path: &Path) -> io::Result<Option<Entry>> {
        let world = self.world();
        if let Some(file) = world.names.get(path) {
            return Ok(Some(world.entry(*file)));
        }
        let folder = Entry { what: What::Folder, mode: 0o700, owner: USER, id: 0, length: 0 };
        Ok(world.folders.contains(path).then_some(folder))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let world = self.world();
        if !world.folders.contains(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = world.names.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let mut world = self.world();
        if !world.folders.contains(folder) {
            world.step()?;
            world.folders.insert(folder.to_owned());
        }
        Ok(())
    }

    fn open(&self, path: &Path, how: How) -> io::Result<Option<Box<dyn Handle>>> {
        let mut world = self.world();
        let file = match (world.names.get(path).copied(), how) {
            (Some(_), How::New) => return Err(io::ErrorKind::AlreadyExists.into()),
            (Some(file), _) => file,
            (None, How::Read | How::Change) => return Ok(None),
            (None, How::Make | How::New) => {
                world.step()?;
                let file = world.make();
                world.rename(vec![(path.to_owned(), Some(file))]);
                file
            }
        };
        let life = world.life;
        drop(world);
        Ok(Some(Box::new(Open { disk: self.clone(), file, life, locked: false })))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step()?;
        let file = world.names.get(from).copied().ok_or(io::ErrorKind::NotFound)?;
        world.rename(vec![(from.to_owned(), None), (to.to_owned(), Some(file))]);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        if !world.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        world.step()?;
        world.rename(vec![(path.to_owned(), None)]);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step()?;
        let (inside, others) =
            std::mem::take(&mut world.renames).into_iter().partition(|renamed: &Vec<Renamed>| {
                renamed.iter().all(|(path, _)| path.parent() == Some(folder))
            });
        world.renames = others;
        let inside: Vec<Vec<Renamed>> = inside;
        inside.into_iter().flatten().for_each(|renamed| name(&mut world.synced, renamed));
        Ok(())
    }
}

/// An open file of a disk in memory.
#[derive(Debug)]
struct Open {
    disk: Memory,
    file: u64,
    life: u64,
    locked: bool,
}

impl Open {
    /// Changes the file; `prepare` may refuse before anything is done.
    fn change(&self, change: impl FnOnce(&mut World, u64) -> io::Result<()>) -> io::Result<()> {
        let mut world = self.disk.world();
        if world.life != self.life || world.killed {
            return Err(io::Error::other("the process was killed"));
        }
        change(&mut world, self.file)
    }
}

impl Handle for Open {
    fn entry(&self) -> io::Result<Entry> {
        Ok(self.disk.world().entry(self.file))
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let world = self.disk.world();
        Ok(world.files.get(&self.file).map(|file| file.content.clone()).unwrap_or_default())
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let at = usize::try_from(at).map_err(io::Error::other)?;
        self.change(|world, id| {
            let before = world.files.get(&id).map_or(0, |file| file.content.len());
            let full = world.has_room((at + bytes.len()).saturating_sub(before));
            let stepped = world.step().and(full);
            // What fails half-way has been done half-way, by whole sectors.
            let half = ((at + bytes.len() / 2) / SECTOR * SECTOR).saturating_sub(at);
            let bytes = if stepped.is_ok() { bytes } else { &bytes[..half] };
            let fits = world.has_room((at + bytes.len()).saturating_sub(before)).is_ok();
            if let Some(file) = world.files.get_mut(&id).filter(|_| fits) {
                put(&mut file.content, at, bytes);
                file.pending.push(Pending::Write(at, bytes.to_vec()));
            }
            stepped
        })
    }

    fn set_length(&mut self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).map_err(io::Error::other)?;
        self.change(|world, id| {
            // There are no sparse files here: what is longer takes its room at once.
            let before = world.files.get(&id).map_or(0, |file| file.content.len());
            world.has_room(length.saturating_sub(before))?;
            world.step()?;
            if let Some(file) = world.files.get_mut(&id) {
                file.content.resize(length, 0);
                file.pending.push(Pending::Length(length));
            }
            Ok(())
        })
    }

    fn allocate(&mut self, length: u64) -> io::Result<bool> {
        if self.disk.world().no_allocation {
            return Ok(false);
        }
        let wanted = usize::try_from(length).map_err(io::Error::other)?;
        self.change(|world, id| {
            let before = world.files.get(&id).map_or(0, |file| file.content.len());
            world.has_room(wanted.saturating_sub(before))
        })?;
        self.set_length(length)?;
        Ok(true)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.change(|world, id| {
            let stepped = world.step();
            let Some(file) = world.files.get_mut(&id) else { return stepped };
            // What could not be written is forgotten, and the next sync says nothing of it.
            file.pending.clear();
            if stepped.is_ok() {
                file.synced.clone_from(&file.content);
            }
            stepped
        })
    }

    fn lock(&mut self) -> io::Result<bool> {
        let mut world = self.disk.world();
        let Some(file) = world.files.get_mut(&self.file) else { return Ok(false) };
        let free = !std::mem::replace(&mut file.locked, true);
        drop(world);
        self.locked |= free;
        Ok(free)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut world = self.disk.world();
        if self.locked
            && world.life == self.life
            && let Some(file) = world.files.get_mut(&self.file)
        {
            file.locked = false;
        }
    }
}
