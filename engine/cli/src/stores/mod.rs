//! Where the state of a stack is kept: every kind of place is opened, read and freed here.

mod shared;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tandem_aws::storage::Place;
use tandem_core::state::AuditHead;
use tandem_core::store::{Store, StoreError, Stored};
use tandem_core::{Diagnostic, Sources, duration};
use tandem_runtime::clock::system_now;
use tandem_runtime::store::disk::{Disk, System};
use tandem_runtime::store::history::{self, Version};
use tandem_runtime::store::salvage::{self, Salvage};
use tandem_runtime::store::{self, Held, Owner};
use tandem_runtime::{Actor, FileStore};

use crate::commands::Context;
use crate::exit::Ended;
use crate::project::Stack;
use crate::remembered;
use crate::terminal::Terminal;

/// How often somebody else's lock is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// The flags of commands that take the lock.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct LockArgs {
    /// Wait so long for another run to end, such as `5m`, instead of giving up at once.
    #[arg(long, value_name = "DURATION", value_parser = patience)]
    lock_timeout: Option<Duration>,
}

impl LockArgs {
    /// Returns how a command takes the lock.
    pub(crate) fn locking<'a>(&self, command: &'a str) -> Locking<'a> {
        Locking { command, patience: self.lock_timeout.unwrap_or_default() }
    }
}

fn patience(text: &str) -> Result<Duration, String> {
    let seconds = duration::seconds(text);
    seconds.map(Duration::from_secs).ok_or_else(|| "write a whole number and a unit: `30s`, `5m`".to_owned())
}

/// A run that takes the lock of a stack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Locking<'a> {
    /// The command, for others who wait: `apply`.
    pub(crate) command: &'a str,
    /// For how long somebody else's lock is waited for.
    pub(crate) patience: Duration,
}

/// Takes the lock of a stack and opens its state for writing; somebody else's lock is waited for as long as asked.
///
/// # Errors
/// If the lock is held for longer, or the state cannot be opened.
pub(crate) async fn take(stack: &Stack, locking: Locking<'_>, terminal: &Terminal) -> Ended<Box<dyn Store>> {
    if let Some(place) = &stack.place {
        return take_shared(stack, place, locking, terminal).await;
    }
    let until = Instant::now() + locking.patience;
    let mut told = false;
    loop {
        let owner = Owner::here(&format!("tandem {}", locking.command), system_now());
        match open(stack, owner).await {
            Err(error) if error.code == "state::locked" && Instant::now() + PAUSE <= until => {
                if !std::mem::replace(&mut told, true) {
                    let title = error.message.lines().next().unwrap_or_default();
                    wait_for(title, locking.patience, terminal);
                }
                // The time of the runtime may be virtual; that of the other run is not.
                std::thread::sleep(PAUSE);
            }
            other => return other.map_err(remembered::failure),
        }
    }
}

/// Returns who runs a command, for the audit log; values of `--var` stay out of it.
pub(crate) fn actor(command: &str) -> Actor {
    let mut words = vec!["tandem".to_owned()];
    let mut hidden = false;
    for word in std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()) {
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        words.push(match word.strip_prefix("--var=") {
            Some(pair) => format!("--var={}=…", name(pair)),
            None if hidden => format!("{}=…", name(&word)),
            None => word.clone(),
        });
        hidden = word == "--var";
    }
    let who = Owner::here(command, system_now()).who();
    Actor { run: command.to_owned(), who, arn: None, command: words.join(" ") }
}

/// Shows what a store says though it refuses nothing: that the folder is a copy, say.
pub(crate) fn show_remarks(store: &mut dyn Store, context: &Context) {
    let remarks = store.remarks().into_iter();
    let warnings = remarks.map(|found| Diagnostic::warning(found.code, found.message).hint(found.hint));
    context.show(&warnings.collect(), &Sources::default());
}

fn wait_for(title: &str, patience: Duration, terminal: &Terminal) {
    terminal.progress(&format!("Waiting up to {} s: {title}", patience.as_secs()));
}

async fn open(stack: &Stack, owner: Owner) -> Result<Box<dyn Store>, StoreError> {
    Ok(Box::new(FileStore::open(&stack.folder, owner)?))
}

