//! What wakes the watch up.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use tandem_core::Diagnostic;

use crate::exit::Ended;

/// What wakes the watch up.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// Something happened to these files.
    Touched(Vec<PathBuf>),
    /// Someone wants to end.
    Quit,
}

/// For how long nothing may happen before a save counts as complete: editors write, rename and touch.
const QUIET: Duration = Duration::from_millis(40);

/// For how long one save may go on.
const LONGEST: Duration = Duration::from_millis(500);

/// Waits until the save that has begun is complete.
pub(super) fn settle(events: &Receiver<Event>) -> Event {
    let started = Instant::now();
    while started.elapsed() < LONGEST {
        match events.recv_timeout(QUIET) {
            Ok(Event::Touched(_)) => (),
            Ok(Event::Quit) | Err(RecvTimeoutError::Disconnected) => return Event::Quit,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    Event::Touched(Vec::new())
}

/// Sends [`Event::Quit`] on every Ctrl-C.
///
/// A thread of its own: once an apply has listened to the signal, the system no longer ends the program by itself.
pub(super) fn on_interrupt(events: Sender<Event>) -> Ended<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Diagnostic::error("internal::runtime", format!("the program cannot start: {error}"))
    })?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            while tokio::signal::ctrl_c().await.is_ok() && events.send(Event::Quit).is_ok() {}
        });
    });
    Ok(())
}
