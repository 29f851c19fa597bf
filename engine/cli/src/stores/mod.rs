//! Where the state of a stack is kept: every kind of place is opened, read and freed here.

mod shared;

use std::time::{Duration, Instant};

use tandem_aws::storage::Place;
use tandem_core::store::{Store, StoreError, Stored};
use tandem_core::{Diagnostic, Sources, duration};
use tandem_runtime::FileStore;
use tandem_runtime::clock::system_now;
use tandem_runtime::store::{self, Held, Owner};

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
                    wait_for(&error, locking.patience, terminal);
                }
                // The time of the runtime may be virtual; that of the other run is not.
                std::thread::sleep(PAUSE);
            }
            other => return other.map_err(remembered::failure),
        }
    }
}

/// Shows what a store says though it refuses nothing: that the folder is a copy, say.
pub(crate) fn show_remarks(store: &mut dyn Store, context: &Context) {
    let remarks = store.remarks().into_iter();
    let warnings = remarks.map(|found| Diagnostic::warning(found.code, found.message).hint(found.hint));
    context.show(&warnings.collect(), &Sources::default());
}

fn wait_for(error: &StoreError, patience: Duration, terminal: &Terminal) {
    let title = error.message.lines().next().unwrap_or_default();
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
    let owner = Owner::here(&format!("tandem {}", locking.command), system_now());
    let wait = u64::try_from(locking.patience.as_millis()).unwrap_or(u64::MAX);
    terminal.progress(&format!("State in {}", place.text()));
    let (store, warnings) = shared::open(stack, place, owner, wait).await.map_err(remembered::failure)?;
    for warning in warnings {
        terminal.progress(&format!("Note: {warning}"));
    }
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

/// What came of asking for a lock to be freed.
#[derive(Clone, Debug)]
pub(crate) struct Unlocked {
    /// Who holds it, or held it; `None` if it was free.
    pub(crate) holder: Option<Held>,
    /// Whether it was freed.
    pub(crate) freed: bool,
}

/// Frees the lock of a stack where the place it is kept in does not do so by itself; a lock of such a place is freed
/// by its id only, so that nobody frees another one than the one that was looked at.
///
/// # Errors
/// If the lock cannot be looked at.
pub(crate) fn unlock(stack: &Stack, id: Option<&str>) -> Ended<Unlocked> {
    // The kernel frees a lock on files; there is no id that could.
    let _ = id;
    let holder = store::holder(&stack.folder).map_err(remembered::failure)?;
    Ok(Unlocked { holder, freed: false })
}