/// Takes the lock of a stack that a team shares.
async fn take_shared(
    stack: &Stack,
    place: &Place,
    locking: Locking<'_>,
    terminal: &Terminal,
) -> Ended<Box<dyn Store>> {
    // What is of this machine alone stays in the folder: levels of rate buckets, the cloud that was last used.
    stack.make_folder()?;
    let owner = Owner::here(&format!("tandem {}", locking.command), system_now());
    let wait = u64::try_from(locking.patience.as_millis()).unwrap_or(u64::MAX);
    terminal.progress(&format!("State in {}", place.text()));
    if !locking.patience.is_zero()
        && let Some(held) = shared::held(stack, place).map_err(remembered::failure)?
    {
        wait_for(&held.title(), locking.patience, terminal);
    }
    let store = shared::open(stack, place, owner, wait).await.map_err(remembered::failure)?;
    Ok(Box::new(store))
}

/// Reads the state of a stack without its lock, for looking only.
///
/// # Errors
/// If something is there that is not whole and ours.
pub(crate) fn load(stack: &Stack) -> Ended<Stored> {
    let loaded = match &stack.place {
        Some(place) => shared::load(stack, place),
        None => store::load(&stack.folder),
    };
    loaded.map_err(remembered::failure)
}

/// Returns who holds the lock of a stack at this moment; `None` if it is free.
///
/// # Errors
/// If the lock cannot be looked at.
pub(crate) fn holder(stack: &Stack) -> Ended<Option<Held>> {
    let holder = match &stack.place {
        Some(place) => shared::held(stack, place),
        None => store::holder(&stack.folder),
    };
    holder.map_err(remembered::failure)
}

/// Takes the lock of a shared stack from its owner, who must be known to be gone; by its id, so that nobody frees
/// another one than the one that was looked at.
///
/// # Errors
/// If it has another id, or is free.
pub(crate) fn free(stack: &Stack, place: &Place, id: &str) -> Ended<Held> {
    shared::unlock(stack, place, id).map_err(remembered::failure)
}

/// Returns the audit log of a stack, and what was remembered elsewhere of its end.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn audit_log(stack: &Stack) -> Ended<(String, Vec<AuditHead>)> {
    let log = match &stack.place {
        Some(place) => shared::audit_log(stack, place),
        None => store::audit_log(&stack.folder),
    };
    log.map_err(remembered::failure)
}

/// Looks at what can be rebuilt of a damaged state; `None` if nothing is wrong.
///
/// # Errors
/// If there is nothing to rebuild it from, or rebuilding does not help.
pub(crate) fn survey(stack: &Stack) -> Ended<Option<Salvage>> {
    let salvage = match &stack.place {
        Some(place) => shared::survey(stack, place),
        None => salvage::survey(&System, &stack.folder),
    };
    salvage.map_err(remembered::failure)
}

/// Puts the state in place that can be rebuilt; returns the store, and the names of what was set aside.
///
/// # Errors
/// If another run holds the lock, something changed since it was looked at, or cannot be written.
pub(crate) async fn repair(
    stack: &Stack,
    owner: Owner,
    salvage: &Salvage,
) -> Ended<(Box<dyn Store>, Vec<String>)> {
    if let Some(place) = &stack.place {
        let (store, aside) =
            shared::repair(stack, place, owner, salvage).await.map_err(remembered::failure)?;
        return Ok((Box::new(store), aside));
    }
    let disk: Arc<dyn Disk> = Arc::new(System);
    let (store, aside) =
        salvage::repair(&disk, &stack.folder, owner, salvage).map_err(remembered::failure)?;
    Ok((Box::new(store), aside))
}

/// Returns the kept snapshots of a stack, rising.
///
/// # Errors
/// If the audit log or the list of them cannot be read.
pub(crate) fn versions(stack: &Stack) -> Ended<Vec<Version>> {
    let versions = match &stack.place {
        Some(place) => shared::versions(stack, place),
        None => history::versions(&System, &stack.folder),
    };
    versions.map_err(remembered::failure)
}
