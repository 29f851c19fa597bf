//! `secret::env`: the environment of the command. The one place where it is read for a script.

use std::env::{self, VarError};

use tandem_core::{CallError, Secret, SecretRef};
use tandem_runtime::secret::missing;

/// Reads a variable.
pub(super) fn fetch(reference: &SecretRef) -> Result<Secret, CallError> {
    match env::var(&reference.name) {
        Ok(value) => Ok(Secret::new(value)),
        Err(VarError::NotPresent) => Err(missing(reference, "is not set")),
        Err(VarError::NotUnicode(_)) => Err(missing(reference, "is no text")),
    }
}
