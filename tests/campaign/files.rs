//! The real files of a stack, on a disk in memory: it fails at a write, dies in the middle of one, loses what was not
//! synced when the power goes.

use std::path::Path;
use std::sync::Arc;

use tandem_core::store::{Store, StoreError, Stored};
use tandem_runtime::FileStore;
use tandem_runtime::store::Owner;
use tandem_runtime::store::disk::{Fault, Memory};

use crate::dice::chance;
use crate::site::RunSite;

/// The folder of the stack on that disk.
const FOLDER: &str = "/stack";
/// The numbers of the system for what goes wrong with a write: no space, an input or output error.
const ERRORS: [i32; 2] = [28, 5];
/// How many operations of the disk a write takes, at most: somewhere among them the process dies.
const OPERATIONS: u64 = 6;

/// Opens the files and takes their lock; what is to go wrong with a write of this run does so from here on.
///
/// # Errors
/// As [`FileStore::open_on`].
pub fn open(disk: &Memory, run: &RunSite) -> Result<Box<dyn Store>, StoreError> {
    let owner = Owner { command: run.label.clone(), ..Owner::default() };
    let store = FileStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), owner)?;
    if run.trouble.full > 0 {
        let number = ERRORS[usize::from(run.site.seed.is_multiple_of(2))];
        disk.fault(disk.operations() + run.trouble.full, Fault::Fail(number));
    }
    Ok(Box::new(store))
}

/// Has the process die in the middle of what is written next.
pub fn die(disk: &Memory, roll: u64) {
    disk.fault(disk.operations() + roll % OPERATIONS, Fault::Kill);
}

/// Ends the process that uses the disk, before anything of it is dropped: a dead process tidies nothing up.
pub fn kill(disk: &Memory) {
    disk.fault(disk.operations(), Fault::Kill);
}

/// What is left after a process has ended; in one of two cases the power went with it.
pub fn bury(disk: &Memory, run: &RunSite) {
    let roll = |what: &str| chance(run.site.seed, &format!("{} {what}", run.label));
    if run.trouble.crash == 0 || roll("power").is_multiple_of(2) {
        disk.reborn();
        return;
    }
    let mut rolls = 0;
    disk.cut_power(|| {
        rolls += 1;
        roll(&format!("sector {rolls}"))
    });
    run.tell(|| format!("the power goes; {rolls} sectors and names were not safe"));
}

/// Says what is not there although its write was answered.
pub fn lost(acknowledged: &Stored, found: &Stored) -> Option<String> {
    let serial = |stored: &Stored| stored.snapshot.as_ref().map_or(0, |state| state.serial);
    let (before, now) = (serial(acknowledged), serial(found));
    if now > before {
        return None;
    }
    if now < before {
        return Some(format!("I6: snapshot {before} was durable, and {now} is there"));
    }
    let kept = found.journal.starts_with(&acknowledged.journal);
    (!kept).then(|| {
        let (before, now) = (acknowledged.journal.len(), found.journal.len());
        format!(
            "I6: {before} records were durable, and what is there, {now} records, does not begin with them"
        )
    })
}
