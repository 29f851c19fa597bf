//! What is remembered of a stack, read without its lock.

use std::path::Path;

use tandem_core::store::StoreError;
use tandem_core::{Diagnostic, State};

use crate::exit::{Ended, Exit, Failure};

/// Returns what is remembered, the journal of an unfinished apply included.
///
/// # Errors
/// If something is there that is not whole and ours.
pub(crate) fn state(folder: &Path) -> Ended<State> {
    let stored = tandem_runtime::store::load(folder).map_err(failure)?;
    Ok(tandem_runtime::replay(stored))
}

/// Returns what to tell the user of a store that cannot be used.
pub(crate) fn failure(error: StoreError) -> Failure {
    let locked = error.code == "state::locked";
    let mut diagnostic = Diagnostic::error(error.code, error.message).hint(error.hint);
    if locked {
        diagnostic = diagnostic.note("safe now: `plan --no-lock`, `output`, `state list`");
    }
    let exit = if locked { Exit::Locked } else { Exit::Error };
    Failure { exit, ..Failure::from(diagnostic) }
}
