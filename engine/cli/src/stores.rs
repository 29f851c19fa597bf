//! Where the state of a stack is kept: every kind of place is opened, read and freed here.

use std::time::{Duration, Instant};

use tandem_core::duration;
use tandem_core::store::{Store, StoreError, Stored};
use tandem_runtime::FileStore;
use tandem_runtime::clock::system_now;
use tandem_runtime::store::{self, Owner};

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

fn wait_for(error: &StoreError, patience: Duration, terminal: &Terminal) {
    let title = error.message.lines().next().unwrap_or_default();
    terminal.progress(&format!("Waiting up to {} s: {title}", patience.as_secs()));
}

async fn open(stack: &Stack, owner: Owner) -> Result<Box<dyn Store>, StoreError> {
    Ok(Box::new(FileStore::open(&stack.folder, owner)?))
}

/// Reads the state of a stack without its lock, for looking only.
///
/// # Errors
/// If something is there that is not whole and ours.
pub(crate) fn load(stack: &Stack) -> Ended<Stored> {
    store::load(&stack.folder).map_err(remembered::failure)
}
