//! How a command ends: the exit codes, and what is said when it ends early.

use std::process::ExitCode;

use tandem_core::{Diagnostic, Diagnostics, Sources};

/// The exit codes, as the table of the command line promises them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// It is done; for `plan --detailed-exitcode`, there is nothing to change.
    Done = 0,
    /// There is an error.
    Error = 1,
    /// Changes are pending.
    Changes = 2,
    /// An AA check or a proof failed.
    Refuted = 3,
    /// The state is locked.
    Locked = 4,
    /// Some of it is applied; the same command goes on.
    Partial = 5,
    /// The cloud is not as it was left.
    Drift = 6,
    /// The command line is wrong.
    Usage = 64,
    /// It was interrupted at a safe point; the same command goes on.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is shown.
    pub(crate) diagnostics: Diagnostics,
    /// What the labels point into.
    pub(crate) sources: Sources,
    /// How the program ends.
    pub(crate) exit: Exit,
}

/// What a command gives: its end, or why it ended early.
pub(crate) type Ended<T> = Result<T, Failure>;

impl Failure {
    /// Returns a failure with labels into some sources.
    pub(crate) fn new(diagnostics: Diagnostics, sources: &Sources) -> Failure {
        Failure { diagnostics, sources: sources.clone(), exit: Exit::Error }
    }

    /// Returns a wrong use of the command line.
    pub(crate) fn usage(diagnostic: Diagnostic) -> Failure {
        Failure { exit: Exit::Usage, ..Failure::from(diagnostic) }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        let diagnostics = [diagnostic].into_iter().collect();
        Failure { diagnostics, sources: Sources::default(), exit: Exit::Error }
    }
}
