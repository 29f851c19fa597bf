//! What is remembered of a stack, read without its lock.

use tandem_core::store::StoreError;
use tandem_core::{Diagnostic, State};

use crate::exit::{Ended, Exit, Failure};
use crate::project::Stack;
use crate::stores;

/// Returns what is remembered, the journal of an unfinished apply included.
///
/// # Errors
/// If something is there that is not whole and ours.
pub(crate) fn state(stack: &Stack) -> Ended<State> {
    Ok(tandem_runtime::replay(stores::load(stack)?))
}

/// Returns what to tell the user of a store that cannot be used.
pub(crate) fn failure(error: StoreError) -> Failure {
    let mut lines = error.message.lines();
    let mut diagnostic = Diagnostic::error(error.code, lines.next().unwrap_or_default());
    diagnostic.notes.extend(lines.map(str::to_owned));
    let locked = error.code == "state::locked";
    if locked {
        diagnostic = diagnostic.note("safe now: plan --no-lock, prove, output, state list");
    }
    let exit = if locked { Exit::Locked } else { Exit::Error };
    Failure { exit, ..Failure::from(diagnostic.hint(error.hint)) }
}
